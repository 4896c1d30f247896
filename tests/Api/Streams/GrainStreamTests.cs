using Orleans.Runtime;
using SmartStore.Api.Streams;

namespace SmartStore.Api.Tests.Streams;

/// <summary>One reader's way through a grain's updates: nothing is lost, doubled or out of order, whatever becomes of deliveries.</summary>
public sealed class GrainStreamTests
{
    private readonly ScriptedGrain _grain = new();

    [Fact]
    public async Task What_was_missed_comes_first_and_then_what_is_committed()
    {
        _grain.Commit(2);
        await _grain.Stream.Follow(default);
        _grain.Deliver(_grain.Commit(1));
        Assert.Equal([1, 2, 3], await Read(3));
        Assert.Equal(["-"], _grain.Asked);
    }

    [Fact]
    public async Task A_reader_that_waits_is_woken()
    {
        await _grain.Stream.Follow(default);
        var read = Read(1);
        Assert.False(read.IsCompleted);
        _grain.Deliver(_grain.Commit(1));
        Assert.Equal([1], await read);
    }

    [Fact]
    public async Task A_delivery_that_was_lost_is_noticed_at_the_next_one()
    {
        await _grain.Stream.Follow(default);
        _grain.Commit(1);
        _grain.Deliver(_grain.Commit(1));
        Assert.Equal([1, 2], await Read(2));
        Assert.Equal(["-", "life.0"], _grain.Asked);
    }

    [Fact]
    public async Task A_delivery_that_repeats_or_overlaps_gives_nothing_twice()
    {
        await _grain.Stream.Follow(default);
        var first = _grain.Commit(2);
        _grain.Deliver(first);
        _grain.Deliver(first);
        _grain.Deliver(first[1], _grain.Commit(1)[0]);
        Assert.Equal([1, 2, 3], await Read(3));
        Assert.Equal(["-"], _grain.Asked);
    }

    [Theory]
    [InlineData(40, 10, 32)]
    [InlineData(8, 10_000, 6)]
    public async Task What_does_not_fit_waits_in_the_grain_until_the_reader_has_come_so_far(int count, int bytes, int fit)
    {
        await _grain.Stream.Follow(default);
        for (var i = 0; i < count; i++) _grain.Deliver(_grain.Commit(1, bytes));
        Assert.True(_grain.Stream.IsFull);

        Assert.Equal(Enumerable.Range(1, fit).Select(i => (long)i), await Read(fit));
        Assert.Equal(["-"], _grain.Asked);
        Assert.Equal(Enumerable.Range(fit + 1, count - fit).Select(i => (long)i), await Read(count - fit));
        Assert.Equal(["-", $"life.{fit}"], _grain.Asked);
        Assert.False(_grain.Stream.IsFull);
    }

    [Theory]
    [InlineData(31, 0, 1, false)]
    [InlineData(32, 0, 1, true)]
    [InlineData(30, 1, 1, false)]
    [InlineData(31, 1, 1, true)]
    [InlineData(1, 0, GrainStream.BytesMax - 1, false)]
    [InlineData(1, 0, GrainStream.BytesMax, true)]
    [InlineData(1, 1, GrainStream.BytesMax / 2, true)]
    public async Task What_was_missed_counts_like_what_is_delivered_when_the_stream_follows_again(int missed, int delivered, int bytes, bool isFull)
    {
        await _grain.Stream.Follow(default);
        _grain.Commit(missed, bytes);
        _grain.Stream.Moved();
        await _grain.Stream.Follow(default);
        for (var i = 0; i < delivered; i++) _grain.Deliver(_grain.Commit(1, bytes));
        Assert.Equal(isFull, _grain.Stream.IsFull);
        Assert.Equal(missed + delivered, (await Read(missed + delivered)).Count);
        Assert.False(_grain.Stream.IsFull);
    }

    [Fact]
    public async Task What_is_committed_before_the_grains_answer_arrives_is_asked_for_again()
    {
        _grain.CommitsMeanwhile = true;
        await _grain.Stream.Follow(default);
        Assert.Equal([1], await Read(1));
        Assert.Equal(["-", "life.0"], _grain.Asked);
    }

    [Fact]
    public async Task An_expired_update_is_not_given()
    {
        await _grain.Stream.Follow(default);
        _grain.Deliver(_grain.Commit(new byte[1], lives: TimeSpan.FromSeconds(1)));
        _grain.Time.Advance(TimeSpan.FromSeconds(1));
        _grain.Deliver(_grain.Commit(1));
        Assert.Equal([2], await Read(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_grain_that_moved_is_followed_again_without_a_loss(bool readerWaits)
    {
        await _grain.Stream.Follow(default);
        _grain.Deliver(_grain.Commit(1));
        var read = readerWaits ? Read(2) : null;
        _grain.Commit(1);
        _grain.Stream.Moved();
        Assert.Equal([1, 2], await (read ?? Read(2)));
        Assert.Equal(["-", "life.1"], _grain.Asked);
    }

    [Fact]
    public async Task The_entry_is_renewed_every_24_to_36_seconds_which_brings_what_was_not_delivered()
    {
        await _grain.Stream.Follow(default);
        await Renew(23.9);
        Assert.Equal(["-"], _grain.Asked);
        _grain.Commit(1);
        await Renew(12.2);
        Assert.Equal([1], await Read(1));
        Assert.Equal(["-", "life.0"], _grain.Asked);
    }

    [Fact]
    public async Task A_grain_that_moved_is_entered_again_by_the_next_look_when_the_reader_is_too_slow()
    {
        await _grain.Stream.Follow(default);
        _grain.Stream.Moved();
        await Renew(1);
        Assert.Equal(["-", "life.0"], _grain.Asked);
    }

    [Fact]
    public async Task A_renewal_that_fails_is_tried_again_two_seconds_later_and_ends_nothing()
    {
        await _grain.Stream.Follow(default);
        _grain.Failure = new SiloUnavailableException("It is away.");
        await Renew(37);
        await Renew(1);
        Assert.Equal(2, _grain.Asked.Count);
        await Renew(1);
        Assert.Equal((3, null), (_grain.Asked.Count, _grain.Ended));
    }

    [Theory]
    [InlineData(FollowOutcome.NoSuchGrain, StatusCode.NotFound)]
    [InlineData(FollowOutcome.CursorGone, StatusCode.OutOfRange)]
    [InlineData(FollowOutcome.TooManyStreams, StatusCode.ResourceExhausted)]
    [InlineData(FollowOutcome.Superseded, StatusCode.Aborted)]
    public async Task What_the_grain_refuses_ends_the_stream_with_its_status(FollowOutcome outcome, StatusCode code)
    {
        await _grain.Stream.Follow(default);
        _grain.Outcome = outcome;
        await Renew(37);
        Assert.Equal(code, _grain.Ended?.StatusCode);

        _grain.Stream.Moved();
        Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(() => Read(1))).StatusCode);
    }

    [Fact]
    public async Task A_stream_that_ends_leaves_its_grain()
    {
        await _grain.Stream.Follow(default);
        _grain.Stream.Dispose();
        Assert.Equal(["s"], _grain.Left);
    }

    private Task Renew(double seconds)
    {
        _grain.Time.Advance(TimeSpan.FromSeconds(seconds));
        return _grain.Stream.RenewWhenDue(_grain.Time.GetUtcNow());
    }

    private async Task<List<long>> Read(int count)
    {
        var read = new List<long>();
        while (read.Count < count) read.Add((await _grain.Stream.Next(ApiShop.Soon)).Sequence);
        return read;
    }
}
