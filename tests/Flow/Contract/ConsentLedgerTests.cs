using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace SmartStore.Flow.Tests.Contract;

/// <summary>A shop that asks shoppers to agree to a text.</summary>
public sealed class AskingShop : OpenShop
{
    public AskingShop()
        : base(["--consent-text", "v2"])
    {
    }
}

/// <summary>FEATURES F1 and F2 with a real process: the text, the pause, the ledger.</summary>
public sealed class ConsentLedgerTests(AskingShop shop) : IClassFixture<AskingShop>
{
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task SF7_a_consent_names_its_text_whatever_it_is_and_a_withdrawal_need_not()
    {
        var shopper = await _client.NewShopper([]);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => _client.Consent(shopper, Purpose.Presence));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("text_version", refusal.Status.Detail, StringComparison.Ordinal);

        Assert.Equal("of an older app", (await Put(shopper, "of an older app", Purpose.Presence)).TextVersion);
        Assert.Empty((await _client.Consent(shopper)).Purposes);

        var ledger = (await _client.Shoppers.GetAccessLogAsync(new GetAccessLogRequest { ShopperId = shopper })).Consents;
        Assert.Equal([("", 0), ("of an older app", 1)], ledger.Select(entry => (entry.TextVersion, entry.Purposes.Count)));
    }

    [Fact]
    public async Task SF8_a_pause_that_ends_while_the_phone_hears_the_shop_lets_the_visit_begin_anew()
    {
        var shopper = await _client.NewShopper([], "tomatoes");
        await Put(shopper, "v2", Purpose.Presence);
        await using var stream = _client.Watch(shopper);
        await _client.StandsIn(shopper, "bakery", () => stream.Seen.Any(update => update.ZoneEntered is not null), "a zone");

        var until = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.AddSeconds(15).ToUnixTimeMilliseconds());
        var paused = await _client.Shoppers.PutConsentAsync(new PutConsentRequest { ShopperId = shopper, Purposes = { Purpose.Presence }, PauseUntil = until.ToTimestamp() });
        await stream.First(update => update.VisitEnded is not null, "the visit's end");
        var told = stream.Seen.Count;
        await _client.StandsIn(shopper, "bakery", () => stream.Seen.Skip(told).Any(update => update.ZoneEntered is not null), "the zone of a new visit");

        Assert.Equal(until.ToTimestamp(), paused.PausedUntil);
        Assert.All(stream.Seen.Skip(told), update => Assert.True(update.At.ToDateTimeOffset() >= until, update.ToString()));
        Assert.Contains(stream.Seen.Skip(told), update => update.VisitStarted is not null);
    }

    [Fact]
    public async Task SF5_while_a_thousand_facts_a_second_flow_nothing_rests_on_what_was_withdrawn()
    {
        var shopper = await _client.NewShopper([], "tomatoes", "basil");
        await Put(shopper, "v2", Purpose.Presence, Purpose.Suggestions, Purpose.StaffRecognition);
        await using var stream = _client.Watch(shopper);
        await _client.Tap(shopper, "entrance");
        await stream.First(update => update.Suggestion is not null, "a suggestion");
        using var ended = new CancellationTokenSource();
        var facts = Enumerable.Range(0, 4).Select(_ => Flood(shopper, ended.Token)).ToList();

        await _client.Consent(shopper);
        var end = await stream.First(update => update.VisitEnded is not null, "the visit's end");
        await Put(shopper, "v2", Purpose.Suggestions);
        // A thousand more, and then something that a phone without presence is told.
        for (var i = 0; i < 10; i++) await _client.PhoneHears(shopper, Enumerable.Repeat(ShopClient.Heard("bakery"), 100));
        await ended.CancelAsync();
        await Task.WhenAll(facts);
        await Put(shopper, "v2", Purpose.Presence);
        await _client.Tap(shopper, "entrance");
        await stream.First(update => update.VisitStarted is not null && update.At > end.At, "a visit after presence was given again");

        var rest = stream.Seen.SkipWhile(update => update.VisitEnded is null).Skip(1).TakeWhile(update => update.VisitStarted is null);
        Assert.DoesNotContain(rest, update => update.ListChanged is null && update.Heartbeat is null);
    }

    // Zones, taps and lists, as fast as they are taken.
    private async Task Flood(string shopper, CancellationToken end)
    {
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            await _client.PhoneHears(shopper, Enumerable.Repeat(ShopClient.Heard(i % 2 == 0 ? "bakery" : "entrance"), 250));
            await _client.PutList(shopper, CornerShop.Items(i % 2 == 0 ? ["tomatoes"] : ["basil", "tomatoes"]));
        }
    }

    private async Task<Consent> Put(string shopper, string text, params Purpose[] purposes) =>
        await _client.Shoppers.PutConsentAsync(new PutConsentRequest { ShopperId = shopper, Purposes = { purposes }, TextVersion = text, Channel = "app" });
}
