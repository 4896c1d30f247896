using System.Globalization;
using System.IO.Compression;
using SmartStore.Core.Zones.Learning;

namespace SmartStore.Accuracy.Traces;

/// <summary>One recorded walk: what the receivers heard, and where the walker truly was.</summary>
public sealed record Recording(string Name, IReadOnlyList<RecordedSighting> Sightings, IReadOnlyList<TruthTick> Truth)
{
    /// <summary>Second 0 of every recording on the tracker's time line, unix milliseconds: any whole step will do.</summary>
    public const long OriginUnixMs = 1_700_000_000_000;

    /// <summary>A recording's time on the tracker's time line.</summary>
    public static long UnixMs(double seconds) => OriginUnixMs + (long)Math.Round(seconds * 1_000);

    /// <summary>The sightings with the zone that was true at the time, for calibration.</summary>
    public IEnumerable<LabelledSighting> Labelled()
    {
        var tick = -1;
        foreach (var sighting in Sightings)
        {
            while (tick + 1 < Truth.Count && Truth[tick + 1].Seconds <= sighting.Seconds + 1e-9) tick++;
            yield return new LabelledSighting(sighting.Anchor, sighting.RssiDbm, UnixMs(sighting.Seconds), tick < 0 ? ZoneMap.Unknown : Truth[tick].Zone);
        }
    }

    internal static Recording Read(string directory, ZoneMap map)
    {
        var sightings = Path.Combine(directory, "sightings.csv.gz");
        var truth = Path.Combine(directory, "truth.csv");
        return new Recording(
            Path.GetFileName(directory),
            [.. Rows(sightings, ["t_s", "receiver", "rssi_dbm"]).Select(row => new RecordedSighting(
                row.Number(0), row.Known(1, map.AnchorIndex, "anchor"), (float)row.Number(2)))],
            [.. Rows(truth, ["t_s", "zone"]).Select(row => new TruthTick(row.Number(0), row.Known(1, map.ZoneIndex, "zone")))]);
    }

    private static IEnumerable<Row> Rows(string path, string[] columns)
    {
        if (!File.Exists(path)) throw new TraceException($"'{path}' is missing.");
        using var file = File.OpenRead(path);
        using var plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var reader = new StreamReader(plain);
        var header = (reader.ReadLine() ?? "").Split(',');
        var at = columns.Select(c => Array.IndexOf(header, c)).ToArray();
        if (Array.IndexOf(at, -1) is >= 0 and var missing) throw new TraceException($"{path}:1: there is no column '{columns[missing]}'.");
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            var cells = text.Split(',');
            if (cells.Length <= at.Max()) throw new TraceException($"{path}:{line}: {header.Length} columns expected.");
            yield return new Row(path, line, [.. at.Select(i => cells[i])]);
        }
    }

    private sealed record Row(string Path, int Line, string[] Cells)
    {
        public double Number(int cell) => double.TryParse(Cells[cell], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new TraceException($"{Path}:{Line}: '{Cells[cell]}' is no number.");

        public int Known(int cell, Func<string, int> index, string what) => index(Cells[cell]) is >= 0 and var found
            ? found
            : throw new TraceException($"{Path}:{Line}: {what} '{Cells[cell]}' is not in the layout.");
    }
}

/// <summary>One receiver heard the walker's tag.</summary>
/// <param name="Seconds">Since the start of the recording.</param>
/// <param name="Anchor">Index in the hall's map.</param>
/// <param name="LateS">How long its receiver kept it back, seconds.</param>
public readonly record struct RecordedSighting(double Seconds, int Anchor, float RssiDbm, double LateS = 0)
{
    /// <summary>When the store has it, since the start of the recording.</summary>
    public double ArrivesAtS => Seconds + LateS;
}

/// <summary>Where the walker was at one tick.</summary>
/// <param name="Zone">Index in the hall's map.</param>
public readonly record struct TruthTick(double Seconds, int Zone);
