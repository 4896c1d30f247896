using SmartStore.Accuracy.Scoring;

namespace SmartStore.Accuracy.Limits;

/// <summary>
/// How loud each zone is in a recording, a quarter of a second at a time, and without any tracker: the mean power of its anchors as last heard, the
/// strongest outweighing the rest. It may be averaged over time that is still to come, which no tracker can: what cannot be told from that, cannot be
/// told sooner from less.
/// </summary>
public sealed class ZoneLoudness
{
    private const double StepS = 0.25;
    private const double NotHeardDbm = -100;

    /// <summary>For how long a zone has to stay the loudest until it counts, seconds: as long as an answer has to stay right.</summary>
    private const double StaysS = 1;

    private const int BiasMaxDb = 12;

    // By step and zone: the sum up to it, so that a mean over any span is two look-ups.
    private readonly double[][] _sums;

    private ZoneLoudness(double[][] sums) => _sums = sums;

    /// <summary>Listens to a recording.</summary>
    public static ZoneLoudness Of(ZoneMap map, Recording recording)
    {
        var sharpness = ZoneTrackerRules.Default.StrongestPerDb;
        var steps = (int)(recording.Truth[^1].Seconds / StepS) + 1;
        var levels = Enumerable.Repeat(double.NaN, map.Anchors.Count).ToArray();
        var sums = new double[steps + 1][];
        sums[0] = new double[map.Zones.Count];
        var next = 0;
        for (var step = 0; step < steps; step++)
        {
            var heard = recording.Sightings.Skip(next).TakeWhile(s => s.Seconds < (step + 1) * StepS).ToArray();
            next += heard.Length;
            foreach (var anchor in heard.GroupBy(s => s.Anchor)) levels[anchor.Key] = anchor.Average(s => s.RssiDbm);
            sums[step + 1] = [.. sums[step].Select((sum, zone) => sum + Loudness(zone))];
        }

        return new ZoneLoudness(sums);

        double Loudness(int zone)
        {
            var powers = levels.Where((level, a) => map.ZoneOfAnchor[a] == zone && !double.IsNaN(level)).Select(level => Math.Exp(sharpness * level)).ToArray();
            return powers.Length == 0 ? NotHeardDbm : Math.Log(powers.Average()) / sharpness;
        }
    }

    /// <summary>The mean loudness of a zone about a time, dB.</summary>
    /// <param name="zone">Index of the zone.</param>
    /// <param name="seconds">Of the recording.</param>
    /// <param name="aroundS">Averaged over so many seconds before and after.</param>
    public double At(int zone, double seconds, double aroundS)
    {
        var last = _sums.Length - 1;
        var (from, until) = (Math.Clamp((int)((seconds - aroundS) / StepS), 0, last - 1), Math.Clamp((int)((seconds + aroundS) / StepS) + 1, 1, last));
        return (_sums[until][zone] - _sums[from][zone]) / (until - from);
    }

    /// <summary>The loudest zone at every step, as answers.</summary>
    /// <param name="aroundS">Averaged over so many seconds before and after.</param>
    /// <param name="biasDb">By zone: added to its loudness.</param>
    public IReadOnlyList<Answer> Loudest(double aroundS, IReadOnlyList<double> biasDb)
    {
        var answers = new List<Answer>();
        for (var step = 0; step < _sums.Length - 1; step++)
        {
            var seconds = step * StepS;
            var zone = Enumerable.Range(0, biasDb.Count).MaxBy(z => At(z, seconds, aroundS) + biasDb[z]);
            if (answers.Count == 0 || answers[^1].Zone != zone) answers.Add(new Answer(seconds, zone));
        }

        return answers;
    }

    /// <summary>When one zone became louder than another and stayed so for a second, seconds after a time; null: not from 5 s before it to 15 s after.</summary>
    public double? Turned(int from, int to, double seconds, double aroundS)
    {
        const double earliestS = 5, latestS = 15;
        for (var at = Math.Max(0, seconds - earliestS); at < Math.Min(seconds + latestS, (_sums.Length - 1) * StepS - StaysS); at += StepS)
            if (Enumerable.Range(0, (int)(StaysS / StepS)).All(i => At(to, at + i * StepS, aroundS) > At(from, at + i * StepS, aroundS)))
                return at - seconds;
        return null;
    }

    /// <summary>What added to each zone, the same in all recordings, makes the loudest zone right most often: found by looking at the truth.</summary>
    public static double[] BestBias(Hall hall, IReadOnlyList<ZoneLoudness> heard, double aroundS)
    {
        var bias = new double[hall.Map.Zones.Count];
        for (var round = 0; round < 2; round++)
            for (var zone = 0; zone < bias.Length; zone++)
                bias[zone] = Enumerable.Range(-BiasMaxDb, 2 * BiasMaxDb + 1).MaxBy(db => Right([.. bias.Select((was, z) => z == zone ? db : was)]));
        return bias;

        int Right(double[] biasDb) => hall.Recordings.Select((recording, r) => Score.Of(recording.Truth, heard[r].Loudest(aroundS, biasDb)).Right).Sum();
    }
}
