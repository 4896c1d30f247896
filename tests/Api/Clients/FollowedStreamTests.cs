using System.Threading.Channels;
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
        var (first, second) = (new Fed(), new Fed());
        await using var updates = Follow(first, second).Read().GetAsyncEnumerator();
        first.Bring(Update("a"));
        Assert.True(await updates.MoveNextAsync());
        // What the reader does meanwhile is no silence.
        _time.Advance(TimeSpan.FromHours(1));

        var next = updates.MoveNextAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal([""], _opened);
        second.Bring(Update("b"));
        await Passes(next);
        Assert.Equal("b", updates.Current.Cursor);
        Assert.Equal(["", "a"], _opened);
        Assert.Single(_pauses);
    }

    [Fact]
    public async Task Heartbeats_keep_a_quiet_line()
    {
        var line = new Fed();
        await using var updates = Follow(line).Read().GetAsyncEnumerator();
        for (var i = 0; i < 5; i++)
        {
            var next = updates.MoveNextAsync().AsTask();
            _time.Advance(TimeSpan.FromSeconds(29));
            line.Bring(new Proto.ShopperUpdate { Heartbeat = new() });
            Assert.True(await next);
        }

        Assert.Equal([""], _opened);
    }

    private FollowedStream<Proto.ShopperUpdate> Follow(params Fed[] lines) => new(
        (cursor, _) =>
        {
            _opened.Add(cursor);
            return new AsyncServerStreamingCall<Proto.ShopperUpdate>(lines[_opened.Count - 1], Task.FromResult(new Metadata()), () => default, () => [], () => { });
        },
        update => update.Cursor)
    {
        Time = _time,
        Jitter = () => 1,
        OnBreak = (_, pause) => _pauses.Add(pause),
        SilentAfter = TimeSpan.FromSeconds(30),
    };

    private async Task Passes(Task task)
    {
        while (!task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(task, Task.Delay(1));
        }

        await task;
    }

    private Task<List<string>> Read(int count, params (Proto.ShopperUpdate[] Updates, StatusCode End)[] scripts) => Read(count, null, scripts);

    private async Task<List<string>> Read(int count, Action? onLost, params (Proto.ShopperUpdate[] Updates, StatusCode End)[] scripts)
    {
        var (next, seen) = (0, new List<string>());
        var stream = new FollowedStream<Proto.ShopperUpdate>(
            (cursor, _) =>
            {
                _opened.Add(cursor);
                var (updates, end) = scripts[next++];
                return new AsyncServerStreamingCall<Proto.ShopperUpdate>(new Played(updates, end), Task.FromResult(new Metadata()), () => default, () => [], () => { });
            },
            update => update.Cursor)
        {
            Time = _time,
            Jitter = () => 1,
            OnBreak = (_, pause) => _pauses.Add(pause),
            OnCursorLost = onLost,
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

    private static (Proto.ShopperUpdate[] Updates, StatusCode End) Script(Proto.ShopperUpdate[] updates, StatusCode end = StatusCode.OK) => (updates, end);

    private static Proto.ShopperUpdate Update(string cursor) => new() { Cursor = cursor };

    private sealed class Played(Proto.ShopperUpdate[] updates, StatusCode end) : IAsyncStreamReader<Proto.ShopperUpdate>
    {
        private int _at = -1;

        public Proto.ShopperUpdate Current => updates[_at];

        public Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (++_at < updates.Length) return Task.FromResult(true);
            return end == StatusCode.OK ? Task.FromResult(false) : throw new RpcException(new Status(end, "scripted"));
        }
    }

    // A line that stays open; what comes is brought by the test.
    private sealed class Fed : IAsyncStreamReader<Proto.ShopperUpdate>
    {
        private readonly Channel<Proto.ShopperUpdate> _updates = System.Threading.Channels.Channel.CreateUnbounded<Proto.ShopperUpdate>();

        public Proto.ShopperUpdate Current { get; private set; } = new();

        public void Bring(Proto.ShopperUpdate update) => _updates.Writer.TryWrite(update);

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            Current = await _updates.Reader.ReadAsync(cancellationToken);
            return true;
        }
    }
}
