using SmartStore.Contracts.V1;
using SmartStore.Flow.Tests.Shop;

namespace SmartStore.Flow.Tests.Operators;

/// <summary><c>Operators.Why</c>: what was decided about a shopper, and why nothing was sent.</summary>
public sealed class WhyTests(OpenShop shop) : IClassFixture<OpenShop>
{
    [Fact]
    public async Task A_tap_a_zone_a_suggestion_and_a_refusal_are_told_in_plain_words_with_their_times()
    {
        var from = DateTimeOffset.UtcNow.AddSeconds(-1);
        var (silent, willing) = (await shop.Client.NewShopper([Purpose.Presence], "tomatoes", "basil"), await shop.Client.NewShopper([Purpose.Presence, Purpose.Suggestions], "tomatoes", "basil"));
        await using var stream = shop.Client.Watch(willing);
        await shop.Client.Tap(silent, "entrance");
        await shop.Client.StandsIn(willing, "produce", () => stream.Seen.Any(update => update.Suggestion is not null), "a suggestion");

        Assert.Equal(
            """
            tap -> answer: A pass was held to a terminal (t-entrance).
            tap -> nothing: The shopper has not agreed to recipes and offers.
            tap -> visit_started: The shopper came into store corner.
            """,
            await Told(silent));
        Assert.Equal(
            """
            zone -> suggestion: "caprese" uses what is on the list, and what is missing can be bought here.
            zone -> visit_started: The shopper came into store corner.
            """,
            await Told(willing));

        async Task<string> Told(string shopper)
        {
            var why = (await shop.Client.Operators.WhyAsync(new WhyRequest { ShopperId = shopper })).Decisions;
            Assert.All(why, decision => Assert.InRange(decision.At.ToDateTimeOffset(), from, DateTimeOffset.UtcNow));
            return string.Join('\n', why.Select(decision => $"{decision.Fact} -> {decision.Outcome}: {decision.Why}"));
        }
    }
}
