using System.Text.Json;
using SmartStore.Accuracy.Scoring;

namespace SmartStore.Accuracy.LeftOut;

/// <summary>
/// How good fitted constants are on ground they were not fitted to: chosen from many sets on all recordings but one, or all halls but one, and
/// scored on the one left out. What a chosen set gains on its own ground and loses there is fitting.
/// </summary>
public static class LeftOutCommand
{
    /// <summary>Returns the process's exit code: 0, or 1 when a figure is worse than the baseline allows.</summary>
    public static int Run(Arguments arguments, TextWriter output)
    {
        var measured = Measure(arguments.Traces, arguments.Also, arguments.Sets);
        Write(output, "default", measured.Default);
        Write(output, "fitted to all", measured.FittedToAll);
        var exitCode = 0;
        foreach (var (mode, figures) in Modes(measured))
        {
            Write(output, mode, figures);
            if (arguments.WriteBaseline is { } write) Baseline.Read(write).With(mode, figures).Write(write);
            if (arguments.Check is not { } check) continue;
            foreach (var sentence in Baseline.Read(check).Regressions(mode, figures))
            {
                output.WriteLine($"worse than {check}: {mode}, {sentence}");
                exitCode = 1;
            }
        }

        return exitCode;
    }

    /// <summary>The modes that stand in the baseline.</summary>
    public static IEnumerable<(string Mode, IReadOnlyDictionary<string, Figures> Figures)> Modes(LeftOutFigures measured)
    {
        yield return ("recording left out", measured.RecordingLeftOut);
        if (measured.HallLeftOut is { } figures) yield return ("hall left out", figures);
    }

    /// <summary>Scores every set on every recording.</summary>
    /// <param name="traces">The halls.</param>
    /// <param name="also">Further halls, or one; null: none.</param>
    /// <param name="sets">How many sets of constants.</param>
    public static LeftOutFigures Measure(string traces, string? also, int sets)
    {
        Hall[] halls = [.. Hall.ReadAll(traces), .. also is null ? [] : Hall.ReadAll(also)];
        return new LeftOutFigures([.. halls.Select(hall => hall.Name)], [.. Constants.Draw(sets).Select(rules => Scores(halls, rules))]);
    }

    private static Score[][] Scores(IReadOnlyList<Hall> halls, ZoneTrackerRules rules) =>
        [.. halls.Select(hall => (Hall: hall, Model: ZoneModel.Compile(hall.Map, rules)))
            .Select(set => set.Hall.Recordings.Select(recording => Score.Of(recording.Truth, Replay.Run(set.Model, recording))).ToArray())];

    private static void Write(TextWriter output, string mode, IReadOnlyDictionary<string, Figures> figures)
    {
        foreach (var (set, figure) in figures) output.WriteLine($"{mode}, {set} {JsonSerializer.Serialize(figure)}");
    }
}
