namespace SmartStore.Rpc.Health;

/// <summary>
/// What the server says of its health, for the whole ("") and for each service. Whoever knows sets it; Check and Watch tell.
/// Starts as not serving; at shutdown everything stops serving for good. Safe to use from any thread.
/// </summary>
public sealed class RpcHealth
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, bool> _serving = new(StringComparer.Ordinal) { [""] = false };
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosed;

    /// <summary>Says whether a service is ready to be called; the empty name is the whole server.</summary>
    public void Set(string service, bool isServing)
    {
        lock (_gate)
        {
            if (_isClosed || _serving.TryGetValue(service, out var before) && before == isServing) return;
            _serving[service] = isServing;
            Announce();
        }
    }

    /// <summary>Says that nothing serves any more; later <see cref="Set"/>s change nothing.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (var service in _serving.Keys) _serving[service] = false;
            Announce();
        }
    }

    /// <summary>Whether the service serves, null for one never heard of, and a task that completes when anything has changed since.</summary>
    internal (bool? IsServing, Task Changed) Look(string service)
    {
        lock (_gate) return (_serving.TryGetValue(service, out var serving) ? serving : null, _changed.Task);
    }

    private void Announce()
    {
        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
