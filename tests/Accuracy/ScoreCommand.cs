using System.Globalization;
using System.Text.Json;
using SmartStore.Accuracy.Scoring;

namespace SmartStore.Accuracy;

/// <summary>Runs the tracker over a folder of traces, writes its answers, scores them, and compares with the committed figures.</summary>
public static class ScoreCommand
{
    /// <summary>Returns the process's exit code: 0, or 1 when a figure is worse than the baseline allows.</summary>
    public static int Run(Arguments arguments, TextWriter output)
    {
        var models = new Models(arguments.Traces, arguments.CalibrateOn);
        var figures = Figures(arguments.Traces, models, arguments.Answers);
        foreach (var (set, figure) in figures) output.WriteLine($"{set} {JsonSerializer.Serialize(figure)}");
        if (arguments.WriteBaseline is { } write)
        {
            var baseline = File.Exists(write) ? Baseline.Read(write) : new Baseline(new Tolerance(0.005, 0.1, 0.25, 0.5), new Dictionary<string, IReadOnlyDictionary<string, Figures>>());
            baseline.With(models.Mode, figures).Write(write);
            output.WriteLine($"wrote the '{models.Mode}' figures to {write}");
        }

        if (arguments.Check is not { } check) return 0;
        var worse = Baseline.Read(check).Regressions(models.Mode, figures).ToArray();
        foreach (var sentence in worse) output.WriteLine($"worse than {check}: {sentence}");
        if (worse.Length == 0) output.WriteLine($"'{models.Mode}' is within the tolerance of {check}");
        return worse.Length == 0 ? 0 : 1;
    }

    /// <summary>Figures by set, and of <c>all</c>; writes the answers as it goes where a folder is given.</summary>
    public static IReadOnlyDictionary<string, Figures> Figures(string traces, Models models, string? answersDirectory = null)
    {
        var figures = new Dictionary<string, Figures>(StringComparer.Ordinal);
        var every = new List<IReadOnlyList<Score>>();
        foreach (var hall in Hall.ReadAll(traces))
        {
            var scores = new List<Score>();
            foreach (var recording in hall.Recordings)
            {
                var answers = Replay.Run(models.For(hall, recording), recording);
                if (answersDirectory is not null) Write(answersDirectory, hall, recording, answers);
                if (recording.Truth.Count > 0) scores.Add(Score.Of(recording.Truth, answers));
            }

            if (scores.Count == 0) continue;
            figures[hall.Name] = Scoring.Figures.Of([scores]);
            every.Add(scores);
        }

        if (every.Count > 0) figures["all"] = Scoring.Figures.Of(every);
        return figures;
    }

    private static void Write(string directory, Hall hall, Recording recording, IReadOnlyList<Answer> answers)
    {
        var set = Directory.CreateDirectory(Path.Combine(directory, hall.Name));
        using var file = new StreamWriter(Path.Combine(set.FullName, recording.Name + ".csv"));
        file.Write("t_s,zone\n");
        foreach (var answer in answers)
            file.Write(string.Create(CultureInfo.InvariantCulture, $"{answer.Seconds:F3},{(answer.Zone == ZoneMap.Unknown ? "unknown" : hall.Map.Zones[answer.Zone].Id)}\n"));
    }
}
