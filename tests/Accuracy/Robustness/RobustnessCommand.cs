using System.Globalization;

namespace SmartStore.Accuracy.Robustness;

/// <summary>Plays the recordings as worse days would have been, and compares with the committed table.</summary>
public static class RobustnessCommand
{
    /// <summary>Returns the process's exit code: 0, or 1 when a row fell by more than its tolerance.</summary>
    public static int Run(Arguments arguments, TextWriter output)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(arguments.Traces)));
        if (arguments.CalibrateOn is not null) name += ", calibrated";
        if (arguments.Name is { } given) name = given;
        var measured = RobustnessTable.Measure(arguments.Traces, arguments.CalibrateOn);
        foreach (var row in Disturbance.All)
            output.WriteLine($"| {row.Name} | {string.Join(" | ", measured[row.Name].Values.Select(Cell))} | {row.What} |");
        if (arguments.WriteBaseline is { } write)
        {
            var table = File.Exists(write) ? RobustnessTable.Read(write) : new RobustnessTable(0.01, 0.2, new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, Held>>>());
            table.With(name, measured).Write(write);
            output.WriteLine($"wrote the table of '{name}' to {write}");
        }

        if (arguments.Check is not { } check) return 0;
        var worse = RobustnessTable.Read(check).Regressions(name, measured).ToArray();
        foreach (var sentence in worse) output.WriteLine($"worse than {check}: {sentence}");
        if (worse.Length == 0) output.WriteLine($"'{name}' is within the tolerance of {check}");
        return worse.Length == 0 ? 0 : 1;
    }

    private static string Cell(Held held) => string.Create(CultureInfo.InvariantCulture, $"{held.Accuracy:.000} / {held.FalsePerMin:F2}");
}
