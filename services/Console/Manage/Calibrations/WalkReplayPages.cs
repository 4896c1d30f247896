using SmartStore.Contracts.Import;
using SmartStore.Core.Zones;
using SmartStore.Core.Zones.Learning;

namespace SmartStore.Pages.Manage.Calibrations;

/// <summary>
/// A recorded walk, replayed: what the tracker would have said with its default constants and with the calibration in force, and what the walk itself would teach. Nothing of it is kept or put.
/// </summary>
internal static class WalkReplayPages
{
    /// <summary>Most bytes of what is sent.</summary>
    public const int FormBytesMax = 4 * 1024 * 1024;

    private static readonly string[] s_tables = ["sightings", "labels"];

    // Seconds of one core each: one after another, so that the trackers keep theirs.
    private static readonly SemaphoreSlim OneReplay = new(1);

    public static void Map(ManageRoutes pages) => pages.Post("/stores/{store}/calibration/replay", FormBytesMax, Replay);

    private static async Task<Answer> Replay(Asked asked, IFormCollection form)
    {
        var kept = await KeptCalibration.Look(asked);
        if (Missing(form, asked.Words) is { Count: > 0 } missing) return CalibrationPages.Show(asked, kept, missing);
        var inForce = kept.State.InForce ? kept.Calibration : null;
        var sensing = form["sensing"] == "phone" ? Sensing.Phone : Sensing.Store;
        await OneReplay.WaitAsync(asked.Cancel);
        try
        {
            var replayed = await Task.Run(() => Replayed.Of(MapOf(kept.Layout), sensing, File(form, "sightings"), File(form, "labels"), inForce), asked.Cancel);
            return CalibrationPages.Show(asked, kept, replayed: replayed);
        }
        catch (InvalidDataException e)
        {
            return CalibrationPages.Show(asked, kept, [new Mistake("recording", e.Message)]);
        }
        finally
        {
            OneReplay.Release();
        }
    }

    private static List<Mistake> Missing(IFormCollection form, Words words) =>
        [.. s_tables.Where(name => form.Files[name] is not { Length: > 0 }).Select(name => new Mistake(name, words.ChooseFile))];

    private static (string Name, Stream Bytes) File(IFormCollection form, string name) => (form.Files[name]!.FileName, form.Files[name]!.OpenReadStream());

    private static ZoneMap MapOf(Proto.Store store) => ZoneMap.OfLayout(
        [.. store.Zones.Select(zone => new MappedZone(zone.Id, [.. zone.Neighbours], zone.Floor))],
        [.. store.Anchors.Select(anchor => new MappedAnchor(anchor.Id, anchor.ZoneId, new PointM(anchor.XM, anchor.YM, anchor.ZM), anchor.Beacon.Length == 0))]);
}

/// <summary>What came of a replay.</summary>
/// <param name="Trial">What the walk would teach, tried on the parts of it that were left out.</param>
/// <param name="Proof">How sure that is.</param>
/// <param name="Lacking">Zones without taps enough to learn from; then nothing was learned.</param>
/// <param name="Default">The walk with the default constants.</param>
/// <param name="InForce">The walk with the calibration in force; null: there is none.</param>
internal sealed record Replayed(CalibrationTrial? Trial, CalibrationProof? Proof, IReadOnlyList<string> Lacking, ReplayFigures Default, ReplayFigures? InForce)
{
    /// <exception cref="InvalidDataException">A table cannot be used; the sentence says where.</exception>
    public static Replayed Of(ZoneMap map, Sensing sensing, (string Name, Stream Bytes) sightings, (string Name, Stream Bytes) labels, Calibration? inForce)
    {
        var taps = new List<TapLabel>();
        var walks = RecordedWalk.Read(map, sensing, sightings, labels, taps);
        var rules = ZoneTrackerRules.Default;
        var (byDefault, calibrated) = (Played(ZoneModel.Compile(map, rules)), inForce is null ? null : Played(ZoneModel.Compile(map, rules, inForce)));
        string[] lacking = taps.Count > 0 ? [.. TapLabels.Lacking(map, taps).Select(zone => map.Zones[zone].Id)] : [];
        if (lacking.Length > 0) return new Replayed(null, null, lacking, byDefault, calibrated);
        var calibrator = new Calibrator(map, rules, sensing);
        foreach (var walk in walks) calibrator.Add(walk);
        calibrator.Learn(version: 1, out var proof, out var heldOut);
        return new Replayed(CalibrationTrial.Of(map, rules, sensing, proof, heldOut), proof, [], byDefault, calibrated);

        ReplayFigures Played(ZoneModel model)
        {
            var replay = new WalkReplay(map, sensing);
            foreach (var walk in walks) replay.Run(model, walk);
            return replay.Figures();
        }
    }

    /// <summary>In plain words, whether the walk teaches something that may be put in force, and why not.</summary>
    public string Verdict(Words words) => (Lacking, Proof) switch
    {
        ({ Count: > 0 }, _) => words.TeachesNoTaps(string.Join(", ", Lacking), TapLabels.TapsLeast),
        (_, null or { Blocks: < 2 }) => words.TeachesTooLittle,
        (_, { Wins: true } sure) => words.Teaches(FigureText.Points(sure.Gain), FigureText.Points(sure.GainLeast)),
        (_, { Gain: <= 0 } worse) => words.TeachesNoBetter(FigureText.Points(-worse.Gain)),
        (_, { } unsure) => words.TeachesUnsure(FigureText.Points(unsure.Gain), FigureText.Points(unsure.GainLeast)),
    };
}

/// <summary>Figures as pages write them.</summary>
internal static class FigureText
{
    public static string Share(double share) => $"{(share * 100).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} %";

    /// <summary>Hundredths of the time.</summary>
    public static string Points(double share) => (share * 100).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);

    public static string Number(double? number, string form = "0.00") => number?.ToString(form, System.Globalization.CultureInfo.InvariantCulture) ?? "–";
}
