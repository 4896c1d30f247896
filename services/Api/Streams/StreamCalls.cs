using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using SmartStore.Api.Identity;

namespace SmartStore.Api.Streams;

/// <summary>Opens the server's side of streams.</summary>
internal sealed class StreamCalls(TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Runs a stream to its end. Its body ends it, or the caller, a newer stream of the device, the end of the caller's credentials, or the stop of the server.</summary>
    /// <param name="body">Reads and writes until <see cref="StreamCall{T}.Cancel"/> is cancelled.</param>
    /// <exception cref="RpcException">The status with which it ended.</exception>
    public async Task Run<T>(IServerStreamWriter<T> writer, ServerCallContext context, Func<StreamCall<T>, Task> body)
        where T : class
    {
        using var call = new StreamCall<T>(writer, context, time);
        using var stopping = lifetime.ApplicationStopping.Register(() => call.End(StatusCode.Unavailable, "The server is shutting down; call again."));
        var credential = context.GetHttpContext().Features.Get<CredentialEnd>();
        using var revoked = credential?.Revoked.Register(() => call.End(StatusCode.Unauthenticated, "What you showed to prove who you are was taken back.")) ?? default;
        await using var expiry = credential?.ExpiresAt is { } at
            ? time.CreateTimer(_ => call.End(StatusCode.Unauthenticated, "The token has expired."), null, Until(at), Timeout.InfiniteTimeSpan)
            : null;
        try
        {
            await body(call);
        }
        catch (Exception e) when (call.Ended is not null && e is OperationCanceledException or InvalidOperationException or IOException)
        {
            throw call.Ended;
        }
    }

    // A timer takes 49 days at most; a token that lives longer is checked again with the next call.
    private TimeSpan Until(DateTimeOffset at) => TimeSpan.FromTicks(Math.Clamp((at - time.GetUtcNow()).Ticks, 0, TimeSpan.TicksPerDay * 49));
}

/// <summary>One stream at work. Only one write may be under way at a time.</summary>
internal sealed class StreamCall<T> : IDisposable
    where T : class
{
    /// <summary>How long a write may be blocked while no more updates fit behind it.</summary>
    public static readonly TimeSpan BlockedMax = TimeSpan.FromSeconds(10);

    private const int EnhanceYourCalm = 0xb;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly IServerStreamWriter<T> _writer;
    private readonly ServerCallContext _context;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end;
    private RpcException? _ended;

    internal StreamCall(IServerStreamWriter<T> writer, ServerCallContext context, TimeProvider time)
    {
        (_writer, _context, _time) = (writer, context, time);
        _end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
    }

    /// <summary>Cancelled when the stream has to end.</summary>
    public CancellationToken Cancel => _end.Token;

    /// <summary>The status with which the server ends the stream; null: it does not, or the caller left.</summary>
    public RpcException? Ended => Volatile.Read(ref _ended);

    /// <summary>True when no more updates fit behind a blocked write. By default always: of a stream that makes its updates as it writes them, none wait.</summary>
    public Func<bool> IsFull { get; set; } = static () => true;

    public void End(StatusCode code, string sentence) => End(new RpcException(new Status(code, sentence)));

    /// <summary>Ends the stream with a status, from any thread. The first end counts.</summary>
    public void End(RpcException status)
    {
        if (Interlocked.CompareExchange(ref _ended, status, null) is not null) return;
        try
        {
            // The callbacks run elsewhere: a server that stops ends many streams.
            _ = _end.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Tells the caller at once that the stream stands: its first update may be long in coming.</summary>
    public Task SendHeaders() => _context.WriteResponseHeadersAsync([]);

    /// <summary>Writes one update; waits while the caller does not read.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: a slow reader, whose stream was reset.</exception>
    public ValueTask Write(T update)
    {
        Cancel.ThrowIfCancellationRequested();
        var write = _writer.WriteAsync(update);
        return write.IsCompletedSuccessfully ? default : new ValueTask(Wait(write));
    }

    public void Dispose() => _end.Dispose();

    private async Task Wait(Task write)
    {
        var since = _time.GetTimestamp();
        while (true)
        {
            try
            {
                await write.WaitAsync(LookEvery, _time);
                return;
            }
            catch (TimeoutException) when (!write.IsCompleted)
            {
                if (_time.GetElapsedTime(since) < BlockedMax || (Ended is null && !IsFull())) continue;
            }

            // A status would wait behind what the caller does not read; a reset frees the memory at once, and no other stream notices.
            var http = _context.GetHttpContext();
            if (http.Features.Get<IHttpResetFeature>() is { } stream) stream.Reset(EnhanceYourCalm);
            else http.Abort();
            await write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"The caller did not read for {BlockedMax.TotalSeconds} s while updates waited."));
        }
    }
}
