using Google.Protobuf;
using SmartStore.Api.Staff;
using SmartStore.Api.Streams;
using SmartStore.Contracts.V1;
using SmartStore.Grains;
using SmartStore.Presence.Tests.Tracking;
using SmartStore.Storage.Memory;
using static SmartStore.Presence.Tests.Tracking.WatchedShop;

namespace SmartStore.Presence.Tests.Staff;

public sealed class StaffUpdatesTests : IAsyncDisposable
{
    private const string Channel = "stream:store/s1";

    private readonly WatchedShop _shop = new();
    private readonly StreamHub _hub = new();
    private readonly FaultyMemoryStore _store;
    private readonly CancellationTokenSource _stop = new();
    private PartitionHead _head = new(0, "");
    private Lease? _lease;
    private Feed? _feed;
    private IAsyncEnumerator<(StoreUpdate Update, long Place)>? _reader;

    public StaffUpdatesTests() => _store = new FaultyMemoryStore(1, _shop.Time);

    [Fact]
    public async Task What_a_screen_missed_comes_before_how_things_stand_now()
    {
        await Commit("Ann", offer: false);
        await Commit("Bob", offer: false);
        _shop.Board.Look();
        Watch(after: 1, isResumed: true);
        Assert.Equal(("Bob arrived", 2), await Next());
        Assert.Equal(("a1 online: Receiver a1 in produce is online.", 2), await Next());
        Assert.Equal(("a2 online: Receiver a2 in bakery is online.", 2), await Next());
        Assert.Equal(("in 0: produce 0, bakery 0, unknown 0", 2), await Next());
    }

    [Fact]
    public async Task Counts_stand_at_the_place_of_the_durable_update_before_them()
    {
        Watch(after: 0);
        _shop.Board.Look();
        Assert.Equal(("in 0: produce 0, bakery 0, unknown 0", 0), await Next());
        await Commit("Ann");
        Assert.Equal(("Ann arrived", 1), await Next());
        _shop.Visit("ann", Produce);
        _shop.Board.Look();
        Assert.Equal(("in 1: produce 1, bakery 0, unknown 0", 1), await Next());
    }

    [Fact]
    public async Task A_screen_that_waits_is_woken_by_a_change_of_the_board()
    {
        Watch(after: 0);
        _shop.Board.Look();
        await Next();
        var waiting = Next();
        Assert.False(waiting.IsCompleted);
        _shop.Store.Said(Bakery, online: false, _shop.Time.NowMs);
        _shop.Board.Look();
        Assert.Equal(("a2 offline: Receiver a2 in bakery is offline.", 0), await waiting);
    }

    [Fact]
    public async Task A_screen_that_did_not_read_for_long_gets_the_latest_counts_only()
    {
        Watch(after: 0);
        _shop.Board.Look();
        await Next();
        foreach (var shopper in new[] { "ann", "bob", "cem" })
        {
            _shop.Visit(shopper, Produce);
            _shop.Board.Look();
        }

        Assert.Equal(("in 3: produce 3, bakery 0, unknown 0", 0), await Next());
        Assert.False(Next().IsCompleted);
    }

    [Fact]
    public async Task Updates_that_expired_meanwhile_are_left_out_but_their_place_is_passed()
    {
        await Commit("Ann", offer: false, expires: _shop.Time.GetUtcNow().AddSeconds(1));
        _shop.Pass(1);
        _shop.Board.Look();
        Watch(after: 0);
        Assert.Equal(("in 0: produce 0, bakery 0, unknown 0", 1), await Next());
    }

    [Fact]
    public async Task A_screen_that_leaves_lets_go_of_its_feed()
    {
        Watch(after: 0);
        _shop.Board.Look();
        await Next();
        var waiting = Next();
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _feed!.Dispose();
        Assert.Equal(0, _hub.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _feed?.Dispose();
        _stop.Dispose();
        _shop.Dispose();
    }

    private void Watch(long after, bool isResumed = false)
    {
        _feed = new Feed(_store, _hub, Channel, after);
        _reader = new StaffUpdates(_feed, _shop.Board, "s1", after, isResumed, _shop.Time).Follow(_stop.Token).GetAsyncEnumerator(_stop.Token);
    }

    private async Task<(string, long)> Next()
    {
        Assert.True(await _reader!.MoveNextAsync());
        return (ToldBoardTests.Line(_reader.Current.Update), _reader.Current.Place);
    }

    private async Task Commit(string vip, bool offer = true, DateTimeOffset? expires = null)
    {
        _lease ??= await _store.Acquire(0, "test");
        var entry = new OutboxEntry(Channel, vip, _shop.Time.GetUtcNow(), expires, new StoreUpdate { VipArrived = new VipArrived { Name = vip } }.ToByteArray());
        var done = await _store.Commit(new PartitionCommit(_lease!, _head, _head.Position, null, vip, [], [entry], []));
        Assert.Equal(CommitOutcome.Committed, done.Outcome);
        _head = _head with { CommitId = vip };
        if (offer) _hub.Offer(new StoredOutboxEntry(done.Sequences[0], entry));
    }
}
