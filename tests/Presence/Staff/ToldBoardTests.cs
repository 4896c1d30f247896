using SmartStore.Api.Staff;
using SmartStore.Contracts.V1;
using SmartStore.Presence.Tests.Tracking;
using static SmartStore.Presence.Tests.Tracking.WatchedShop;

namespace SmartStore.Presence.Tests.Staff;

public sealed class ToldBoardTests : IDisposable
{
    private readonly WatchedShop _shop = new();
    private readonly ToldBoard _new = new(isResumed: false);

    [Fact]
    public void A_new_screen_gets_the_counts_and_only_the_receivers_that_do_not_work()
    {
        _shop.Store.Said(Bakery, online: false, _shop.Time.NowMs);
        Assert.Equal(["a2 offline: Receiver a2 in bakery is offline.", "in 0: produce 0, bakery ?, unknown 0"], News(_new));
    }

    [Fact]
    public void A_screen_that_resumes_gets_every_receiver_because_it_may_believe_an_old_one()
    {
        _shop.Report(Produce);
        Assert.Equal(
            ["a1 online: Receiver a1 in produce is online.", "a2 online: Receiver a2 in bakery is online.", "in 0: produce 0, bakery 0, unknown 0"],
            News(new ToldBoard(isResumed: true)));
    }

    [Fact]
    public void What_did_not_change_is_not_said_again()
    {
        News(_new);
        _shop.Pass(2);
        Assert.Empty(News(_new));
    }

    [Fact]
    public void A_receiver_that_falls_silent_and_comes_back_is_told_both_times_and_so_is_its_zone()
    {
        _shop.Report(Produce);
        _shop.Report(Bakery);
        News(_new);
        _shop.Pass(60);
        _shop.Report(Produce);
        _shop.Pass(30);
        Assert.Equal(["a2 offline: Receiver a2 in bakery has fallen silent.", "in 0: produce 0, bakery ?, unknown 0"], News(_new));
        _shop.Report(Bakery);
        Assert.Equal(["a2 online: Receiver a2 in bakery is online.", "in 0: produce 0, bakery 0, unknown 0"], News(_new));
    }

    [Fact]
    public void A_receiver_that_was_never_heard_says_so_and_has_no_time()
    {
        _shop.Pass(90);
        _shop.Board.Look();
        var status = _new.News(_shop.Picture)[0].ReceiverStatus;
        Assert.Equal("Receiver a1 in produce has not been heard since the store started.", status.Text);
        Assert.Null(status.LastHeardAt);
    }

    [Fact]
    public void Only_the_counts_are_told_when_only_the_counts_changed()
    {
        News(_new);
        _shop.Visit("ann", Produce);
        Assert.Equal(["in 1: produce 1, bakery 0, unknown 0"], News(_new));
    }

    public void Dispose() => _shop.Dispose();

    private List<string> News(ToldBoard told)
    {
        _shop.Board.Look();
        return [.. told.News(_shop.Picture).Select(Line)];
    }

    internal static string Line(StoreUpdate update) => update.WhatCase switch
    {
        StoreUpdate.WhatOneofCase.Occupancy =>
            $"in {update.Occupancy.InStore}: {string.Join(", ", update.Occupancy.Zones.Select(zone => $"{zone.ZoneId} {(zone.Known ? zone.Shoppers : "?")}"))}, unknown {update.Occupancy.ZoneUnknown}",
        StoreUpdate.WhatOneofCase.ReceiverStatus => $"{update.ReceiverStatus.AnchorId} {(update.ReceiverStatus.Online ? "online" : "offline")}: {update.ReceiverStatus.Text}",
        StoreUpdate.WhatOneofCase.VipArrived => $"{update.VipArrived.Name} arrived",
        _ => update.WhatCase.ToString(),
    };
}
