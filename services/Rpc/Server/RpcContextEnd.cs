using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SmartStore.Rpc.Server;

/// <summary>How a call ends: once, by its handler, its deadline, its peer, or the server.</summary>
public sealed partial class RpcContext
{
    private const int Http2Cancel = 8;

    private readonly Lock _gate = new();
    private CancellationTokenSource? _cancellation;
    private CancellationTokenRegistration _peerGone;
    private ITimer? _deadlineTimer;
    private ITimer? _identityTimer;
    private Task? _end;
    private RpcStatus? _endStatus;
    private bool _started;
    private volatile bool _handlerDone;
    private long _blockedSince;
    private int _blockedBytes;
    private long _endingSince;

    /// <summary>The status the call ended with; null while it runs.</summary>
    internal RpcStatus? EndStatus
    {
        get
        {
            lock (_gate) return _endStatus;
        }
    }

    /// <summary>How long the finished answer has been waiting for the peer to read it.</summary>
    internal TimeSpan EndingFor => Interlocked.Read(ref _endingSince) is var since and not 0 ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>The caller waits no longer than this.</summary>
    /// <exception cref="RpcException">DEADLINE_EXCEEDED: it has stopped waiting already.</exception>
    internal void SetDeadline(TimeSpan timeout)
    {
        var farAway = TimeSpan.FromDays(3650);
        Deadline = _time.GetUtcNow() + (timeout > farAway ? farAway : timeout);
        _deadlineTimer = EndAfter(timeout, new(StatusCode.DeadlineExceeded, "The deadline passed before the call ended."));
    }

    /// <summary>The identity of the call is good no longer than this.</summary>
    internal void EndStreamAfter(TimeSpan timeout, RpcStatus status) => _identityTimer = EndAfter(timeout, status);

    private ITimer? EndAfter(TimeSpan timeout, RpcStatus status)
    {
        if (timeout <= TimeSpan.Zero) throw new RpcException(status);
        // A timer takes at most 49 days; nobody will be there to notice a longer one.
        return timeout > TimeSpan.FromDays(40) ? null : _time.CreateTimer(static state => ((Expiry)state!).Expire(), new Expiry(this, status), timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The handler has returned or failed: the call ends, if nothing else has ended it before.</summary>
    internal Task FinishAsync(RpcStatus status)
    {
        _handlerDone = true;
        return EndAsync(status);
    }

    /// <summary>Sends the status, once: a second end changes nothing and waits for the first.</summary>
    private Task EndAsync(RpcStatus status)
    {
        lock (_gate)
        {
            if (_end is not null) return _end;
            _endStatus = status;
            Interlocked.Exchange(ref _endingSince, _time.GetTimestamp());
            _end = Http.RequestAborted.IsCancellationRequested ? Task.CompletedTask : SendEndAsync(status);
        }
        _cancellation?.Cancel();
        return _end;
    }

    /// <summary>Drops the stream without a word: for a peer that does not even read its status.</summary>
    internal void Abort()
    {
        if (Http.Features.Get<IHttpResetFeature>() is { } reset) reset.Reset(Http2Cancel);
        else Http.Abort();
    }

    internal void Release()
    {
        _deadlineTimer?.Dispose();
        _identityTimer?.Dispose();
        _peerGone.Dispose();
    }

    private async Task SendEndAsync(RpcStatus status)
    {
        try
        {
            if (_blockedSince != 0) Http.Response.BodyWriter.CancelPendingFlush();
            Wire.End(this, status, _started);
            if (!_handlerDone) Wire.CancelRead();
            await Http.Response.CompleteAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            // The connection went away between the last look and now: there is nobody left to tell.
        }
    }

    /// <summary>Puts the response headers down, once. The gate is held.</summary>
    private void Start()
    {
        if (_started) return;
        _started = true;
        Wire.Start(this);
    }

    private void ThrowIfEnded()
    {
        if (_endStatus is not null) throw new OperationCanceledException("The call has ended.");
        Http.RequestAborted.ThrowIfCancellationRequested();
    }

    private ValueTask FinishWriteAsync(ValueTask<FlushResult> flush, int bytes)
    {
        if (!flush.IsCompletedSuccessfully) return AwaitFlushAsync(flush, bytes);
        ThrowIfGone(flush.Result);
        return ValueTask.CompletedTask;
    }

    private async ValueTask AwaitFlushAsync(ValueTask<FlushResult> flush, int bytes)
    {
        _blockedBytes = bytes;
        Interlocked.Exchange(ref _blockedSince, _time.GetTimestamp());
        try
        {
            ThrowIfGone(await flush);
        }
        finally
        {
            Interlocked.Exchange(ref _blockedSince, 0);
        }
    }

    private static void ThrowIfGone(FlushResult result)
    {
        if (result.IsCanceled || result.IsCompleted) throw new OperationCanceledException("The call has ended.");
    }

    private CancellationToken CancellationOfCall()
    {
        lock (_gate)
        {
            if (_cancellation is null)
            {
                _cancellation = new();
                if (_endStatus is not null) _cancellation.Cancel();
                else _peerGone = Http.RequestAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _cancellation);
            }
            return _cancellation.Token;
        }
    }

    private sealed class Expiry(RpcContext context, RpcStatus status)
    {
        public void Expire() => context.Close(status);
    }
}
