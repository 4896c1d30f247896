using SmartStore.Api.Staff;
using SmartStore.Api.Tests.Streams;

namespace SmartStore.Api.Tests.Staff;

/// <summary>A screen's updates: the durable ones of the grain, and the volatile ones of the picture between them.</summary>
public sealed class StaffUpdatesTests : IAsyncLifetime
{
    private const string Empty = "in 0: produce 0, bakery 0, unknown 0";

    private readonly ShownShop _shop = new();
    private readonly ScriptedGrain _grain = new();
    private readonly CancellationTokenSource _left = new();
    private IAsyncEnumerator<Proto.StoreUpdate>? _screen;

    [Fact]
    public async Task What_a_screen_missed_comes_before_how_things_stand_now()
    {
        Arrive("Ann");
        Arrive("Bob");
        await _shop.Watched.Look();
        await Watch(isResumed: true);
        Assert.Equal("Ann arrived @1", await Next());
        Assert.Equal("Bob arrived @2", await Next());
        Assert.Equal("a1 online: Receiver a1 in produce is online. @2", await Next());
        Assert.Equal("a2 online: Receiver a2 in bakery is online. @2", await Next());
        Assert.Equal($"{Empty} @2", await Next());
    }

    [Fact]
    public async Task Counts_stand_at_the_place_of_the_durable_update_before_them()
    {
        await _shop.Watched.Look();
        await Watch();
        Assert.Equal($"{Empty} @0", await Next());
        _grain.Deliver(Arrive("Ann"));
        Assert.Equal("Ann arrived @1", await Next());
        await _shop.EnterProduce(1);
        Assert.Equal("in 1: produce 1, bakery 0, unknown 0 @1", await Next());
    }

    [Fact]
    public async Task A_screen_that_waits_is_woken_by_the_first_picture_and_by_one_that_says_something_else_only()
    {
        await Watch();
        var first = Next();
        Assert.False(first.IsCompleted);
        await _shop.Watched.Look();
        Assert.Equal($"{Empty} @0", await first);

        var next = Next();
        await _shop.Watched.Look();
        Assert.False(next.IsCompleted);
        await _shop.Becomes(ShownShop.Works("a2", "bakery") with { IsOnline = false, SaidOffline = true });
        Assert.Equal("a2 offline: Receiver a2 in bakery is offline. @0", await next);
    }

    [Fact]
    public async Task A_screen_that_did_not_read_for_long_gets_the_latest_counts_only()
    {
        await _shop.Watched.Look();
        await Watch();
        await Next();
        for (var shoppers = 1; shoppers <= 3; shoppers++) await _shop.EnterProduce(shoppers);
        Assert.Equal("in 3: produce 3, bakery 0, unknown 0 @0", await Next());
        Assert.False(Next().IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Counts_that_could_not_be_had_anew_for_10_s_are_unknown_until_they_can(bool isStuck)
    {
        await _shop.EnterProduce(2);
        await Watch();
        Assert.Equal("in 2: produce 2, bakery 0, unknown 0 @0", await Next());
        if (isStuck) _shop.GetsStuck();
        else _shop.GetsOld();
        var asked = _shop.Watched.Look();
        var next = Next();
        _shop.Time.Advance(WatchedStore.HoldsFor - TimeSpan.FromMilliseconds(1));
        await _shop.Watched.Look();
        Assert.False(next.IsCompleted);
        _shop.Time.Advance(TimeSpan.FromMilliseconds(1));
        await _shop.Watched.Look();
        Assert.Equal("in 0: produce ?, bakery ?, unknown 0 @0", await next);
        _grain.Deliver(Arrive("Ann"));
        Assert.Equal("Ann arrived @1", await Next());

        _shop.Recovers();
        if (isStuck) await Assert.ThrowsAsync<TimeoutException>(() => asked);
        await _shop.Watched.Look();
        Assert.Equal("in 2: produce 2, bakery 0, unknown 0 @1", await Next());
    }

    [Fact]
    public async Task A_screen_that_leaves_ends()
    {
        await Watch();
        var waiting = Next();
        await _left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        _left.Dispose();
    }

    private async Task Watch(bool isResumed = false)
    {
        await _grain.Stream.Follow(default);
        _screen = StaffUpdates.Follow(_grain.Stream, _shop.Watched, isResumed, TimeSpan.FromSeconds(10), _grain.Time, _left.Token).GetAsyncEnumerator(_left.Token);
    }

    private async Task<string> Next()
    {
        Assert.True(await _screen!.MoveNextAsync());
        return $"{ShownShop.Line(_screen.Current)} @{_screen.Current.Cursor.Split('.')[1]}";
    }

    private GrainInterfaces.SequencedUpdate Arrive(string vip) => _grain.Commit(new Proto.StoreUpdate { VipArrived = new Proto.VipArrived { Name = vip } }.ToByteArray());
}
