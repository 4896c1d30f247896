namespace SmartStore.Grains.Tests.Simulation;

/// <summary>One process of the simulated cluster: what is ready to run in it. It can be paused (and wakes up a zombie) or killed.</summary>
internal sealed class WorldNode : SynchronizationContext
{
    private readonly World world;
    private readonly List<(SendOrPostCallback Callback, object? State)> ready = [];
    private bool paused;

    public WorldNode(World world)
    {
        this.world = world;
        Time = new WorldTime(world, this);
    }

    /// <summary>The node's clock; its timers die with it.</summary>
    public TimeProvider Time { get; }

    public bool IsDead { get; private set; }

    /// <summary>How much could run now.</summary>
    public int Ready => paused || IsDead ? 0 : ready.Count;

    public override void Post(SendOrPostCallback d, object? state)
    {
        world.AssertThread();
        if (!IsDead) ready.Add((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing waits in the simulator.");

    public override SynchronizationContext CreateCopy() => this;

    public void Pause() => paused = true;

    public void Resume() => paused = false;

    public void Kill()
    {
        IsDead = true;
        ready.Clear();
    }

    public void Run(int index)
    {
        var (callback, state) = ready[index];
        ready.RemoveAt(index);
        var outside = Current;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        finally
        {
            SetSynchronizationContext(outside);
        }
    }
}
