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

    /// <param name="time">The clock of the deadline.</param>
    /// <param name="timeout">How long; null: for ever.</param>
    /// <param name="caller">Cancelled by the caller.</param>
    /// <param name="canBeLeft">Whether <see cref="Leave"/> will be called.</param>
    public CallTime(TimeProvider time, TimeSpan? timeout, CancellationToken caller, bool canBeLeft = false)
    {
        (_time, _timeout, _caller, _startedAt) = (time, timeout, caller, time.GetTimestamp());
        if (timeout is { } limit) _deadline = new(limit > TimeSpan.FromDays(40) ? Timeout.InfiniteTimeSpan : limit < TimeSpan.Zero ? TimeSpan.Zero : limit, time);
        if (_deadline is not null || canBeLeft) _both = CancellationTokenSource.CreateLinkedTokenSource(_deadline?.Token ?? CancellationToken.None, caller);
        Token = _both?.Token ?? caller;
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

    /// <summary>The caller is no longer interested: whatever is under way is cancelled.</summary>
    public void Leave() => _both?.Cancel();

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
