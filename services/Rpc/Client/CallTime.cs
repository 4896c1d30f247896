namespace SmartStore.Rpc.Client;

/// <summary>How long a call may still take: until its deadline passes, or the caller cancels.</summary>
internal sealed class CallTime : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly TimeSpan? _timeout;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource? _both;

    public CallTime(TimeProvider time, TimeSpan? timeout, CancellationToken caller)
    {
        (_time, _timeout, _caller, _startedAt) = (time, timeout, caller, time.GetTimestamp());
        if (timeout is not { } limit)
        {
            Token = caller;
            return;
        }
        _deadline = new(limit > TimeSpan.FromDays(40) ? Timeout.InfiniteTimeSpan : limit < TimeSpan.Zero ? TimeSpan.Zero : limit, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, caller);
        Token = _both.Token;
    }

    public CancellationToken Token { get; }

    /// <summary>What is left; null: no deadline.</summary>
    public TimeSpan? Left => _timeout - _time.GetElapsedTime(_startedAt);

    public bool IsOver => _deadline is { IsCancellationRequested: true } || Left <= TimeSpan.Zero;

    /// <summary>The failure that a cancelled operation stands for.</summary>
    public Exception Cancelled(Exception cause) => _caller.IsCancellationRequested
        ? new OperationCanceledException("The call was cancelled.", cause, _caller)
        : IsOver
            ? new RpcException(new RpcStatus(StatusCode.DeadlineExceeded, "The deadline passed before the server answered."), cause)
            : new RpcException(new RpcStatus(StatusCode.Cancelled, "The call was cancelled."), cause);

    public async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _time, Token);
        }
        catch (OperationCanceledException e)
        {
            throw Cancelled(e);
        }
    }

    public void Dispose()
    {
        _both?.Dispose();
        _deadline?.Dispose();
    }
}
