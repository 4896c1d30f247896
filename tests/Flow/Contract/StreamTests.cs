using Grpc.Core;

namespace SmartStore.Flow.Tests.Contract;

/// <summary>Contract, "Watch".</summary>
public sealed class StreamTests(OpenShop shop) : IClassFixture<OpenShop>
{
    private static readonly Purpose[] Both = [Purpose.Presence, Purpose.Suggestions];
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task What_one_device_accepts_is_revoked_on_the_other()
    {
        var shopper = await _client.NewShopper(Both, "tomatoes", "basil");
        await using var phone = _client.Watch(shopper, device: "phone");
        await using var watch = _client.Watch(shopper, device: "watch");
        await _client.Tap(shopper, "entrance");
        var suggestion = (await phone.First(update => update.Suggestion is not null, "a suggestion on the phone")).Suggestion;
        await watch.First(update => update.Suggestion?.Id == suggestion.Id, "the same suggestion on the watch");

        await _client.Respond(shopper, suggestion.Id, Response.Accepted);

        var revoked = await watch.First(update => update.SuggestionRevoked is not null, "the revocation on the watch");
        Assert.Equal((suggestion.Id, RevokeReason.Answered), (revoked.SuggestionRevoked.SuggestionId, revoked.SuggestionRevoked.Reason));
    }

    [Fact]
    public async Task A_cursor_brings_what_followed_it_in_order_and_nothing_before_it()
    {
        var shopper = await _client.NewShopper(Both, "tomatoes", "basil");
        await using var whole = _client.Watch(shopper);
        await _client.Tap(shopper, "entrance");
        await whole.First(update => update.Suggestion is not null, "a suggestion");
        await _client.Tap(shopper, "dairy");
        await whole.Nth(2, update => update.ZoneEntered is not null, "the next zone");

        for (var i = 0; i < whole.Seen.Count - 1; i++)
        {
            var rest = whole.Seen.Skip(i + 1).ToList();
            await using var resumed = _client.Watch(shopper, whole.Seen[i].Cursor);
            // The whole list follows once, at no place of its own.
            var list = await resumed.First(update => update.ListChanged is not null, "the list after the rest of the stream");
            Assert.Equal([.. rest, list], resumed.Seen);
            Assert.Equal(rest[^1].Cursor, list.Cursor);
        }
    }

    [Fact]
    public async Task Who_breaks_off_while_being_told_how_things_stand_is_told_again_and_misses_nobody()
    {
        for (var i = 0; i < 2; i++)
        {
            var shopper = await _client.NewShopper([Purpose.Presence]);
            await _client.PutOrder($"order-of-{shopper}", shopper, OrderState.Ready);
            await _client.Tap(shopper, "entrance");
        }

        // Whoever taps has arrived first: the last of an order is that it was tapped for.
        await using (var live = _client.WatchStaff()) await live.Nth(2, update => update.PickupWaiting?.TerminalId.Length > 0, "two orders that were tapped for");
        string first, last;
        await using (var board = _client.WatchStaff())
        {
            await board.Nth(2, update => update.PickupWaiting?.TerminalId.Length > 0, "two orders on the board");
            var waiting = board.Seen.Where(update => update.PickupWaiting is not null).ToList();
            (first, last) = (waiting[0].Cursor, waiting[^1].Cursor);
        }

        await using var midway = _client.WatchStaff(first);
        var refusal = await midway.Refusal();
        Assert.Equal(StatusCode.OutOfRange, refusal.StatusCode);
        Assert.Contains("call again with an empty cursor", refusal.Status.Detail);

        await using var resumed = _client.WatchStaff(last);
        var late = await _client.NewShopper([Purpose.Presence]);
        await _client.PutOrder($"order-of-{late}", late, OrderState.Ready);
        await _client.Tap(late, "entrance");
        await resumed.First(update => update.PickupWaiting?.ShopperId == late, "the order that followed");
        Assert.DoesNotContain(resumed.Seen, update => update.PickupWaiting is { } waiting && waiting.ShopperId != late);
    }
}
