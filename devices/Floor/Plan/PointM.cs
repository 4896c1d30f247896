namespace SmartStore.Floor.Plan;

/// <summary>A point on the floor, metres from the layout's origin.</summary>
public readonly record struct PointM(double XM, double YM)
{
    /// <summary>Straight distance to another point, metres.</summary>
    public double DistanceTo(PointM other) => Math.Sqrt(Square(other.XM - XM) + Square(other.YM - YM));

    /// <summary>The point a number of metres from here towards another; never past it.</summary>
    public PointM Towards(PointM target, double metres)
    {
        var distance = DistanceTo(target);
        if (distance <= metres) return target;
        var share = metres / distance;
        return new PointM(XM + ((target.XM - XM) * share), YM + ((target.YM - YM) * share));
    }

    /// <summary>Direction to another point, radians, anticlockwise from the x axis.</summary>
    public double HeadingTo(PointM target) => Math.Atan2(target.YM - YM, target.XM - XM);

    private static double Square(double value) => value * value;
}
