using SmartStore.Core.Zones.Learning;

namespace SmartStore.Accuracy;

/// <summary>
/// The model each recording is tracked with: the default one, or one calibrated on other recordings of the same hall.
/// A recording is never tracked with what was learned from itself: where it is among the recordings to learn from, it is left out.
/// </summary>
public sealed class Models
{
    private readonly ZoneTrackerRules _rules = ZoneTrackerRules.Default;
    private readonly Dictionary<string, Hall>? _learnFrom;
    private readonly bool _sameFolder;
    private readonly Dictionary<(string Hall, string LeftOut), ZoneModel> _compiled = [];

    /// <param name="tracesDirectory">What is tracked.</param>
    /// <param name="calibrateOnDirectory">What is learned from; null: nothing.</param>
    public Models(string tracesDirectory, string? calibrateOnDirectory)
    {
        if (calibrateOnDirectory is null) return;
        _learnFrom = Hall.ReadAll(calibrateOnDirectory).ToDictionary(h => h.Name, StringComparer.Ordinal);
        _sameFolder = Canonical(tracesDirectory) == Canonical(calibrateOnDirectory);
    }

    /// <summary><c>default</c> or <c>calibrated</c>.</summary>
    public string Mode => _learnFrom is null ? "default" : "calibrated";

    /// <summary>The model for one recording.</summary>
    /// <param name="hall">Its hall; one that the recordings to learn from lack keeps the default model.</param>
    public ZoneModel For(Hall hall, Recording recording)
    {
        var source = _learnFrom?.GetValueOrDefault(hall.Name);
        var leftOut = source is not null && _sameFolder ? recording.Name : "";
        if (_compiled.TryGetValue((hall.Name, leftOut), out var model)) return model;
        Calibration? calibration = null;
        if (source is not null)
        {
            var calibrator = new Calibrator(source.Map, _rules, Sensing.Store);
            foreach (var other in source.Recordings.Where(r => r.Name != leftOut)) calibrator.Add(other.Labelled());
            calibration = calibrator.Learn(version: 1);
        }

        return _compiled[(hall.Name, leftOut)] = ZoneModel.Compile(hall.Map, _rules, calibration);
    }

    private static string Canonical(string directory) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
}
