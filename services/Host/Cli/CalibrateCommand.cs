using System.Globalization;
using SmartStore.Core.Zones;
using SmartStore.Core.Zones.Learning;
using SmartStore.Host.Calibration;

namespace SmartStore.Host.Cli;

/// <summary><c>calibrate</c>: learns a store's radio from labelled walks, and puts what was learned into a running server or takes it back.</summary>
internal static class CalibrateCommand
{
    public static Command Create()
    {
        var recordings = new Argument<string[]>("RECORDING") { Description = "Folders of recordings, all of one hall", Arity = ArgumentArity.ZeroOrMore };
        var layout = new Option<string?>("--layout") { Description = "The hall: layout.json of the recordings, or an import document with one store", HelpName = "FILE" };
        var output = new Option<string?>("--out") { Description = "Where the calibration goes (JSON)", HelpName = "FILE" };
        var sensing = Setting.OneOf("sensing", "Who heard: the store's scanners, or the walker's phone", "store", "store", "phone");
        var command = new Command("calibrate", "Learns how a store's zones sound from recorded walks (folders with sightings.csv.gz, and truth.csv or taps.csv); put, show and revert keep the result in a running server.")
        {
            recordings, layout, output, sensing, Put(), Show(), Revert(),
        };
        command.SetAction(line =>
        {
            if (line.GetValue(recordings) is not { Length: > 0 } folders || line.GetValue(layout) is not { } hall || line.GetValue(output) is not { } file)
                throw new UsageException("calibrate needs at least one RECORDING, --layout and --out; see 'smartstore calibrate --help'.");
            return Learn(folders, hall, file, line.GetValue(sensing) == "phone" ? Sensing.Phone : Sensing.Store);
        });
        return command;
    }

    private static int Learn(string[] folders, string hall, string file, Sensing sensing)
    {
        var map = HallFile.Read(hall);
        var calibrator = new Calibrator(map, ZoneTrackerRules.Default, sensing);
        var taps = new List<TapLabel>();
        var walks = folders.SelectMany(folder => LabelledRecording.Read(folder, map, sensing, taps)).ToList();
        if (taps.Count > 0 && TapLabels.Lacking(map, taps) is { Count: > 0 } lacking)
            throw new UsageException($"taps teach only where every zone has at least {TapLabels.TapsLeast}; too few in {string.Join(", ", lacking.Select(zone => map.Zones[zone].Id))}.");
        foreach (var walk in walks) calibrator.Add(walk);
        var learned = calibrator.Learn(version: 1, out var proof, out var heldOut);
        if (!proof.Wins)
        {
            CommandLine.Say($"Refused: on {proof.HeldOutS:F0} s that it was not learned from, nothing that was learned places people surely better than the default rule ({Tried(proof)}). {file} is not written.");
            return CommandLine.Failure;
        }

        try
        {
            File.WriteAllText(file, CalibrationJson.Write(learned with { Trial = CalibrationTrial.Of(map, ZoneTrackerRules.Default, sensing, proof, heldOut) }) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be written: {e.Message}");
        }

        var offsets = learned.Offsets.Count == 0 ? "0" : $"{learned.Offsets.Count} (within {proof.OffsetSigmaDb:F1} dB)";
        Console.WriteLine($"{file}: anchor offsets: {offsets}, places: {learned.Places.Count}, walks: {walks.Count}. On {proof.HeldOutS:F0} s that it was not learned from, {Tried(proof)}.");
        return CommandLine.Ok;
    }

    // In hundredths of the time, as people say it.
    private static string Tried(CalibrationProof proof) => proof.Blocks < 2
        ? "too little labelled time to try it on"
        : string.Create(CultureInfo.InvariantCulture, $"the default rule is right {proof.ByDefault * 100:F0} % of the time and it {Math.Abs(proof.Gain) * 100:F1} % {(proof.Gain < 0 ? "less" : "more")}, 19 times of 20 at least {proof.GainLeast * 100:F1} %");

    private static Command Put()
    {
        var (file, store) = (new Argument<string>("FILE") { Description = "What 'smartstore calibrate' wrote" }, Setting.Id("store", "Store id"));
        return new Command("put", "Puts a calibration in force in a running server; the version before it is kept.") { file, store }.Calls(async (line, client, cancel) =>
        {
            var json = Text(line.GetValue(file)!);
            if (CalibrationJson.Read(json, out _) is { } wrong) throw new UsageException($"{line.GetValue(file)} {wrong}.");
            Console.WriteLine(Standing(await client.Calibrations.PutCalibrationAsync(new PutCalibrationRequest { StoreId = line.GetValue(store)!, Json = json }, cancellationToken: cancel)));
            return CommandLine.Ok;
        });
    }

    private static Command Show()
    {
        var store = Setting.Id("store", "Store id");
        return new Command("show", "Shows the calibration of a store: its JSON on stdout, how it stands on stderr.") { store }.Calls(async (line, client, cancel) =>
        {
            var state = await client.Calibrations.GetCalibrationAsync(new GetCalibrationRequest { StoreId = line.GetValue(store)! }, cancellationToken: cancel);
            CommandLine.Say(Standing(state));
            if (state.Version > 0) Console.WriteLine(state.Json);
            return CommandLine.Ok;
        });
    }

    private static Command Revert()
    {
        var store = Setting.Id("store", "Store id");
        return new Command("revert", "Takes the present calibration of a store back; the version before it is in force again, or none.") { store }.Calls(async (line, client, cancel) =>
        {
            Console.WriteLine(Standing(await client.Calibrations.RevertCalibrationAsync(new RevertCalibrationRequest { StoreId = line.GetValue(store)! }, cancellationToken: cancel)));
            return CommandLine.Ok;
        });
    }

    private static string Text(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > CalibrationJson.CharsMax } large) throw new UsageException($"{path} has {large.Length} bytes; at most {CalibrationJson.CharsMax} are read.");
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {e.Message}");
        }
    }

    private static string Standing(StoreCalibration state) => state switch
    {
        { Version: 0 } => $"Store {state.StoreId} has no calibration; the default model is in force.",
        { InForce: false } => $"Calibration {state.Version} of store {state.StoreId} does not fit its layout ({state.Unfit}); the default model is in force.",
        { Previous: 0 } => $"Calibration {state.Version} of store {state.StoreId} is in force; a revert goes back to the default model.",
        _ => $"Calibration {state.Version} of store {state.StoreId} is in force; a revert goes back to version {state.Previous}.",
    };
}
