using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Core.Sightings;
using SmartStore.Grains.Presence;

namespace SmartStore.Grains.Tests.Presence;

/// <summary>What waits for the process that tracks a store has a limit, whatever it is.</summary>
public sealed class SightingFeedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const int Sent = SightingFeed.SightingsMax * SightingFeed.UnderWayMax;

    private readonly ConcurrentQueue<TrackerReport> _arrived = new();
    private readonly TaskCompletionSource _owner = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Of_signs_of_life_without_a_sighting_4096_wait_and_at_the_next_one_the_oldest_goes(int more)
    {
        using var counts = new SightingCounts();
        var feed = new SightingFeed(Owner(), counts, new FakeTimeProvider());
        for (var i = 0; i < Sent + SightingFeed.WaitingMax + more; i++) feed.Send("s1", new TrackerReport(ReportKind.Scanner, $"{i}", []));
        Assert.Equal(Sent, _arrived.Count);

        _owner.SetResult();
        // Batches that are under way side by side may overtake each other.
        SpinWait.SpinUntil(() => _arrived.Count == Sent + SightingFeed.WaitingMax, Patience);
        Assert.Equal(Enumerable.Range(0, Sent).Concat(Enumerable.Range(Sent + more, SightingFeed.WaitingMax)), _arrived.Select(report => int.Parse(report.Device)).Order());
    }

    [Fact]
    public void Of_sightings_as_many_wait_however_they_are_packed()
    {
        using var counts = new SightingCounts();
        var feed = new SightingFeed(Owner(), counts, new FakeTimeProvider());
        const int packed = 64;
        for (var i = 0; i < SightingFeed.UnderWayMax + (SightingFeed.WaitingMax / packed) + 3; i++) feed.Send("s1", new TrackerReport(ReportKind.Phone, $"{i}", new Sighting[packed]));
        _owner.SetResult();
        SpinWait.SpinUntil(() => _arrived.Count == SightingFeed.UnderWayMax + (SightingFeed.WaitingMax / packed), Patience);
        Assert.Equal(SightingFeed.UnderWayMax + (SightingFeed.WaitingMax / packed), _arrived.Count);
        Assert.DoesNotContain($"{SightingFeed.UnderWayMax}", _arrived.Select(report => report.Device));
    }

    // The grain of a process that hangs: it gets batches, and answers none until it is let go.
    private IGrainFactory Owner()
    {
        var factory = DispatchProxy.Create<IGrainFactory, Answering>();
        var grain = DispatchProxy.Create<IPresenceGrain, Answering>();
        ((Answering)factory).Answer = _ => grain;
        ((Answering)(object)grain).Answer = arguments =>
        {
            foreach (var report in (TrackerReport[])arguments[0]!) _arrived.Enqueue(report);
            return _owner.Task;
        };
        return factory;
    }

    [SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
    private class Answering : DispatchProxy
    {
        public Func<object?[], object> Answer { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Answer(args ?? []);
    }
}
