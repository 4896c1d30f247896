namespace SmartStore.Accuracy.LeftOut;

/// <summary>Sets of constants around the default ones, drawn from a seed: what somebody who fits them would choose from.</summary>
public static class Constants
{
    /// <summary>The default set and others.</summary>
    /// <param name="count">How many in all, at least 1.</param>
    public static IReadOnlyList<ZoneTrackerRules> Draw(int count)
    {
        var random = new Random(1);
        return [ZoneTrackerRules.Default, .. Enumerable.Range(1, count - 1).Select(_ => Near(ZoneTrackerRules.Default, random))];
    }

    // Every constant that shapes an answer is drawn evenly between half and twice the default, a probability by its odds.
    private static ZoneTrackerRules Near(ZoneTrackerRules rules, Random random)
    {
        double Times(double value) => value * Math.Pow(2, random.NextDouble() * 2 - 1);
        int Ms(int value) => (int)Times(value);
        double Chance(double value) => Times(value / (1 - value)) is var odds ? odds / (1 + odds) : value;
        return rules with
        {
            LevelFallMs = Ms(rules.LevelFallMs),
            LookMs = Math.Max(rules.StepMs, Ms(rules.LookMs)),
            FreshMs = Ms(rules.FreshMs),
            FadeDbPerSecond = Times(rules.FadeDbPerSecond),
            BackgroundMs = Ms(rules.BackgroundMs),
            FirstBackgroundShare = Chance(rules.FirstBackgroundShare),
            LouderZoneMaxDb = Times(rules.LouderZoneMaxDb),
            LouderZoneAnchorsLeast = (int)Math.Round(Times(rules.LouderZoneAnchorsLeast)),
            StrongestPerDb = Times(rules.StrongestPerDb),
            NatsPerDbSecond = Times(rules.NatsPerDbSecond),
            GapMaxDb = Times(rules.GapMaxDb),
            ZoneChangesPerSecond = Times(rules.ZoneChangesPerSecond),
            EnterAt = Math.Max(0.5, Chance(rules.EnterAt)),
            ReturnAt = Chance(rules.ReturnAt),
            ReturnMs = Ms(rules.ReturnMs),
        };
    }
}
