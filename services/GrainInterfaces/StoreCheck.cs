namespace SmartStore.GrainInterfaces;

/// <summary>Whether a store can be used as it was sent: its layout (<see cref="LayoutCheck"/>), and what is drawn of it, which the core does not read: outlines of zones and pictures of floors.</summary>
public static class StoreCheck
{
    /// <summary>Fewest and most points of an outline that is there.</summary>
    public const int PointsMin = 3, PointsMax = 64;

    /// <summary>Largest picture of a floor.</summary>
    public const int ImageBytesMax = 512 * 1024;

    private const double MetresMax = 100_000;

    /// <param name="store">What was sent.</param>
    /// <param name="path">Where it was sent: <c>store</c>, or <c>stores[0]</c> of an import.</param>
    /// <returns>Everything wrong; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(Proto.Store store, string path) => [.. LayoutCheck.Check(ContractForm.Layout(store), path), .. Drawing(store, path)];

    private static IEnumerable<Problem> Drawing(Proto.Store store, string path)
    {
        for (var i = 0; i < store.Zones.Count; i++)
        {
            var outline = store.Zones[i].Outline;
            if (outline.Count is > 0 and (< PointsMin or > PointsMax)) yield return new($"{path}.zones[{i}].outline", $"has {outline.Count} points; none, or {PointsMin}..{PointsMax}");
            else if (outline.Any(point => !IsPlace(point.XM) || !IsPlace(point.YM))) yield return new($"{path}.zones[{i}].outline", $"must be metres, -{MetresMax}..{MetresMax}");
        }

        for (var i = 0; i < store.Plans.Count; i++)
        {
            var plan = store.Plans[i];
            if (plan.Image.Length > ImageBytesMax) yield return new($"{path}.plans[{i}].image", $"has {plan.Image.Length} bytes, at most {ImageBytesMax}");
            if (plan.MediaType is not ("image/png" or "image/webp")) yield return new($"{path}.plans[{i}].media_type", "must be image/png or image/webp");
            if (!IsPlace(plan.XM) || !IsPlace(plan.YM)) yield return new($"{path}.plans[{i}]", $"x_m and y_m must be metres, -{MetresMax}..{MetresMax}");
            if (!IsSize(plan.WidthM) || !IsSize(plan.HeightM)) yield return new($"{path}.plans[{i}]", $"width_m and height_m must be metres above 0, at most {MetresMax}");
        }
    }

    private static bool IsPlace(double metres) => double.IsFinite(metres) && Math.Abs(metres) <= MetresMax;

    private static bool IsSize(double metres) => metres > 0 && metres <= MetresMax;
}
