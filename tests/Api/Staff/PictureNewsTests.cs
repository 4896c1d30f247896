using SmartStore.Api.Staff;

namespace SmartStore.Api.Tests.Staff;

/// <summary>What a screen is told of a picture.</summary>
public sealed class PictureNewsTests
{
    private readonly ShownShop _shop = new();
    private readonly PictureNews _new = new(isResumed: false);

    [Fact]
    public async Task A_new_screen_gets_the_counts_and_only_the_receivers_that_do_not_work()
    {
        await _shop.Becomes(ShownShop.Works("a2", "bakery") with { IsOnline = false, SaidOffline = true });
        Assert.Equal(["a2 offline: Receiver a2 in bakery is offline.", "in 0: produce 0, bakery ?, unknown 0"], News(_new));
    }

    [Fact]
    public void A_screen_that_resumes_gets_every_receiver_because_it_may_believe_an_old_one() => Assert.Equal(
        ["a1 online: Receiver a1 in produce is online.", "a2 online: Receiver a2 in bakery is online.", "in 0: produce 0, bakery 0, unknown 0"],
        News(new PictureNews(isResumed: true)));

    [Fact]
    public void What_did_not_change_is_not_said_again()
    {
        News(_new);
        Assert.Empty(News(_new));
    }

    [Fact]
    public async Task A_receiver_that_falls_silent_and_comes_back_is_told_both_times_and_so_is_its_zone()
    {
        News(_new);
        await _shop.Becomes(ShownShop.Works("a2", "bakery") with { IsOnline = false });
        Assert.Equal(["a2 offline: Receiver a2 in bakery has fallen silent.", "in 0: produce 0, bakery ?, unknown 0"], News(_new));
        await _shop.Becomes(ShownShop.Works("a2", "bakery"));
        Assert.Equal(["a2 online: Receiver a2 in bakery is online.", "in 0: produce 0, bakery 0, unknown 0"], News(_new));
    }

    [Theory]
    [InlineData(59.9, null)]
    [InlineData(60, "a1 online: Receiver a1 in produce is online. Its clock is 60 s ahead.")]
    [InlineData(-7200, "a1 online: Receiver a1 in produce is online. Its clock is 2 h behind.")]
    public async Task A_clock_that_is_wrong_by_a_minute_is_told_and_so_is_that_it_was_set(double aheadS, string? told)
    {
        News(_new);
        await _shop.Becomes(ShownShop.Works("a1", "produce") with { Truth = new ReceiverTruth(3, 2, 1, aheadS) });
        var news = _new.Of(_shop.Now);
        Assert.Equal(told, news.Select(ShownShop.Line).SingleOrDefault());
        if (told is null) return;
        Assert.Equal((aheadS, 3L, 2L), (news[0].ReceiverStatus.ClockAheadS, news[0].ReceiverStatus.Late, news[0].ReceiverStatus.NotUnderstood));
        await _shop.Becomes(ShownShop.Works("a1", "produce"));
        Assert.Equal(["a1 online: Receiver a1 in produce is online."], News(_new));
    }

    [Fact]
    public async Task A_receiver_that_was_never_heard_says_so_and_has_no_time()
    {
        await _shop.Becomes(ShownShop.Works("a1", "produce") with { IsOnline = false, LastHeardAt = null });
        var status = _new.Of(_shop.Now)[0].ReceiverStatus;
        Assert.Equal(("Receiver a1 in produce has not been heard since the store started.", null), (status.Text, status.LastHeardAt));
    }

    [Fact]
    public async Task Only_the_counts_are_told_when_only_the_counts_changed()
    {
        News(_new);
        await _shop.EnterProduce(1);
        Assert.Equal(["in 1: produce 1, bakery 0, unknown 0"], News(_new));
    }

    private List<string> News(PictureNews news) => [.. news.Of(_shop.Now).Select(ShownShop.Line)];
}
