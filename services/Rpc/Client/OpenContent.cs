using System.Net;
using System.Net.Http.Headers;

namespace SmartStore.Rpc.Client;

/// <summary>A request body that is written while the response is read. Disposing it before <see cref="Close"/> breaks it off: who leaves has not ended.</summary>
internal sealed class OpenContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OpenContent() => Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

    /// <summary>Where to write, once the transport is ready for it. Never completes when the call fails before that.</summary>
    public Task<Stream> Opened => _opened.Task;

    /// <summary>Ends the body.</summary>
    public void Close() => _closed.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The headers must reach the server before the first message does: it may want to answer them.
        await stream.FlushAsync(cancellationToken);
        _opened.TrySetResult(stream);
        await _closed.Task.WaitAsync(cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        _opened.TrySetCanceled();
        _closed.TrySetCanceled();
        base.Dispose(disposing);
    }
}
