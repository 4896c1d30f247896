using System.Globalization;
using SmartStore.Core.Zones;
using SmartStore.Core.Zones.Learning;
using SmartStore.Host.Replay;
using SmartStore.Host.Settings;
using SmartStore.Scanner.Traces;

namespace SmartStore.Host.Calibration;

/// <summary>A recorded walk with its truth: a folder with <c>sightings.csv.gz</c> and <c>truth.csv</c> (<c>t_s,zone</c>, one row a tick).</summary>
internal static class LabelledRecording
{
    // Second 0 of a recording on the tracker's time line: any whole step will do.
    private const long OriginUnixMs = 1_700_000_000_000;

    /// <summary>The walk of everybody who was recorded: sightings with the zone that was true at the time.</summary>
    /// <param name="folder">The recording.</param>
    /// <param name="map">The hall it was made in.</param>
    /// <param name="sensing">By <see cref="Sensing.Phone"/> the receiver is the walker's phone and the transmitter an anchor; else the other way round.</param>
    /// <exception cref="UsageException">Something is missing or wrong; the sentence names the file and line.</exception>
    public static IReadOnlyList<IReadOnlyList<LabelledSighting>> Read(string folder, ZoneMap map, Sensing sensing)
    {
        var sightings = RecordedTrace.SightingsIn(folder);
        try
        {
            var truth = Truth(Path.Combine(folder, "truth.csv"), map);
            var walks = new Dictionary<string, List<LabelledSighting>>(StringComparer.Ordinal);
            var tick = -1;
            foreach (var row in TraceFile.Read(sightings).OrderBy(row => row.At))
            {
                while (tick + 1 < truth.Count && truth[tick + 1].At <= row.At) tick++;
                var (walker, anchor) = sensing == Sensing.Phone ? (row.Receiver, row.Transmitter) : (row.Transmitter, row.Receiver);
                var index = map.AnchorIndex(anchor);
                if (index < 0) throw new UsageException($"{sightings}: anchor '{anchor}' is not in the layout.");
                if (!walks.TryGetValue(walker, out var walk)) walks[walker] = walk = [];
                walk.Add(new LabelledSighting(index, row.RssiDbm, OriginUnixMs + (long)row.At.TotalMilliseconds, tick < 0 ? ZoneMap.Unknown : truth[tick].Zone));
            }

            return [.. walks.Values];
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder} cannot be read as a recording: {e.Message}");
        }
    }

    private static List<(TimeSpan At, int Zone)> Truth(string path, ZoneMap map)
    {
        var ticks = new List<(TimeSpan At, int Zone)>();
        var line = 0;
        foreach (var text in File.ReadLines(path))
        {
            if (line++ == 0 && text == "t_s,zone") continue;
            if (line == 1) throw new UsageException($"{path}:1: expected the header t_s,zone.");
            var cells = text.Split(',');
            if (cells.Length != 2 || !double.TryParse(cells[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds > TimeSpan.FromDays(365).TotalSeconds)
                throw new UsageException($"{path}:{line}: expected seconds and a zone.");
            // An empty zone: nobody knew at the time.
            var zone = cells[1].Length == 0 ? ZoneMap.Unknown : map.ZoneIndex(cells[1]);
            if (zone < 0 && cells[1].Length > 0) throw new UsageException($"{path}:{line}: zone '{cells[1]}' is not in the layout.");
            ticks.Add((TimeSpan.FromSeconds(seconds), zone));
        }

        return ticks;
    }
}
