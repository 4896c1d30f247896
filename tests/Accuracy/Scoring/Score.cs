namespace SmartStore.Accuracy.Scoring;

/// <summary>Raw counts of one recording: how its answers compare with the truth.</summary>
/// <param name="Right">Truth ticks at which the answer in force was the true zone; unknown is wrong.</param>
/// <param name="FalseChanges">Changes of the answer beyond one for each true change that was seen.</param>
/// <param name="DelaysS">Seconds from each true change that was seen to the first answer that stays right for a second, from 3 s before it on.</param>
public sealed record Score(int Right, int Ticks, int TrueChanges, int FalseChanges, IReadOnlyList<double> DelaysS, double Minutes)
{
    private const double EarliestS = -3;
    private const double StaysRightS = 1;
    private const double SameS = 1e-9;

    /// <summary>Compares answers with the truth.</summary>
    /// <param name="truth">Ticks in order, at least one.</param>
    /// <param name="answers">Changes in order.</param>
    public static Score Of(IReadOnlyList<TruthTick> truth, IReadOnlyList<Answer> answers)
    {
        var answered = InForce(truth, answers);
        int right = 0, answeredChanges = 0;
        var changes = new List<int>();
        for (var i = 0; i < truth.Count; i++)
        {
            if (answered[i] == truth[i].Zone) right++;
            if (i == 0) continue;
            if (answered[i] != answered[i - 1]) answeredChanges++;
            if (truth[i].Zone != truth[i - 1].Zone) changes.Add(i);
        }

        var delays = new List<double>();
        for (var n = 0; n < changes.Count; n++)
            if (Delay(truth, answered, changes, n) is { } delay)
                delays.Add(delay);
        return new Score(
            right, truth.Count, changes.Count, Math.Max(0, answeredChanges - delays.Count), delays, (truth[^1].Seconds - truth[0].Seconds) / 60);
    }

    private static int[] InForce(IReadOnlyList<TruthTick> truth, IReadOnlyList<Answer> answers)
    {
        var answered = new int[truth.Count];
        var next = 0;
        for (var i = 0; i < truth.Count; i++)
        {
            while (next < answers.Count && answers[next].Seconds <= truth[i].Seconds + SameS) next++;
            answered[i] = next == 0 ? ZoneMap.Unknown : answers[next - 1].Zone;
        }

        return answered;
    }

    private static double? Delay(IReadOnlyList<TruthTick> truth, int[] answered, List<int> changes, int n)
    {
        var changed = truth[changes[n]];
        var from = Math.Max(changed.Seconds + EarliestS, truth[n > 0 ? changes[n - 1] : 0].Seconds);
        var until = n + 1 < changes.Count ? truth[changes[n + 1]].Seconds : truth[^1].Seconds + SameS;
        for (var i = 0; i < truth.Count && truth[i].Seconds < until; i++)
            if (truth[i].Seconds >= from && answered[i] == changed.Zone && StaysRight(truth, answered, i))
                return truth[i].Seconds - changed.Seconds;
        return null;
    }

    private static bool StaysRight(IReadOnlyList<TruthTick> truth, int[] answered, int from)
    {
        for (var i = from; i < truth.Count && truth[i].Seconds < truth[from].Seconds + StaysRightS; i++)
            if (answered[i] != answered[from])
                return false;
        return true;
    }
}
