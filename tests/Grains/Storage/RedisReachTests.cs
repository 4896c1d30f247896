using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Grains.Storage.Redis;

namespace SmartStore.Grains.Tests.Storage;

/// <summary>From when on Redis counts as away, and until when.</summary>
public sealed class RedisReachTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger _log = new();
    private readonly RedisReach _reach;
    private bool _answers = true;

    public RedisReachTests()
    {
        Assert.True(RedisAddress.TryParse("redis://redis", out var address, out _));
        _reach = new RedisReach(address!, () => Task.FromResult(_answers), _time, _log);
    }

    [Fact]
    public async Task Redis_is_away_when_it_has_not_answered_for_5_seconds_and_reached_with_its_first_answer()
    {
        _answers = false;
        _time.Advance(RedisReach.AwayAfter - TimeSpan.FromMilliseconds(1));
        await _reach.Look();
        Assert.True(_reach.IsReached);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_reach.IsReached);

        _answers = true;
        await _reach.Look();
        Assert.True(_reach.IsReached);
    }

    [Fact]
    public async Task A_failover_of_4_seconds_every_minute_is_never_noticed()
    {
        for (var second = 0; second < 180; second++, _time.Advance(RedisReach.LookEvery))
        {
            _answers = second % 60 >= 4;
            await _reach.Look();
            Assert.True(_reach.IsReached);
        }

        Assert.Equal(0, _log.Collector.Count);
    }

    [Fact]
    public async Task That_Redis_is_away_is_told_once_and_that_it_is_back_too()
    {
        _answers = false;
        for (var second = 0; second < 30; second++, _time.Advance(RedisReach.LookEvery)) await _reach.Look();
        _answers = true;
        for (var second = 0; second < 30; second++, _time.Advance(RedisReach.LookEvery)) await _reach.Look();

        Assert.Equal([(LogLevel.Error, "Redis at redis://redis:6379 has not answered for 5 s: this process is not ready until it does."), (LogLevel.Warning, "Redis at redis://redis:6379 answers again: this process is ready.")],
            _log.Collector.GetSnapshot().Select(said => (said.Level, said.Message)));
    }
}
