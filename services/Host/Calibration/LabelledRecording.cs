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
            var (truth, tapped) = (Path.Combine(folder, "truth.csv"), Path.Combine(folder, "taps.csv"));
            var heard = TraceFile.Read(RecordedTrace.SightingsIn(folder)).Select(row => new HeardRow(row.At, row.Transmitter, row.Receiver, row.RssiDbm));
            return File.Exists(truth) || !File.Exists(tapped)
                ? LabelledWalks.ByTruth(map, sensing, heard, TraceFile.Rows(truth, "t_s,zone").Select(row => new ZoneRow($"{truth}:{row.Line}", row.At, "", row.Cells[0])))
                : LabelledWalks.ByTaps(map, sensing, heard, TraceFile.Rows(tapped, "t_s,walker,zone").Select(row => new ZoneRow($"{tapped}:{row.Line}", row.At, row.Cells[0], row.Cells[1])), taps);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder} cannot be read as a recording: {e.Message}");
        }
    }
}
