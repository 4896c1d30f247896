namespace SmartStore.Grains.Partitions;

/// <summary>
/// Callers who wait until their event is applied. They wait by (grain, id) and from before the append, because the event can be applied before
/// its append is answered.
/// </summary>
internal sealed class ApplyWaiters
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Grain, string Id), LinkedList<TaskCompletionSource<ApplyResult>>> waiting = [];
    private Exception? ended;

    public TaskCompletionSource<ApplyResult> Add(GrainEvent fact)
    {
        var waiter = new TaskCompletionSource<ApplyResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (ended is not null) throw ended;
            if (!waiting.TryGetValue((fact.Grain, fact.Id), out var line)) waiting.Add((fact.Grain, fact.Id), line = new LinkedList<TaskCompletionSource<ApplyResult>>());
            line.AddLast(waiter);
        }
        return waiter;
    }

    /// <summary>Somebody does not wait any more.</summary>
    public void Forget(GrainEvent fact, TaskCompletionSource<ApplyResult> waiter)
    {
        lock (gate)
        {
            if (!waiting.TryGetValue((fact.Grain, fact.Id), out var line)) return;
            line.Remove(waiter);
            if (line.Count == 0) waiting.Remove((fact.Grain, fact.Id));
        }
    }

    /// <summary>Answers the first who waits for this event; each appended copy answers one.</summary>
    public void Complete(GrainEvent fact, ApplyResult result)
    {
        TaskCompletionSource<ApplyResult> first;
        lock (gate)
        {
            if (waiting.Count == 0 || !waiting.TryGetValue((fact.Grain, fact.Id), out var line)) return;
            first = line.First!.Value;
            line.RemoveFirst();
            if (line.Count == 0) waiting.Remove((fact.Grain, fact.Id));
        }
        first.TrySetResult(result);
    }

    /// <summary>Answers everybody, now and later, that the partition is gone.</summary>
    public void End(Exception why)
    {
        List<TaskCompletionSource<ApplyResult>> all;
        lock (gate)
        {
            ended ??= why;
            all = [.. waiting.Values.SelectMany(line => line)];
            waiting.Clear();
        }
        foreach (var waiter in all) waiter.TrySetException(why);
    }
}
