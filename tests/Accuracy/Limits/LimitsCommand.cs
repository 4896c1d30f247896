using System.Globalization;
using SmartStore.Accuracy.Learned;
using SmartStore.Accuracy.Scoring;

namespace SmartStore.Accuracy.Limits;

/// <summary>What the radio of a recording says and when, beside what the tracker answers: how soon anybody could know, and where the radio itself is wrong.</summary>
public static class LimitsCommand
{
    private const double AroundS = 2;

    /// <summary>Returns the process's exit code.</summary>
    public static int Run(Arguments arguments, TextWriter output)
    {
        foreach (var hall in Hall.ReadAll(arguments.Traces))
        {
            var heard = hall.Recordings.Select(recording => ZoneLoudness.Of(hall.Map, recording)).ToArray();
            var answers = hall.Recordings.Select(recording => Replay.Run(ZoneModel.Compile(hall.Map), recording)).ToArray();
            Write(output, $"{hall.Name}, the tracker", hall, r => answers[r]);
            foreach (var aroundS in new[] { 0.5, 1, 2, 4 })
            {
                var bias = ZoneLoudness.BestBias(hall, heard, aroundS);
                Write(output, string.Create(CultureInfo.InvariantCulture, $"{hall.Name}, the loudest zone from {aroundS} s before to {aroundS} s after"), hall, r => heard[r].Loudest(aroundS, new double[bias.Length]));
                Write(output, $"  with {string.Join(", ", bias.Select((db, z) => $"{hall.Map.Zones[z].Id} {db:+0;-0;0}"))} dB, chosen by the truth", hall, r => heard[r].Loudest(aroundS, bias));
            }

            foreach (var line in Moves(hall, heard, answers).Concat(Wrong(hall, heard, answers))) output.WriteLine(line);
        }

        return 0;
    }

    /// <summary>By carrier, or recording, and by way: seconds from the true change to when the radio turned, and to the answer.</summary>
    public static IEnumerable<string> Moves(Hall hall, IReadOnlyList<ZoneLoudness> heard, IReadOnlyList<IReadOnlyList<Answer>> answers)
    {
        var moves = hall.Recordings.SelectMany((recording, r) => Changes(recording).Select(change => (
            Who: LearnedFigures.Carrier(recording) is { Length: > 0 } carrier ? carrier : recording.Name,
            Way: $"{hall.Map.Zones[change.From].Id} to {hall.Map.Zones[change.To].Id}",
            Radio: heard[r].Turned(change.From, change.To, change.Seconds, AroundS),
            Answer: Answered(answers[r], change))));
        return moves.GroupBy(move => (move.Who, move.Way)).Select(same =>
            $"{hall.Name}, {same.Key.Who}, {same.Key.Way}: {same.Count()} times; the radio turned {Seconds(same.Select(move => move.Radio))} s after the truth, the answer {Seconds(same.Select(move => move.Answer))} s");
    }

    /// <summary>Each answer that names a zone where the walker was at no time while it stood, or within a second before: how long it stood, and how much louder that zone was.</summary>
    public static IEnumerable<string> Wrong(Hall hall, IReadOnlyList<ZoneLoudness> heard, IReadOnlyList<IReadOnlyList<Answer>> answers)
    {
        for (var r = 0; r < hall.Recordings.Count; r++)
            for (var n = 0; n < answers[r].Count; n++)
            {
                var truth = hall.Recordings[r].Truth;
                var answer = answers[r][n];
                var untilS = n + 1 < answers[r].Count ? answers[r][n + 1].Seconds : truth[^1].Seconds;
                if (answer.Zone < 0 || answer.Seconds < truth[0].Seconds || truth.Any(tick => tick.Zone == answer.Zone && tick.Seconds >= answer.Seconds - 1 && tick.Seconds <= untilS)) continue;
                var zone = truth.Last(tick => tick.Seconds <= answer.Seconds).Zone;
                double LouderDb(double afterS) => heard[r].At(answer.Zone, answer.Seconds + afterS, 0.5) - heard[r].At(zone, answer.Seconds + afterS, 0.5);
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{hall.Name}, {hall.Recordings[r].Name}, {answer.Seconds:F1} s: {hall.Map.Zones[answer.Zone].Id} for {untilS - answer.Seconds:F1} s in {hall.Map.Zones[zone].Id}; louder by {LouderDb(-1):F1}, {LouderDb(0):F1}, {LouderDb(1):F1}, {LouderDb(2):F1}, {LouderDb(3):F1} dB from 1 s before to 3 s after");
            }
    }

    private static IEnumerable<(double Seconds, int From, int To)> Changes(Recording recording) =>
        recording.Truth.Zip(recording.Truth.Skip(1)).Where(ticks => ticks.First.Zone != ticks.Second.Zone).Select(ticks => (ticks.Second.Seconds, ticks.First.Zone, ticks.Second.Zone));

    private static double? Answered(IReadOnlyList<Answer> answers, (double Seconds, int From, int To) change)
    {
        const double earliestS = 3;
        foreach (var answer in answers)
            if (answer.Zone == change.To && answer.Seconds >= change.Seconds - earliestS)
                return answer.Seconds - change.Seconds;
        return null;
    }

    private static string Seconds(IEnumerable<double?> seconds)
    {
        var known = seconds.OfType<double>().Order().ToArray();
        return known.Length == 0 ? "never" : string.Create(CultureInfo.InvariantCulture, $"{known[0]:F1} to {known[^1]:F1}, median {known[known.Length / 2]:F1},");
    }

    private static void Write(TextWriter output, string what, Hall hall, Func<int, IReadOnlyList<Answer>> answers)
    {
        var figures = Figures.Of([.. hall.Recordings.Select((recording, r) => Score.Of(recording.Truth, answers(r)))]);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {figures.Accuracy:.000}, {figures.FalsePerMin:F2} false changes a minute, {figures.Detected} of {figures.TrueChanges} seen, {figures.DelayMedianS:F1} / {figures.DelayP90S:F1} s"));
    }
}
