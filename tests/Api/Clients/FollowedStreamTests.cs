using Microsoft.Extensions.Time.Testing;
using SmartStore.Link;

namespace SmartStore.Api.Tests.Clients;

/// <summary>The loop that keeps a stream up.</summary>
public sealed class FollowedStreamTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _opened = [];
    private readonly List<TimeSpan> _pauses = [];

    [Fact]
    public async Task It_goes_on_after_the_last_cursor_and_an_update_without_one_changes_no_place()
    {
        var seen = await Read(4, Script([Update("a"), Update("b"), Update("")], StatusCode.Unavailable), Script([Update("c")]));
        Assert.Equal(["a", "b", "", "c"], seen);
        Assert.Equal(["", "b"], _opened);
    }

    [Fact]
    public async Task A_cursor_that_the_server_no_longer_knows_is_given_up_at_once()
    {
        var lost = 0;
        var seen = await Read(2, () => lost++, Script([Update("a")], StatusCode.Unavailable), Script([], StatusCode.OutOfRange), Script([Update("z")]));
        Assert.Equal(["a", "z"], seen);
        Assert.Equal(["", "a", ""], _opened);
        Assert.Equal((1, 1), (lost, _pauses.Count));
    }

    [Theory]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.Unauthenticated)]
    [InlineData(StatusCode.OutOfRange)] // with an empty cursor
    public async Task A_refusal_that_another_try_would_not_change_ends_it(StatusCode code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(() => Read(1, Script([], code)))).StatusCode);

    [Fact]
    public async Task Pauses_double_up_to_half_a_minute_and_start_over_with_an_update()
    {
        var failing = Enumerable.Repeat(Script([], StatusCode.Unavailable), 9);
        await Read(2, [.. failing, Script([Update("a")], StatusCode.Internal), Script([Update("b")])]);
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30, 30, 0.5], _pauses.Select(pause => pause.TotalSeconds));
    }

    [Fact]
    public async Task A_stream_that_the_server_ends_well_is_taken_up_again()
    {
        Assert.Equal(["a", "b"], await Read(2, Script([Update("a")]), Script([Update("b")])));
        Assert.Equal(["", "a"], _opened);
    }

    [Fact]
    public async Task A_line_on_which_nothing_came_for_so_long_is_opened_again_at_the_last_place()
    {
        var (silent, went) = (TimeSpan.FromSeconds(30), new List<TimeSpan>());
        var from = _time.GetUtcNow();
        var seen = await Read(2, silent, () => went.Add(_time.GetUtcNow() - from), Script([Update("a")], Silence), Script([Update("b")]));
        Assert.Equal(["a", "b"], seen);
        Assert.Equal(["", "a"], _opened);
        Assert.InRange(went[1], silent, silent + TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Heartbeats_keep_a_quiet_line()
    {
        var beat = new Proto.ShopperUpdate { Heartbeat = new() };
        var seen = await Read(6, TimeSpan.FromSeconds(30), null, Script([Update("a"), beat, beat, beat, beat, Update("b")], StatusCode.OK, every: TimeSpan.FromSeconds(29)));
        Assert.Equal(["a", "", "", "", "", "b"], seen);
        Assert.Equal([""], _opened);
    }

    // No status: the line stays open and nothing comes.
    private const StatusCode Silence = (StatusCode)(-1);

    private Task<List<string>> Read(int count, params Played[] scripts) => Read(count, onLost: null, scripts);

    private Task<List<string>> Read(int count, Action? onLost, params Played[] scripts) => Read(count, silentAfter: null, onOpen: null, onLost, scripts);

    private Task<List<string>> Read(int count, TimeSpan silentAfter, Action? onOpen, params Played[] scripts) => Read(count, silentAfter, onOpen, onLost: null, scripts);

    private async Task<List<string>> Read(int count, TimeSpan? silentAfter, Action? onOpen, Action? onLost, Played[] scripts)
    {
        var (next, seen) = (0, new List<string>());
        var stream = new FollowedStream<Proto.ShopperUpdate>(
            (cursor, _) =>
            {
                _opened.Add(cursor);
                onOpen?.Invoke();
                return new AsyncServerStreamingCall<Proto.ShopperUpdate>(scripts[next++].On(_time), Task.FromResult(new Metadata()), () => default, () => [], () => { });
            },
            update => update.Cursor)
        {
            Time = _time,
            Jitter = () => 1,
            OnBreak = (_, pause) => _pauses.Add(pause),
            OnCursorLost = onLost,
            SilentAfter = silentAfter,
        };
        await using var updates = stream.Read().GetAsyncEnumerator();
        while (seen.Count < count)
        {
            var move = updates.MoveNextAsync().AsTask();
            while (!move.IsCompleted)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                await Task.WhenAny(move, Task.Delay(1));
            }

            await move;
            seen.Add(updates.Current.Cursor);
        }

        return seen;
    }

    private static Played Script(Proto.ShopperUpdate[] updates, StatusCode end = StatusCode.OK, TimeSpan every = default) => new(updates, end, every);

    private static Proto.ShopperUpdate Update(string cursor) => new() { Cursor = cursor };

    private sealed class Played(Proto.ShopperUpdate[] updates, StatusCode end, TimeSpan every) : IAsyncStreamReader<Proto.ShopperUpdate>
    {
        private TimeProvider _time = TimeProvider.System;
        private int _at = -1;

        public Proto.ShopperUpdate Current => updates[_at];

        public Played On(TimeProvider time)
        {
            _time = time;
            return this;
        }

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (every > TimeSpan.Zero) await Task.Delay(every, _time, cancellationToken);
            if (++_at < updates.Length) return true;
            if (end == Silence) await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
            return end == StatusCode.OK ? false : throw new RpcException(new Status(end, "scripted"));
        }
    }
}
