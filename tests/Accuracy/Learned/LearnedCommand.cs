using System.Text.Json;
using SmartStore.Accuracy.Scoring;

namespace SmartStore.Accuracy.Learned;

/// <summary>Calibrates on some recordings of each hall and scores on the others.</summary>
public static class LearnedCommand
{
    /// <summary>Returns the process's exit code: 0, or 1 when a figure is worse than the baseline allows.</summary>
    public static int Run(Arguments arguments, TextWriter output)
    {
        var exitCode = 0;
        foreach (var (row, figures) in LearnedFigures.Measure(arguments.Traces))
        {
            foreach (var (set, figure) in figures) output.WriteLine($"{row}, {set} {JsonSerializer.Serialize(figure)}");
            if (arguments.WriteBaseline is { } write) Baseline.Read(write).With(row, figures).Write(write);
            if (arguments.Check is not { } check) continue;
            foreach (var sentence in Baseline.Read(check).Regressions(row, figures))
            {
                output.WriteLine($"worse than {check}: {row}, {sentence}");
                exitCode = 1;
            }
        }

        return exitCode;
    }
}
