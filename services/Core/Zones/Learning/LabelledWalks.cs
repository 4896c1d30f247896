namespace SmartStore.Core.Zones.Learning;

/// <summary>A row of a recording: who was heard, by whom.</summary>
/// <param name="At">From the start of the recording.</param>
/// <param name="RssiDbm">Received power, dBm.</param>
public readonly record struct HeardRow(TimeSpan At, string Transmitter, string Receiver, int RssiDbm);

/// <summary>A row of what was true, or of a tap.</summary>
/// <param name="Where">File and line, for the one who has to mend it.</param>
/// <param name="Walker">Who tapped; of what was true nobody.</param>
/// <param name="Zone">Id; empty: not known at the time.</param>
public readonly record struct ZoneRow(string Where, TimeSpan At, string Walker, string Zone);

/// <summary>The walks of everybody in a recording, with the zones that were true. Pure.</summary>
public static class LabelledWalks
{
    // Second 0 of a recording on the tracker's time line: any whole step will do.
    private const long OriginUnixMs = 1_700_000_000_000;

    /// <summary>Labelled by the zone that was true for everybody at the time.</summary>
    /// <param name="sensing">By <see cref="Sensing.Phone"/> the receiver is the walker's phone and the transmitter an anchor; else the other way round.</param>
    /// <param name="heard">In any order.</param>
    /// <param name="truth">In order of time.</param>
    /// <exception cref="InvalidDataException">An anchor or a zone is not in the layout; the sentence names it.</exception>
    public static IReadOnlyList<IReadOnlyList<LabelledSighting>> ByTruth(ZoneMap map, Sensing sensing, IEnumerable<HeardRow> heard, IEnumerable<ZoneRow> truth) =>
        [.. Walks(map, sensing, heard, [.. truth.Select(row => (row.At, row.Zone.Length == 0 ? ZoneMap.Unknown : Zone(map, row)))]).Values];

    /// <summary>Labelled by the taps of the one who walked.</summary>
    /// <param name="labels">Gets every tap, on the walks' time line.</param>
    /// <inheritdoc cref="ByTruth"/>
    public static IReadOnlyList<IReadOnlyList<LabelledSighting>> ByTaps(ZoneMap map, Sensing sensing, IEnumerable<HeardRow> heard, IEnumerable<ZoneRow> taps, ICollection<TapLabel> labels)
    {
        var walks = Walks(map, sensing, heard, []);
        var tapsOf = walks.Keys.ToDictionary(walker => walker, _ => new List<TapLabel>(), StringComparer.Ordinal);
        foreach (var tap in taps)
        {
            if (!tapsOf.TryGetValue(tap.Walker, out var own)) throw new InvalidDataException($"{tap.Where}: '{tap.Walker}' is nobody who was recorded.");
            own.Add(new TapLabel(UnixMs(tap.At), Zone(map, tap)));
            labels.Add(own[^1]);
        }
        return [.. walks.Select(walk => (IReadOnlyList<LabelledSighting>)[.. TapLabels.Label(walk.Value, tapsOf[walk.Key])])];
    }

    private static Dictionary<string, List<LabelledSighting>> Walks(ZoneMap map, Sensing sensing, IEnumerable<HeardRow> heard, List<(TimeSpan At, int Zone)> truth)
    {
        var walks = new Dictionary<string, List<LabelledSighting>>(StringComparer.Ordinal);
        var tick = -1;
        foreach (var row in heard.OrderBy(row => row.At))
        {
            while (tick + 1 < truth.Count && truth[tick + 1].At <= row.At) tick++;
            var (walker, anchor) = sensing == Sensing.Phone ? (row.Receiver, row.Transmitter) : (row.Transmitter, row.Receiver);
            var index = map.AnchorIndex(anchor);
            if (index < 0) throw new InvalidDataException($"anchor '{anchor}' is not in the layout.");
            if (!walks.TryGetValue(walker, out var walk)) walks[walker] = walk = [];
            walk.Add(new LabelledSighting(index, row.RssiDbm, UnixMs(row.At), tick < 0 ? ZoneMap.Unknown : truth[tick].Zone));
        }
        return walks;
    }

    private static int Zone(ZoneMap map, ZoneRow row) =>
        map.ZoneIndex(row.Zone) is >= 0 and var zone ? zone : throw new InvalidDataException($"{row.Where}: zone '{row.Zone}' is not in the layout.");

    private static long UnixMs(TimeSpan at) => OriginUnixMs + (long)at.TotalMilliseconds;
}
