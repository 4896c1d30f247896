using Google.Protobuf.WellKnownTypes;
using SmartStore.Api.Shoppers;
using SmartStore.Api.Tests.Streams;
using SmartStore.Core;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Tests.Shoppers;

/// <summary>A phone's updates: the durable ones of its grain, and between them what changed in the list, which nobody stores.</summary>
public sealed class PhoneUpdatesTests
{
    private readonly ScriptedGrain _grain = new();
    private Shopper _ann = Shopper.Unknown(new ShopperId("ann"));
    private PhoneUpdates? _phone;
    private int _looks;
    private int _failures;

    [Fact]
    public async Task A_change_of_the_list_is_told_at_the_place_of_the_durable_update_before_it()
    {
        await Watch();
        _grain.Deliver(Commit("one"));
        Assert.Equal("one @1", await Next());
        Change("milk");
        Assert.Equal("v2 +milk @1", await Next());
        _grain.Deliver(Commit("two"));
        Assert.Equal("two @2", await Next());
    }

    [Fact]
    public async Task Changes_within_a_second_are_told_together_as_soon_as_it_is_over()
    {
        await Watch();
        Change("milk");
        Assert.Equal("v2 +milk @0", await Next());
        var next = Next();
        await ChangeAndRest("milk", "bread");
        await ChangeAndRest("bread", "soap");
        await ChangeAndRest("-bread", "soap");
        _grain.Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(next.IsCompleted);
        _grain.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("v5 +-bread +soap -milk @0", await next);
    }

    [Fact]
    public async Task Two_hundred_changes_in_ten_seconds_are_told_once_a_second()
    {
        await Watch();
        var told = 0;
        var next = Next();
        for (var i = 0; i < 200; i++)
        {
            if (i % 20 == 0)
            {
                Change($"item-{i}");
                await next;
                told++;
                next = Next();
            }
            else
            {
                await ChangeAndRest($"item-{i}");
            }
            Assert.False(next.IsCompleted);
            _grain.Time.Advance(TimeSpan.FromMilliseconds(50));
        }
        await next;
        Assert.Equal(11, told + 1);
    }

    [Fact]
    public async Task A_durable_update_does_not_wait_for_the_second_of_the_list()
    {
        await Watch();
        Change("milk");
        await Next();
        Change("milk", "bread");
        var next = Next();
        Assert.False(next.IsCompleted);
        _grain.Deliver(Commit("one"));
        Assert.Equal("one @1", await next);
    }

    [Fact]
    public async Task A_stream_that_resumes_is_told_what_it_missed_and_then_the_whole_list_once()
    {
        Change("milk", "bread");
        Commit("one");
        Commit("two");
        await Watch(isResumed: true);
        Assert.Equal("one @1", await Next());
        Assert.Equal("two @2", await Next());
        Assert.Equal("v2 +milk +bread @2", await Next());
        Assert.False(Next().IsCompleted);
    }

    [Fact]
    public async Task A_list_that_was_never_changed_is_not_told_and_not_looked_at()
    {
        await Watch(isResumed: true);
        Assert.False(Next().IsCompleted);
        Assert.Equal(0, _looks);
    }

    [Fact]
    public async Task A_new_stream_is_told_of_changes_since_it_was_opened_only()
    {
        Change("milk");
        await Watch();
        var next = Next();
        Assert.False(next.IsCompleted);
        Change("milk", "bread");
        Assert.Equal("v3 +bread @0", await next);
    }

    [Fact]
    public async Task A_list_that_was_only_put_in_another_order_tells_its_version()
    {
        Change("milk", "bread");
        await Watch();
        Change("bread", "milk");
        Assert.Equal("v3 @0", await Next());
    }

    [Fact]
    public async Task A_notice_that_was_lost_is_made_up_for_when_the_stream_renews_its_entry()
    {
        await Watch();
        var next = Next();
        Change("milk", isTold: false);
        Assert.False(next.IsCompleted);
        _grain.Time.Advance(TimeSpan.FromSeconds(40));
        await _grain.Stream.RenewWhenDue(_grain.Time.GetUtcNow());
        Assert.Equal("v2 +milk @0", await next);
    }

    [Fact]
    public async Task A_list_that_cannot_be_looked_at_is_looked_at_again_a_second_later()
    {
        await Watch();
        _failures = 1;
        Change("milk");
        var next = Next();
        Assert.False(next.IsCompleted);
        _grain.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("v2 +milk @0", await next);
        Assert.Equal(2, _looks);
    }

    private async Task Watch(bool isResumed = false)
    {
        _grain.Live = _ann.ListVersion;
        await _grain.Stream.Follow(default);
        _phone = new PhoneUpdates(_grain.Stream, Look, _grain.Time);
        if (!isResumed) await _phone.TakeListAsKnown();
    }

    private Task<ShopperView> Look()
    {
        _looks++;
        return _failures-- > 0 ? Task.FromException<ShopperView>(new TryAgainException("The store is away.")) : Task.FromResult(new ShopperView(_ann));
    }

    // A minus before an item: done.
    private void Change(params string[] items) => Change(isTold: true, items);

    private void Change(string item, bool isTold) => Change(isTold, item);

    // While the reader waits: it ends when the reader rests again, for its timer counts from when it is made.
    private async Task ChangeAndRest(params string[] items)
    {
        var timers = _grain.Time.Timers;
        Change(items);
        await Eventually.Is(() => _grain.Time.Timers > timers);
    }

    private void Change(bool isTold, params string[] items)
    {
        _ann = _ann with { List = [.. items.Select(item => new ListItem(item.TrimStart('-'), item, ProductId.None, 1, item[0] == '-'))], ListVersion = _ann.ListVersion + 1 };
        _grain.Live = _ann.ListVersion;
        if (isTold) _grain.Stream.Changed(_ann.ListVersion);
    }

    private SequencedUpdate Commit(string zone) => _grain.Commit(new Proto.ShopperUpdate { At = new Timestamp(), ZoneEntered = new Proto.ZoneEntered { ZoneId = zone } }.ToByteArray());

    private async Task<string> Next()
    {
        var update = (await _phone!.Next(Timeout.InfiniteTimeSpan, ApiShop.Soon))!;
        var list = update.ListChanged;
        var told = list is null ? update.ZoneEntered.ZoneId : $"v{list.Version}{string.Concat(list.Items.Select(item => $" +{item.Name}"))}{string.Concat(list.Removed.Select(id => $" -{id}"))}";
        return $"{told} @{update.Cursor.Split('.')[1]}";
    }
}
