namespace SmartStore.Grains.Tests.Presence.Town;

/// <summary>
/// What holds for any day in the town, trackers and rules together. A failure names the seed, the second, and what was told and heard before. That each rule is
/// really checked is shown by taking it away: then one of the same days goes wrong.
/// </summary>
public sealed class InvariantTests
{
    private const int SecondsPerDay = 4_000;
    private const int Days = 300;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Days)];

    public static TheoryData<string, string> Ablations => new()
    {
        { "a change of zone is evidence by its own arrival", "after it had to end" },
        { "newer evidence is not told", "from when it had to" },
        { "consents hold for all time before them", "since the consent" },
        { "evidence of any age starts a visit", " old" },
        { "a new layout knows zones by other ids", "instead of" },
        { "the store next door wins by a whisper", "a shopper who stands still" },
        { "scanners that hear nothing send heartbeats", "though no scanner can hear them" },
        { "five suggestions a visit", "too many suggestions in a visit" },
        { "any number of suggestions a stay", "too many suggestions in a stay" },
        { "a withdrawal is lost", "consent" },
    };

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_day_in_the_town_keeps_the_rules(int seed)
    {
        using var day = new RandomDay(seed);
        if (day.Play(SecondsPerDay) is { } complaint) Assert.Fail(complaint);
        Assert.True(day.Town.Grains.Told.Count > 200, "hardly anything happened");
    }

    [Theory]
    [MemberData(nameof(Ablations))]
    public void Without_a_rule_a_day_goes_wrong(string without, string complaint)
    {
        Assert.Contains(Enumerable.Range(1, Days), seed =>
        {
            using var day = Without(without, seed);
            return day.Play(SecondsPerDay)?.Contains(complaint, StringComparison.Ordinal) == true;
        });
    }

    private static RandomDay Without(string rule, int seed) => rule switch
    {
        "a change of zone is evidence by its own arrival" => new(seed, new ArrivalIsEvidence()),
        "newer evidence is not told" => new(seed, new EvidenceIsLost()),
        "consents hold for all time before them" => new(seed, new ConsentLooksBack()),
        "evidence of any age starts a visit" => new(seed, new AnyAgeStarts()),
        "any number of suggestions a stay" => new(seed, new StaysForget()),
        "five suggestions a visit" => new(seed, new TownGrains(ShopperRules.Default with { SuggestionsPerVisit = 5, RecipesPerVisit = 3 })),
        "the store next door wins by a whisper" => new(seed, trackerRules: ZoneTrackerRules.Default with { OtherStoreLouderDb = -60, InStoreDbm = 0 }),
        "a new layout knows zones by other ids" => new(seed, quirk: Quirk.NewLayoutsKnowNoZone),
        "scanners that hear nothing send heartbeats" => new(seed, quirk: Quirk.DeafScannersBeat),
        _ => new(seed, quirk: Quirk.WithdrawalIsLost),
    };

    private sealed class ArrivalIsEvidence : TownGrains
    {
        protected override ShopperFact Observed(ShopperFact observed) => observed is ZoneObserved zone ? zone with { EvidenceAt = zone.ToldAt } : observed;
    }

    private sealed class EvidenceIsLost : TownGrains
    {
        protected override ShopperFact Observed(ShopperFact observed) => observed is StillHere here ? here with { EvidenceAt = DateTimeOffset.UnixEpoch } : observed;
    }

    private sealed class ConsentLooksBack : TownGrains
    {
        protected override Shopper Evolved(Shopper shopper) => shopper with { Consent = shopper.Consent with { PresenceSince = DateTimeOffset.UnixEpoch } };
    }

    private sealed class AnyAgeStarts : TownGrains
    {
        protected override ShopperRules TrackersRules => ShopperRules.Default with { VisitEndsAfter = TimeSpan.FromHours(1) };

        protected override ShopperFact Observed(ShopperFact observed) => observed is ZoneObserved zone ? zone with { ToldAt = zone.EvidenceAt } : observed;
    }

    private sealed class StaysForget : TownGrains
    {
        protected override Shopper Evolved(Shopper shopper) => shopper.Visit is { } visit ? shopper with { Visit = visit with { SuggestedInStay = false } } : shopper;
    }
}
