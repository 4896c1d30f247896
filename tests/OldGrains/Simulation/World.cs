namespace SmartStore.Grains.Tests.Simulation;

/// <summary>
/// One thread, one clock, one seed: everything that is ready waits in the queues of its nodes, and the seed decides what runs next. Time moves only
/// when nothing is ready. The same seed gives the same run.
/// </summary>
internal sealed class World
{
    private readonly PriorityQueue<WorldTimer, (long At, long Number)> timers = new();
    private readonly List<WorldNode> nodes = [];
    private readonly int thread = Environment.CurrentManagedThreadId;
    private long timersMade;

    public World(int seed)
    {
        Random = new Random(seed);
        Time = new WorldTime(this, node: null);
    }

    public static DateTimeOffset Start { get; } = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public Random Random { get; }

    /// <summary>The clock of what is no node: network, store, test.</summary>
    public TimeProvider Time { get; }

    /// <summary>Ticks since the start.</summary>
    public long Now { get; private set; }

    public TimeSpan Elapsed => new(Now);

    public WorldNode AddNode()
    {
        var node = new WorldNode(this);
        nodes.Add(node);
        return node;
    }

    /// <summary>Runs until the task has ended, and throws what it threw. Fails when nothing can happen any more, or after too long.</summary>
    public void Run(Task task, TimeSpan limit)
    {
        var end = Now + limit.Ticks;
        while (!task.IsCompleted)
        {
            if (Now > end) throw new TimeoutException($"Not done after {limit} of virtual time.");
            if (!Step()) throw new InvalidOperationException("Nothing can happen any more.");
        }
        task.GetAwaiter().GetResult();
    }

    /// <summary>Runs for a stretch of virtual time.</summary>
    public void RunFor(TimeSpan stretch)
    {
        var end = Now + stretch.Ticks;
        while (RunReady() || (timers.TryPeek(out _, out var next) && next.At <= end && Step()))
        {
        }
        Now = Math.Max(Now, end);
    }

    /// <summary>Lets a node's code start in its own context.</summary>
    public Task Begin(WorldNode node, Func<Task> code)
    {
        var begun = new TaskCompletionSource<Task>();
        node.Post(_ => begun.SetResult(code()), null);
        return begun.Task.Unwrap();
    }

    public void Add(WorldTimer timer, long at)
    {
        AssertThread();
        timers.Enqueue(timer, (at, timersMade++));
    }

    public void AssertThread()
    {
        if (Environment.CurrentManagedThreadId != thread) throw new InvalidOperationException("Code left the simulator's thread.");
    }

    private bool RunReady()
    {
        var ready = 0;
        foreach (var node in nodes) ready += node.Ready;
        if (ready == 0) return false;
        var pick = Random.Next(ready);
        foreach (var node in nodes)
        {
            if (pick < node.Ready)
            {
                node.Run(pick);
                return true;
            }
            pick -= node.Ready;
        }
        return false;
    }

    private bool Step()
    {
        if (RunReady()) return true;
        if (!timers.TryDequeue(out var timer, out var due)) return false;
        Now = Math.Max(Now, due.At);
        timer.Fire(due.At);
        return true;
    }
}
