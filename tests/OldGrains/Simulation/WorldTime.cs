namespace SmartStore.Grains.Tests.Simulation;

/// <summary>The world's clock, as a node (or nobody in particular) sees it.</summary>
internal sealed class WorldTime(World world, WorldNode? node) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => World.Start.AddTicks(world.Now);

    public override long GetTimestamp() => world.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan) throw new NotSupportedException("Host code arms its timers one by one.");
        var timer = new WorldTimer(world, node, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}

/// <summary>A timer of a node. It fires in the node's queue, and not at all when the node is dead.</summary>
internal sealed class WorldTimer(World world, WorldNode? node, TimerCallback callback, object? state) : ITimer
{
    private long? due;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        due = dueTime == Timeout.InfiniteTimeSpan ? null : world.Now + Math.Max(0, dueTime.Ticks);
        if (due is { } at) world.Add(this, at);
        return true;
    }

    public void Fire(long at)
    {
        if (due != at) return;
        due = null;
        if (node is null) callback(state);
        else node.Post(_ => callback(state), null);
    }

    public void Dispose() => due = null;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
