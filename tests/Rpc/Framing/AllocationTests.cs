using System.Buffers;
using System.IO.Pipelines;
using SmartStore.Rpc.Framing;
using SmartStore.Rpc.Testing;

namespace SmartStore.Rpc.Tests.Framing;

/// <summary>The allocation budget of the hot path, in bytes for one message; a growth past it is a failure.</summary>
public sealed class AllocationTests
{
    private const int Messages = 10_000;

#if DEBUG
    /// <summary>Debug builds put the state of async methods on the heap.</summary>
    private const double ReadBytesMax = 1_000;
#else
    /// <summary>A Payload (40 bytes), its ByteString (32) and its array (24 + 100, rounded). Measured 200.</summary>
    private const double ReadBytesMax = 208;
#endif

    [Fact]
    public void Writing_a_message_allocates_nothing()
    {
        var message = new Payload { Body = Google.Protobuf.ByteString.CopyFrom(new byte[100]) };
        var output = new ArrayBufferWriter<byte>(1024);

        Assert.Equal(0, PerMessage(() =>
        {
            output.ResetWrittenCount();
            FrameWriter.Write(output, message, MessageCodec.Proto, compress: false, new(1024, null));
        }), 1.0);
    }

    [Fact]
    public void Reading_a_message_allocates_the_message()
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(output, new Payload { Body = Google.Protobuf.ByteString.CopyFrom(new byte[100]) }, MessageCodec.Proto, compress: false, new(1024, null));
        var pipe = new Pipe();
        var reader = new FrameReader(pipe.Reader, MessageCodec.Proto, new(1024, null));

        Assert.InRange(PerMessage(() =>
        {
            var read = OneAsync();
            Assert.True(read.IsCompletedSuccessfully);
        }), 100, ReadBytesMax);

        async Task OneAsync()
        {
            pipe.Writer.Write(output.WrittenSpan);
            await pipe.Writer.FlushAsync();
            var message = await reader.ReadAsync<Payload>(CancellationToken.None);
            // Assert.Equal itself allocates.
            Assert.True(message!.Body.Length == 100);
        }
    }

    private static double PerMessage(Action action)
    {
        for (var i = 0; i < 200; i++) action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Messages; i++) action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Messages;
    }
}
