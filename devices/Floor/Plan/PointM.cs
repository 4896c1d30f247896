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

/// <summary>A straight wall or a row of full shelves that radio has to pass. Walkers go around it by the layout's neighbours.</summary>
/// <param name="LossDb">What one crossing costs, dB, ≥ 0: about 3 for a shelf, 5–8 for a partition, 12 for brick.</param>
public readonly record struct Wall(PointM From, PointM To, double LossDb)
{
    /// <summary>True when the straight line between two points crosses the wall. Touching an end counts.</summary>
    public bool IsBetween(PointM a, PointM b) =>
        Side(a, b, From) * Side(a, b, To) <= 0 && Side(From, To, a) * Side(From, To, b) <= 0;

    // Sign says on which side of the line p–q the point r lies.
    private static double Side(PointM p, PointM q, PointM r) => ((q.XM - p.XM) * (r.YM - p.YM)) - ((q.YM - p.YM) * (r.XM - p.XM));
}
