using System.Threading.Tasks.Sources;

namespace SmartStore.Mqtt.Delivery;

/// <summary>"There is work": set by anybody, awaited by one. Setting twice before it is awaited is setting once. Allocates nothing.</summary>
internal sealed class AsyncSignal : IValueTaskSource
{
    private const int Idle = 0;
    private const int Waiting = 1;
    private const int IsSet = 2;

    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private int _state;

    public void Set()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state == IsSet) return;
            if (state == Waiting)
            {
                if (Interlocked.CompareExchange(ref _state, Idle, Waiting) != Waiting) continue;
                _core.SetResult(true);
                return;
            }

            if (Interlocked.CompareExchange(ref _state, IsSet, Idle) == Idle) return;
        }
    }

    public ValueTask Wait()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, IsSet) == IsSet) return default;
        _core.Reset();
        var version = _core.Version;
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle) return new ValueTask(this, version);
        Volatile.Write(ref _state, Idle);
        return default;
    }

    public void GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
