using Google.Protobuf.WellKnownTypes;
using SmartStore.Contracts.V1;
using SmartStore.Phone.State;

namespace SmartStore.Devices.Tests.Phone;

public sealed class ScreenTests
{
    private readonly Screen _screen = new();

    private static ShopperUpdate Started(string cursor, string visit) => new() { Cursor = cursor, VisitStarted = new VisitStarted { VisitId = visit, StoreId = "demo" } };

    private static ShopperUpdate Ended(string cursor, string visit) => new() { Cursor = cursor, VisitEnded = new VisitEnded { VisitId = visit, StoreId = "demo" } };

    private static ShopperUpdate Entered(string cursor, string zone) => new() { Cursor = cursor, ZoneEntered = new ZoneEntered { StoreId = "demo", ZoneId = zone, ZoneName = zone } };

    private static ShopperUpdate Suggested(string cursor, string id, DateTimeOffset? expires = null) =>
        new() { Cursor = cursor, Suggestion = new Suggestion { Id = id, Title = id, ExpiresAt = expires?.ToTimestamp() } };

    private static ShopperUpdate Revoked(string cursor, string id) => new() { Cursor = cursor, SuggestionRevoked = new SuggestionRevoked { SuggestionId = id } };

    private static ShopperUpdate Pickup(string cursor, string order, OrderState state) => new() { Cursor = cursor, Pickup = new PickupUpdate { OrderId = order, State = state } };

    private void Given(params ShopperUpdate[] updates)
    {
        foreach (var update in updates) _screen.Take(update);
    }

    [Fact]
    public void A_visit_shows_the_zone_the_list_and_the_suggestion()
    {
        var recalled = new ShopperUpdate { Cursor = "3", ListRecalled = new ListRecalled { Items = { new RecalledItem { ZoneId = "dairy" } } } };
        Given(Started("1", "v1"), Entered("2", "produce"), recalled, Suggested("4", "s1"));
        var state = _screen.State;
        Assert.True(state.IsInStore);
        Assert.Equal(("v1", "demo", "produce", "4"), (state.VisitId, state.StoreId, state.ZoneId, state.Cursor));
        Assert.Equal("dairy", Assert.Single(state.List).ZoneId);
        Assert.Equal("s1", Assert.Single(state.Suggestions).Id);
    }

    [Fact]
    public void What_another_phone_ticks_off_or_removes_leaves_the_open_list_and_what_it_adds_waits_to_be_recalled()
    {
        var recalled = new ListRecalled { Items = { new[] { "milk", "soap", "bread" }.Select(id => new RecalledItem { Item = new ListItem { Id = id } }) } };
        Given(Started("1", "v1"), new ShopperUpdate { Cursor = "2", ListRecalled = recalled });
        var changed = new ListChanged { Items = { new ListItem { Id = "milk", Done = true }, new ListItem { Id = "rice" } }, Removed = { "soap" } };
        Assert.True(_screen.Take(new ShopperUpdate { Cursor = "2", ListChanged = changed }));
        Assert.Equal("bread", Assert.Single(_screen.State.List).Item.Id);
        Assert.False(_screen.Take(new ShopperUpdate { Cursor = "2", ListChanged = changed }));
    }

    [Fact]
    public void The_same_suggestion_delivered_twice_is_shown_once()
    {
        Given(Started("1", "v1"), Suggested("2", "s1"));
        Assert.False(_screen.Take(Suggested("3", "s1")));
        Assert.Single(_screen.State.Suggestions);
        Assert.Equal(1, _screen.Duplicates);
        Assert.Equal("3", _screen.State.Cursor);
    }

    [Fact]
    public void An_answered_suggestion_that_comes_again_stays_away()
    {
        Given(Started("1", "v1"), Suggested("2", "s1"));
        _screen.Answered("s1");
        Given(Suggested("2", "s1"));
        Assert.Empty(_screen.State.Suggestions);
    }

    [Fact]
    public void A_revoked_suggestion_leaves_the_screen_and_one_revoked_before_it_came_is_never_shown()
    {
        Given(Started("1", "v1"), Suggested("2", "s1"), Revoked("3", "s1"), Revoked("4", "s2"), Suggested("5", "s2"));
        Assert.Empty(_screen.State.Suggestions);
    }

    [Fact]
    public void The_end_of_a_visit_clears_all_but_the_orders()
    {
        Given(Started("1", "v1"), Entered("2", "produce"), Suggested("3", "s1"), Pickup("4", "o1", OrderState.Ready), Ended("5", "v1"));
        Assert.False(_screen.State.IsInStore);
        Assert.Empty(_screen.State.ZoneId);
        Assert.Empty(_screen.State.Suggestions);
        Assert.Equal("o1", Assert.Single(_screen.State.Pickups).OrderId);
        Assert.Equal("5", _screen.State.Cursor);
    }

    [Fact]
    public void The_late_end_of_an_older_visit_does_not_end_the_one_that_is_open()
    {
        Given(Started("1", "v1"), Started("2", "v2"));
        Assert.False(_screen.Take(Ended("3", "v1")));
        Assert.Equal("v2", _screen.State.VisitId);
    }

    [Fact]
    public void The_start_of_a_visit_delivered_again_changes_nothing()
    {
        Given(Started("1", "v1"), Entered("2", "produce"));
        Assert.False(_screen.Take(Started("1", "v1")));
        Assert.Equal("produce", _screen.State.ZoneId);
    }

    [Fact]
    public void An_order_shows_its_last_state_only()
    {
        Given(Pickup("1", "o1", OrderState.Preparing), Pickup("2", "o2", OrderState.Ready), Pickup("3", "o1", OrderState.Ready));
        Assert.Equal(["o2", "o1"], _screen.State.Pickups.Select(p => p.OrderId));
        Assert.All(_screen.State.Pickups, p => Assert.Equal(OrderState.Ready, p.State));
    }

    [Fact]
    public void What_has_expired_is_not_shown()
    {
        var now = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
        Given(Suggested("1", "s1", now), Suggested("2", "s2", now.AddSeconds(1)), Suggested("3", "s3"));
        Assert.Equal(["s2", "s3"], _screen.State.At(now).Suggestions.Select(s => s.Id));
    }

    [Fact]
    public void Suggestions_on_the_screen_are_limited_and_the_oldest_goes()
    {
        for (var i = 1; i <= PhoneState.SuggestionsMax; i++) Given(Suggested($"{i}", $"s{i}"));
        Assert.Equal("s1", _screen.State.Suggestions[0].Id);
        Given(Suggested("next", "next"));
        Assert.Equal(PhoneState.SuggestionsMax, _screen.State.Suggestions.Count);
        Assert.Equal("s2", _screen.State.Suggestions[0].Id);
    }

    [Fact]
    public void Orders_on_the_screen_are_limited_and_the_oldest_goes()
    {
        for (var i = 1; i <= PhoneState.PickupsMax + 1; i++) Given(Pickup($"{i}", $"o{i}", OrderState.Ready));
        Assert.Equal(PhoneState.PickupsMax, _screen.State.Pickups.Count);
        Assert.Equal("o2", _screen.State.Pickups[0].OrderId);
    }

    [Fact]
    public void The_memory_for_suggestions_is_limited_and_the_oldest_is_forgotten()
    {
        for (var i = 0; i < Screen.RememberedMax; i++) Given(Suggested("c", $"s{i}"));
        Assert.False(_screen.Take(Suggested("c", "s0")));
        Given(Suggested("c", "one more"));
        Assert.True(_screen.Take(Suggested("c", "s0")));
    }

    [Fact]
    public void Forgetting_the_cursor_keeps_the_memory_of_what_was_shown()
    {
        Given(Started("1", "v1"), Suggested("2", "s1"));
        _screen.ForgetCursor();
        Assert.Empty(_screen.State.Cursor);
        Given(Started("9", "v1"), Suggested("9", "s1"));
        Assert.Empty(_screen.State.Suggestions);
    }
}
