using System.Text;
using SmartStore.Contracts.V1;
using SmartStore.Core;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;
using OrderState = SmartStore.Core.Shoppers.OrderState;

namespace SmartStore.Presence.Tests;

public sealed class ShopperGrainTests
{
    [Fact]
    public void An_arrival_becomes_updates_of_the_contract_with_their_expiry()
    {
        var ann = Ann.WithEverything();
        ann.List("tomato", "mozzarella");
        var turn = ann.Zone("entrance", 1);

        Assert.Equal(
            [ShopperUpdate.WhatOneofCase.VisitStarted, ShopperUpdate.WhatOneofCase.ZoneEntered, ShopperUpdate.WhatOneofCase.ListRecalled, ShopperUpdate.WhatOneofCase.Suggestion],
            turn.Phone.Select(update => update.WhatCase));
        var suggestion = turn.Phone.Last().Suggestion;
        Assert.Equal("Caprese", suggestion.Title);
        Assert.Equal(199, Assert.Single(suggestion.Recipe.Missing).PriceMinor);
        Assert.Equal(suggestion.Id, turn.Pushed[^1].Id);
        Assert.Equal(suggestion.ExpiresAt.ToDateTimeOffset(), turn.Pushed[^1].ExpiresAt);
        Assert.All(turn.Phone, update => Assert.Equal("", update.Cursor));
        Assert.Equal("store/corner", Assert.Single(turn.Sent).Grain);
    }

    [Fact]
    public void A_grain_that_is_reloaded_after_every_turn_decides_just_the_same()
    {
        Assert.Equal(Story(forgetful: false), Story(forgetful: true));

        static string Story(bool forgetful)
        {
            var ann = Ann.WithEverything(forgetful);
            ann.Evidence = Ann.Noon.AddSeconds(600);
            List<Turn> turns =
            [
                ann.List("tomato", "mozzarella"), ann.Zone("entrance", 1), ann.Zone("produce", 5), ann.Zone("dairy", 9), ann.Order("o1", OrderState.Ready, 10),
                ann.Tap("x", 20), ann.Respond(ann.Grain.View().Live(Ann.Noon.AddSeconds(20))[^1].Id, Core.Suggestions.Response.Snoozed, 25), ann.Tap("x", 26),
                ann.Zone("produce", 500), ann.Wake(Ann.Noon.AddSeconds(610)), ann.Wake(Ann.Noon.AddSeconds(626)), ann.Consent(Purposes.None),
            ];
            return string.Join('\n', turns.SelectMany(turn => turn.Pushed.Select(p => $"{p.Id} {ShopperUpdate.Parser.ParseFrom(p.Payload.Span)}")
                .Concat(turn.Sent.Select(s => $"{s.Id} {s.Kind} {Convert.ToHexString(s.Payload.Span)}"))
                .Concat(turn.Emitted.Select(e => $"{e.Id} {Convert.ToHexString(e.Payload.Span)}"))));
        }
    }

    [Fact]
    public void What_changes_nothing_asks_for_no_commit()
    {
        var ann = Ann.WithEverything();
        Assert.False(ann.Zone("entrance", 1).IsUnchanged);
        Assert.True(ann.Zone("entrance", 5).IsUnchanged);
        ann.Evidence = Ann.Noon.AddSeconds(100);
        Assert.True(ann.Wake(Ann.Noon.AddSeconds(125)).IsUnchanged);
        Assert.Equal(Ann.Noon.AddSeconds(220), ann.Grain.WakeAt);
    }

    [Fact]
    public void A_visit_ends_by_the_grains_own_timer_when_the_tracker_heard_nothing()
    {
        var ann = Ann.WithEverything();
        ann.Zone("entrance", 1);
        ann.Evidence = Ann.Noon.AddSeconds(1);
        var turn = ann.Wake(ann.Grain.WakeAt!.Value);

        Assert.Equal(ShopperUpdate.WhatOneofCase.VisitEnded, Assert.Single(turn.Phone).WhatCase);
        Assert.Null(ann.Grain.WakeAt);
    }

    [Fact]
    public void After_a_restart_a_visit_gets_its_full_time_before_silence_ends_it()
    {
        var ann = Ann.WithEverything();
        ann.Zone("entrance", 1);
        ann.Now = Ann.Noon.AddSeconds(500);
        ann.Restart();

        Assert.Empty(ann.Wake(Ann.Noon.AddSeconds(501)).Pushed);
        Assert.Equal(Ann.Noon.AddSeconds(620), ann.Grain.WakeAt);
        Assert.Equal(ShopperUpdate.WhatOneofCase.VisitEnded, Assert.Single(ann.Wake(Ann.Noon.AddSeconds(620)).Phone).WhatCase);
    }

    [Fact]
    public void A_visit_ends_in_time_although_its_grain_left_memory_meanwhile()
    {
        var ann = Ann.WithEverything();
        ann.Tap("x", 20);
        ann.Now = Ann.Noon.AddSeconds(139);
        ann.Reload();

        Assert.Equal(Ann.Noon.AddSeconds(140), ann.Grain.WakeAt);
        Assert.Equal(ShopperUpdate.WhatOneofCase.VisitEnded, Assert.Single(ann.Wake(Ann.Noon.AddSeconds(140)).Phone).WhatCase);
    }

    [Fact]
    public void A_tap_is_answered_in_its_turn_and_its_answer_is_kept()
    {
        var ann = Ann.WithEverything();
        ann.Order("o1", OrderState.Ready, 1);
        var turn = ann.Tap("x", 20);
        var answer = Assert.IsType<Core.Pickup.TapAnswer>(turn.Replied);
        Assert.Empty(turn.Emitted);
        Assert.Equal("""{"id":"x","at":"2026-03-02T12:00:20.000Z","outcome":"ok","order_id":"o1","text":"Order o1 is ready at Desk 2."}""", Encoding.UTF8.GetString(answer.ToJson()));
        Assert.Equal(answer.ToJson(), ann.Grain.View().AnswerOf(answer.Key)!.ToJson());
        Assert.Null(ann.Grain.View().AnswerOf(new TapKey("corner/t1/y")));
    }

    [Fact]
    public void The_tracker_hears_consent_tags_visit_and_the_zone_a_tap_proved()
    {
        var ann = new Ann();
        ann.Profile();
        Assert.False(ann.Heard!.MayBeTracked);
        ann.Consent(Purposes.Presence);
        ann.Tap("x", 20);

        Assert.True(ann.Heard.MayBeTracked);
        Assert.Equal(["mac:aa:bb:cc:dd:ee:ff"], ann.Heard.Tags);
        Assert.Equal(new CertainZone(Shop.Id, new ZoneId("desk"), Ann.Noon.AddSeconds(20)), ann.Heard.Certain);
        Assert.Equal("desk", ann.Heard.Visit!.Zone.Value);

        ann.Consent(Purposes.None);
        Assert.False(ann.Heard.MayBeTracked);
        Assert.Null(ann.Heard.Visit);
        Assert.Null(ann.Heard.Certain);
    }

    [Fact]
    public void A_watch_without_a_cursor_gets_the_open_visit_live_orders_and_live_suggestions()
    {
        var ann = Ann.WithEverything();
        ann.List("tomato", "mozzarella");
        ann.Zone("entrance", 1);
        ann.Zone("produce", 5);
        ann.Order("o1", OrderState.Preparing, 6);
        ann.Order("o2", OrderState.Cancelled, 7);

        Assert.Equal(["VisitStarted", "ZoneEntered", "ListRecalled", "Pickup", "Suggestion"], Live(10));
        Assert.Equal(["VisitStarted", "ZoneEntered", "ListRecalled", "Pickup"], Live(700));
        ann.Consent(Purposes.None);
        Assert.Empty(Live(10));

        IEnumerable<string> Live(int second) =>
            ann.Grain.View().Live(Ann.Noon.AddSeconds(second)).Select(live => ShopperUpdate.Parser.ParseFrom(live.Payload.Span).WhatCase.ToString());
    }

    [Fact]
    public void A_live_suggestion_is_the_same_bytes_in_the_stream_and_for_a_new_watch()
    {
        var ann = Ann.WithEverything();
        ann.List("tomato", "mozzarella");
        var pushed = ann.Zone("entrance", 1).Pushed[^1];
        ann.Reload();
        var live = ann.Grain.View().Live(Ann.Noon.AddSeconds(2))[^1];

        Assert.Equal((pushed.Id, pushed.ExpiresAt), (live.Id, live.ExpiresAt));
        Assert.Equal(pushed.Payload.ToArray(), live.Payload.ToArray());
    }

    [Fact]
    public void What_was_taken_back_or_expired_is_named_so_that_a_resumed_watch_skips_it()
    {
        var ann = Ann.WithEverything();
        ann.List("tomato", "mozzarella");
        var suggestion = ann.Zone("entrance", 1).Pushed[^1].Id;

        Assert.Empty(ann.Grain.View().TakenBack(Ann.Noon.AddSeconds(2)));
        Assert.Equal([suggestion], ann.Grain.View().TakenBack(Ann.Noon.AddMinutes(11)));
        ann.Consent(Purposes.None);
        Assert.Equal([suggestion], ann.Grain.View().TakenBack(Ann.Noon.AddSeconds(2)));
    }

    [Fact]
    public void A_response_is_replied_with_what_became_of_it()
    {
        var ann = Ann.WithEverything();
        ann.List("tomato", "mozzarella");
        var suggestion = ann.Zone("entrance", 1).Pushed[^1].Id;

        Assert.True(ann.Grain.View().Knows(new SuggestionId(suggestion)));
        Assert.Equal(ResponseOutcome.Taken, ann.Respond(suggestion, Core.Suggestions.Response.Accepted, 2).Replied);
        Assert.Equal(ResponseOutcome.NoSuchSuggestion, ann.Respond("s-other", Core.Suggestions.Response.Accepted, 2).Replied);
        Assert.Equal(3, ann.Grain.View().List.Count);
    }

    [Fact]
    public void The_trace_says_why_newest_first()
    {
        var ann = Ann.WithEverything();
        ann.List("tomato");
        ann.Zone("entrance", 1);

        Assert.Equal(
            [("zone", "nothing", "No recipe fits the list well and can be bought here."), ("zone", "vip_arrived", "The shopper is a VIP who agreed to be greeted, and came into store corner."), ("zone", "visit_started", "The shopper came into store corner.")],
            ann.Grain.View().Trace.Select(entry => (TraceWords.Fact(entry), TraceWords.Sent(entry), TraceWords.Why(entry))));
    }

    [Fact]
    public void Somebody_without_a_profile_leaves_nothing_to_keep()
    {
        var ann = new Ann();
        ann.Consent(Purposes.Presence);
        ann.Zone("entrance", 1);

        Assert.False(ann.Grain.View().Exists);
        Assert.True(ann.Grain.Save()!.Value.IsEmpty);
    }

    [Fact]
    public void A_fact_of_another_kind_is_a_bug_that_the_host_quarantines()
    {
        var ann = Ann.WithEverything();

        Assert.Throws<InvalidDataException>(() => ann.When(new Grains.GrainEvent("e", "shopper/ann", "tap_forged", Ann.Noon, default)));
    }
}
