using SmartStore.Core.Sightings;
using static SmartStore.Grains.Tests.Presence.WatchedShop;

namespace SmartStore.Grains.Tests.Presence;

/// <summary>Sightings that wait while a shopper's grain is asked: counted as waiting, and once more by what became of them.</summary>
public sealed class WaitingSightingTests : IDisposable
{
    private readonly WatchedShop _shop = new();
    private readonly TagIndex _tags = new();
    private readonly SightingIntake _intake;

    public WaitingSightingTests()
    {
        _tags.Replace("ann", [Tag(1)]);
        _tags.Replace("bob", [Tag(2)]);
        _intake = new SightingIntake(_shop.Table, _tags, RotatingTags.None, _shop.Fates, _shop.Time);
    }

    public static TheoryData<string, string> Standings => new()
    {
        { "unknown", "unknown_shopper" },
        { "no consent", "no_consent" },
        { "consent", "taken" },
        { "visit", "taken" },
    };

    [Theory]
    [MemberData(nameof(Standings))]
    public void What_waited_is_counted_once_more_when_the_grain_answers(string standing, string fate)
    {
        Hear(1, 3);
        Assert.Equal("waiting 3", Counted());

        _shop.Grains.Answer(StandingOf(standing));

        Assert.Equal($"{fate} 3, waiting 3", Counted());
    }

    [Theory]
    [MemberData(nameof(Standings))]
    public void What_waited_is_counted_once_more_when_the_grain_speaks_before_it_answers(string standing, string fate)
    {
        Hear(1, 3);
        _shop.Change(StandingOf(standing));
        Assert.Equal($"{fate} 3, waiting 3", Counted());

        _shop.Grains.Answer(StandingOf(standing));

        Assert.Equal($"{fate} 3, waiting 3", Counted());
    }

    [Theory]
    [MemberData(nameof(Standings))]
    public void What_comes_after_the_answer_is_counted_once(string standing, string fate)
    {
        Hear(1, 3);
        _shop.Grains.Answer(StandingOf(standing));
        _shop.Pass(1);

        Hear(1, 2);

        Assert.Equal($"{fate} 5, waiting 3", Counted());
    }

    [Fact]
    public void Each_shoppers_sightings_meet_their_own_fate()
    {
        Hear(1, 2);
        Hear(2, 5);

        _shop.Grains.Answer(Standing("bob", consent: false));
        Assert.Equal("no_consent 5, waiting 7", Counted());

        _shop.Grains.Answer(Standing("ann"));
        Assert.Equal("no_consent 5, taken 2, waiting 7", Counted());
    }

    [Fact]
    public void The_same_sighting_twice_counts_once_though_both_waited()
    {
        var heard = At(1, 0);
        Scanner(heard, heard, At(1, 1));

        _shop.Grains.Answer(Standing("ann"));

        Assert.Equal("repeated 1, taken 2, waiting 3", Counted());
    }

    [Fact]
    public void What_has_to_make_room_for_newer_ones_waited_in_vain()
    {
        Hear(1, 70);
        Assert.Equal("waited_in_vain 6, waiting 70", Counted());

        _shop.Grains.Answer(Standing("ann", consent: false));

        Assert.Equal("no_consent 64, waited_in_vain 6, waiting 70", Counted());
    }

    [Fact]
    public void When_the_grain_cannot_be_asked_it_is_asked_again_after_two_seconds_and_what_waited_is_not_lost()
    {
        Hear(1, 3);
        _shop.Grains.FailLook("ann");
        _shop.Grains.Answer(Standing("ann"));
        _shop.Pass(1.9);
        Assert.Equal("waiting 3", Counted());
        _shop.Pass(2.1);
        Assert.Equal("taken 3, waiting 3", Counted());
    }

    [Fact]
    public void A_grain_that_cannot_be_asked_is_asked_once_in_two_seconds_however_much_is_heard()
    {
        for (var i = 0; i < 40; i++)
        {
            Hear(1, 3);
            if (i == 0) _shop.Grains.FailLook("ann");
            _shop.Pass(0.25);
        }

        Assert.InRange(_shop.Grains.Looks, 4, 6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void When_the_grain_does_not_answer_for_a_minute_all_waited_in_vain_and_the_shopper_is_forgotten(bool fails)
    {
        Hear(1, 3);
        if (fails) _shop.Grains.FailLook("ann");
        for (var second = 0; second < 62; second++) _shop.Pass(1);

        Assert.Equal("waited_in_vain 3, waiting 3", Counted());
        Assert.Equal(0, _shop.Table.Count);
        if (!fails) _shop.Grains.Answer(Standing("ann"));
        Assert.Equal("waited_in_vain 3, waiting 3", Counted());
    }

    [Fact]
    public void A_phones_sightings_of_an_unknown_shopper_are_held_at_first_and_counted_as_unknown_after()
    {
        var layout = Layout();
        _shop.Stores.Replace(layout with { Anchors = [.. layout.Anchors.Select((anchor, i) => anchor with { BeaconKey = Tag(10 + i) })] });
        Sighting[] heard = [At(10, 0), At(11, 0)];
        Assert.Equal(2, _intake.FromPhone(_shop.Store, "stranger"u8, heard));

        _shop.Grains.Answer(Unknown("stranger"));
        Assert.Equal("unknown_shopper 2, waiting 2", Counted());

        Assert.Equal(0, _intake.FromPhone(_shop.Store, "stranger"u8, heard));
        Assert.Equal("unknown_shopper 4, waiting 2", Counted());
    }

    public void Dispose() => _shop.Dispose();

    private static ShopperPresence StandingOf(string standing) => standing switch
    {
        "unknown" => Unknown("ann"),
        "no consent" => Standing("ann", consent: false),
        "visit" => Standing("ann", zone: "produce"),
        _ => Standing("ann"),
    };

    private static ShopperPresence Unknown(string shopper) => new(new ShopperId(shopper), Version: 0, Exists: false, MayBeTracked: false, DateTimeOffset.UnixEpoch, null, null);

    private static string Tag(int minor) => $"ibeacon:f7826da6-4fa2-4e98-8024-bc5b71e0893e:7:{minor}";

    private static BeaconKey Key(string text)
    {
        Assert.True(BeaconKey.TryParse(text, out var key));
        return key;
    }

    private Sighting At(int tag, int agoMs) => new(Key(Tag(tag)), Mac.None, -55, _shop.Time.NowMs - agoMs);

    private void Hear(int tag, int times) => Scanner([.. Enumerable.Range(0, times).Select(n => At(tag, times - n))]);

    private void Scanner(params Sighting[] heard) => _intake.FromScanner(_shop.Store, Produce, heard);

    // What was counted at all, by label: "no_consent 3, waiting 3".
    private string Counted() => string.Join(", ", Enum.GetValues<SightingFate>()
        .Where(fate => _shop.Fates[fate] > 0)
        .Select(fate => $"{SightingCounts.Label(fate)} {_shop.Fates[fate]}")
        .Order(StringComparer.Ordinal));
}
