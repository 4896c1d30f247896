using SmartStore.Core.Zones;
using SmartStore.Core.Zones.Learning;
using SmartStore.Host.Replay;
using SmartStore.Scanner.Traces;

namespace SmartStore.Host.Calibration;

/// <summary>
/// A recorded walk with its truth: a folder with <c>sightings.csv.gz</c> and <c>truth.csv</c> (<c>t_s,zone</c>, one row a tick), or without that
/// with <c>taps.csv</c> (<c>t_s,walker,zone</c>, one row a tap at a terminal).
/// </summary>
internal static class LabelledRecording
{
    // Second 0 of a recording on the tracker's time line: any whole step will do.
    private const long OriginUnixMs = 1_700_000_000_000;

    /// <summary>The walk of everybody who was recorded: sightings with the zone that was true at the time.</summary>
    /// <param name="folder">The recording.</param>
    /// <param name="map">The hall it was made in.</param>
    /// <param name="sensing">By <see cref="Sensing.Phone"/> the receiver is the walker's phone and the transmitter an anchor; else the other way round.</param>
    /// <param name="taps">Gets the taps that served as labels; none where there is a truth.</param>
    /// <exception cref="UsageException">Something is missing or wrong; the sentence names the file and line.</exception>
    public static IReadOnlyList<IReadOnlyList<LabelledSighting>> Read(string folder, ZoneMap map, Sensing sensing, ICollection<TapLabel> taps)
    {
        try
        {
            var truth = Path.Combine(folder, "truth.csv");
            var tapped = Path.Combine(folder, "taps.csv");
            if (File.Exists(truth) || !File.Exists(tapped)) return [.. Walks(folder, map, sensing, Truth(truth, map)).Values];
            var walks = Walks(folder, map, sensing, []);
            var tapsOf = Taps(tapped, map, walks);
            foreach (var tap in tapsOf.SelectMany(walker => walker)) taps.Add(tap);
            return [.. walks.Select(walk => (IReadOnlyList<LabelledSighting>)[.. TapLabels.Label(walk.Value, tapsOf[walk.Key])])];
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder} cannot be read as a recording: {e.Message}");
        }
    }

    private static Dictionary<string, IReadOnlyList<LabelledSighting>> Walks(string folder, ZoneMap map, Sensing sensing, List<(TimeSpan At, int Zone)> truth)
    {
        var sightings = RecordedTrace.SightingsIn(folder);
        var walks = new Dictionary<string, List<LabelledSighting>>(StringComparer.Ordinal);
        var tick = -1;
        foreach (var row in TraceFile.Read(sightings).OrderBy(row => row.At))
        {
            while (tick + 1 < truth.Count && truth[tick + 1].At <= row.At) tick++;
            var (walker, anchor) = sensing == Sensing.Phone ? (row.Receiver, row.Transmitter) : (row.Transmitter, row.Receiver);
            var index = map.AnchorIndex(anchor);
            if (index < 0) throw new UsageException($"{sightings}: anchor '{anchor}' is not in the layout.");
            if (!walks.TryGetValue(walker, out var walk)) walks[walker] = walk = [];
            walk.Add(new LabelledSighting(index, row.RssiDbm, UnixMs(row.At), tick < 0 ? ZoneMap.Unknown : truth[tick].Zone));
        }

        return walks.ToDictionary(walk => walk.Key, walk => (IReadOnlyList<LabelledSighting>)walk.Value, StringComparer.Ordinal);
    }

    private static ILookup<string, TapLabel> Taps(string path, ZoneMap map, Dictionary<string, IReadOnlyList<LabelledSighting>> walks)
    {
        var taps = new List<(string Walker, TapLabel Tap)>();
        foreach (var (line, at, cells) in TraceFile.Rows(path, "t_s,walker,zone"))
        {
            if (!walks.ContainsKey(cells[0])) throw new UsageException($"{path}:{line}: '{cells[0]}' is nobody who was recorded.");
            taps.Add((cells[0], new TapLabel(UnixMs(at), Zone(path, line, cells[1], map))));
        }

        return taps.ToLookup(tap => tap.Walker, tap => tap.Tap, StringComparer.Ordinal);
    }

    // An empty zone: it was not known at the time.
    private static List<(TimeSpan At, int Zone)> Truth(string path, ZoneMap map) =>
        [.. TraceFile.Rows(path, "t_s,zone").Select(row => (row.At, row.Cells[0].Length == 0 ? ZoneMap.Unknown : Zone(path, row.Line, row.Cells[0], map)))];

    private static int Zone(string path, int line, string id, ZoneMap map) =>
        map.ZoneIndex(id) is >= 0 and var zone ? zone : throw new UsageException($"{path}:{line}: zone '{id}' is not in the layout.");

    private static long UnixMs(TimeSpan at) => OriginUnixMs + (long)at.TotalMilliseconds;
}
