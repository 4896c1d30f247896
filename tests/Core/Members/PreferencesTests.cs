using SmartStore.Core.Members;

namespace SmartStore.Core.Tests.Members;

/// <summary>Which preferences can be used, and what a member does with them.</summary>
public sealed class PreferencesTests
{
    private static readonly DateTimeOffset _at = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly ShopperId _ann = new("ann");

    [Theory]
    [InlineData("", true)]
    [InlineData("ko", true)]
    [InlineData("en-GB", true)]
    [InlineData("zh-Hant-TW", true)]
    [InlineData("sl-rozaj-biske-1994", true)]
    [InlineData("k", false)]
    [InlineData("k0", false)]
    [InlineData("ko_KR", false)]
    [InlineData("en-", false)]
    [InlineData("en-toolongsub", false)]
    [InlineData("en-aaaaaaaa-bbbbbbbb-cccccccc-dddddd", false)] // 36 characters
    [InlineData("en-aaaaaaaa-bbbbbbbb-cccccccc-ddddd", true)]   // 35
    public void A_language_is_a_tag(string tag, bool isGood) => Assert.Equal(isGood ? [] : ["preferences.language"], Paths(new Preferences { Language = tag }));

    [Theory]
    [InlineData("", "", true)]
    [InlineData("21:00", "08:00", true)]
    [InlineData("00:00", "23:59", true)]
    [InlineData("21:00", "", false)]
    [InlineData("", "08:00", false)]
    [InlineData("9:00", "08:00", false)]
    [InlineData("24:00", "08:00", false)]
    public void Quiet_hours_are_two_times_of_day_or_none(string from, string until, bool isGood) =>
        Assert.Equal(isGood, Paths(new Preferences { QuietFrom = from, QuietUntil = until }).Count == 0);

    [Fact]
    public void Everything_has_its_bound_and_what_is_over_it_is_named()
    {
        Assert.Empty(Paths(Full(0)));
        Assert.Equal(["preferences.diet", "preferences.avoid_product_ids", "preferences.replacements", "preferences.suggestions_per_visit"], Paths(Full(1)));
        Assert.Equal(["preferences.suggestions_per_visit"], Paths(new Preferences { SuggestionsPerVisit = -1 }));
        Assert.Equal(["preferences.text_size"], Paths(new Preferences { TextSize = (TextSize)4 }));
        Assert.Equal(
            ["preferences.diet[0]", "preferences.diet[1]", "preferences.diet[2]", "preferences.avoid_product_ids[0]", "preferences.replacements[\"a b\"]", "preferences.replacements[\"milk\"]"],
            Paths(new Preferences { Diet = ["", "-", new string('x', 201)], Avoid = [new("two words")], Replacements = [new(new("a b"), ProductId.None), new(new("milk"), new("c d"))] }));
        Assert.Equal(["preferences.shopper_id"], PreferencesCheck.Check(new("no id!"), Preferences.None, "preferences").Select(problem => problem.Path));
    }

    [Fact]
    public void The_same_preferences_again_change_nothing()
    {
        var member = Apply(Member.Empty(_ann), new PreferencesPut("a", _at, Full(0)));
        Assert.Empty(MemberDecider.Decide(member, new PreferencesPut("b", _at, Full(0))));
        Assert.NotEmpty(MemberDecider.Decide(member, new PreferencesPut("c", _at, Full(0) with { Diet = ["vegan"] })));
    }

    [Fact]
    public void Accesses_are_kept_for_twelve_months_and_five_hundred_at_most()
    {
        var member = Member.Empty(_ann);
        for (var i = 0; i <= AccessEntry.PerMemberMax; i++) member = Apply(member, Access(_at.AddSeconds(i), $"who-{i}"));
        Assert.Equal((AccessEntry.PerMemberMax, "who-1"), (member.Accesses.Count, member.Accesses[0].Who));

        var wake = MemberClock.WakeAt(member)!.Value;
        Assert.Equal(_at.AddSeconds(1) + AccessEntry.KeptFor + TimeSpan.FromMilliseconds(1), wake);
        Assert.Empty(MemberDecider.Decide(member, new MemberWoken("w", wake.AddMilliseconds(-1))));
        Assert.Equal("who-2", Apply(member, new MemberWoken("w", wake)).Accesses[0].Who);
        Assert.Equal(["last"], Apply(member, Access(_at.AddDays(800), "last")).Accesses.Select(access => access.Who));
        Assert.Null(MemberClock.WakeAt(Apply(member, new MemberWoken("w", _at.AddDays(800)))));
    }

    private static AccessNoted Access(DateTimeOffset at, string who) => new($"access-{who}", at, new AccessEntry(at, who, "operator", "", "decisions", ""));

    private static Member Apply(Member member, MemberFact fact) => MemberDecider.Decide(member, fact).Aggregate(member, MemberDecider.Evolve);

    // As much of everything as there may be, and so many more.
    private static Preferences Full(int over) => new()
    {
        Language = "ko",
        TextSize = TextSize.Largest,
        HighContrast = true,
        Diet = [.. Enumerable.Range(0, Preferences.DietMax + over).Select(i => i % 2 == 0 ? $"tag-{i}" : $"-tag-{i}")],
        Avoid = [.. Enumerable.Range(0, Preferences.AvoidMax + over).Select(i => new ProductId($"p{i}"))],
        Replacements = [.. Enumerable.Range(0, Preferences.ReplacementsMax + over).Select(i => new Replacement(new($"p{i}"), i % 2 == 0 ? new($"q{i}") : ProductId.None))],
        SuggestionsPerVisit = Preferences.SuggestionsMax + over,
        QuietFrom = "21:00",
        QuietUntil = "08:00",
        ShowOnScreens = true,
        HouseholdMayCollect = true,
        Panel = true,
    };

    private static IReadOnlyList<string> Paths(Preferences preferences) => [.. PreferencesCheck.Check(_ann, preferences, "preferences").Select(problem => problem.Path)];
}
