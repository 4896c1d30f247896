using System.Collections.Concurrent;
using System.Threading.Channels;

namespace SmartStore.Grains.Tests.Clusters;

/// <summary>What the grains tell a process with streams.</summary>
internal sealed class TestHub : IStreamHub
{
    // Orleans holds it weakly, and a test that waits for nothing else is held by nobody: both would be collected, and the test would wait for ever.
    private static readonly ConcurrentBag<TestHub> s_alive = [];

    private readonly Channel<(string, long, IReadOnlyList<SequencedUpdate>)> _delivered = Channel.CreateUnbounded<(string, long, IReadOnlyList<SequencedUpdate>)>();

    public TestHub() => s_alive.Add(this);

    public TaskCompletionSource<string> Superseded { get; } = new();

    public TaskCompletionSource<(string Stream, StreamEnd Why)> Ended { get; } = new();

    public TaskCompletionSource<string> Moved { get; } = new();

    /// <summary>Why deliveries fail; null: they do not.</summary>
    public Exception? Failure { get; init; }

    /// <summary>The oldest delivery that was not taken yet; waits for one. An update committed last comes after all the others of its grain.</summary>
    public async Task<(string Grain, long Previous, IReadOnlyList<SequencedUpdate> Updates)> Next() => await _delivered.Reader.ReadAsync().AsTask().WaitAsync(Eventually.AtLatest);

    public Task Deliver(string grain, long previous, IReadOnlyList<SequencedUpdate> updates)
    {
        _delivered.Writer.TryWrite((grain, previous, updates));
        return Failure is { } failure ? Task.FromException(failure) : Task.CompletedTask;
    }

    /// <summary>The versions of what is told without being stored, as they were told.</summary>
    public ConcurrentQueue<long> Live { get; } = new();

    Task IStreamHub.Changed(string grain, long live)
    {
        Live.Enqueue(live);
        return Task.CompletedTask;
    }

    Task IStreamHub.Superseded(string stream)
    {
        Superseded.TrySetResult(stream);
        return Task.CompletedTask;
    }

    Task IStreamHub.Ended(string stream, StreamEnd why)
    {
        Ended.TrySetResult((stream, why));
        return Task.CompletedTask;
    }

    Task IStreamHub.Moved(string grain)
    {
        Moved.TrySetResult(grain);
        return Task.CompletedTask;
    }
}
