using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using SmartStore.Rpc.Framing;

namespace SmartStore.Rpc.Client;

/// <summary>A request body of one message.</summary>
internal sealed class MessageContent : HttpContent
{
    private readonly GrowingBuffer _frame = new();

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: the message is over the channel's limit.</exception>
    public MessageContent(IMessage message, bool compress, RpcChannelOptions options)
    {
        FrameWriter.Write(_frame, message, MessageCodec.Proto, compress, new(options.RequestBytesMax, null));
        Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        stream.WriteAsync(_frame.Memory, cancellationToken).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        // gRPC sends no length: the frame has one.
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _frame.Dispose();
        base.Dispose(disposing);
    }
}
