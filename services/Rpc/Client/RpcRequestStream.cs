using Google.Protobuf;
using Google.Protobuf.Reflection;
using SmartStore.Rpc.Framing;

namespace SmartStore.Rpc.Client;

/// <summary>
/// A call whose requests are written one after the other: client streaming (<see cref="FinishAsync"/>) or bidirectional
/// (<see cref="ReadAllAsync"/> while writing). Disposing before the end cancels it. One writer and one reader at a time.
/// </summary>
public sealed class RpcRequestStream<TRequest, TResponse> : IAsyncDisposable
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>, new()
{
    private readonly RpcChannelOptions _options;
    private readonly bool _compress;
    private readonly CallTime _time;
    private readonly ClientCall _call;
    private readonly OpenContent _content = new();
    private readonly Task _started;

    internal RpcRequestStream(RpcChannel channel, MethodDescriptor method, RpcCallOptions options, CancellationToken cancellation)
    {
        (_options, _compress) = (channel.Options, options.Compress);
        _time = new(channel.Options.Time, options.Timeout, cancellation, canBeLeft: true);
        _call = new(channel, method, options, _time, attempt: 1);
        _started = _call.StartAsync(_content);
    }

    /// <summary>The metadata that came before the responses; complete after the first one was read.</summary>
    public RpcMetadata Headers => _call.Headers;

    /// <summary>The metadata that came with the status.</summary>
    public RpcMetadata Trailers => _call.Trailers;

    /// <summary>Sends a request. Waits while the server does not read.</summary>
    /// <exception cref="RpcException">The call has ended: its status.</exception>
    public async ValueTask WriteAsync(TRequest request, CancellationToken cancellation = default)
    {
        using var frame = new GrowingBuffer();
        FrameWriter.Write(frame, request, MessageCodec.Proto, _compress, new(_options.RequestBytesMax, null));
        try
        {
            if (await Task.WhenAny(_content.Opened, _started) == _started && !_content.Opened.IsCompletedSuccessfully) await _started;
            var stream = await _content.Opened;
            await stream.WriteAsync(frame.Memory, cancellation);
            await stream.FlushAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException && !cancellation.IsCancellationRequested)
        {
            await ThrowStatusAsync();
            throw _call.Translated(e);
        }
    }

    /// <summary>Tells the server that no more requests come.</summary>
    public void CompleteRequests() => _content.Close();

    /// <summary>Tells the server that no more requests come, and waits for the one response.</summary>
    /// <exception cref="RpcException">The call did not end in OK.</exception>
    public async ValueTask<TResponse> FinishAsync()
    {
        CompleteRequests();
        await _started;
        return await _call.ReadOneAsync<TResponse>();
    }

    /// <summary>The next response; null when the call ended in OK.</summary>
    /// <exception cref="RpcException">The call ended in another status.</exception>
    public async ValueTask<TResponse?> ReadAsync()
    {
        await _started;
        return await _call.ReadAsync<TResponse>();
    }

    /// <summary>Every response that is still to come.</summary>
    /// <exception cref="RpcException">The call did not end in OK.</exception>
    public async IAsyncEnumerable<TResponse> ReadAllAsync()
    {
        while (await ReadAsync() is { } response) yield return response;
    }

    /// <summary>Cancels the call if it has not ended.</summary>
    public async ValueTask DisposeAsync()
    {
        // The response headers may not have come yet: then only cancelling tells the server that we left.
        _time.Leave();
        await _call.DisposeAsync();
        _content.Dispose();
        _time.Dispose();
        _ = _started.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>A write that fails usually means that the server has ended the call: then its status is the news.</summary>
    private async Task ThrowStatusAsync()
    {
        if (_time.Token.IsCancellationRequested) return;
        await _started;
        while (await _call.ReadAsync<TResponse>() is not null)
        {
        }
    }
}
