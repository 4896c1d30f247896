using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace SmartStore.Ingest.Door;

/// <summary>Writes packets to one connection, one after the other, and knows for how long a write has hung. Any thread.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design",
    "CA1001",
    Justification = "A semaphore that is disposed never wakes who waits for it, and whoever takes a session over may be waiting to write its DISCONNECT, inside a lock of MQTTnet's that every CONNECT needs.")]
internal sealed class PacketWriter(ConnectionContext connection, TimeProvider time)
{
    /// <summary>How long a client has to take the last packet, and the bytes before the end.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);

    // What MQTTnet writes a packet into before it goes to the pipe: most fit into the first size.
    private const int BufferBytes = 512;
    private const int BufferBytesMax = 4096;

    private readonly PipeWriter _output = connection.Transport.Output;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private long _writingSince;

    /// <summary>Knows the client's version of the protocol once CONNECT was read.</summary>
    public MqttPacketFormatterAdapter Formatter { get; } = new(new MqttBufferWriter(BufferBytes, BufferBytesMax));

    /// <summary>Bytes written so far.</summary>
    public long Bytes { get; set; }

    /// <summary>Writes a packet; ends when the client has room for more.</summary>
    /// <exception cref="MqttCommunicationException">The line broke.</exception>
    public async Task Write(MqttPacket packet, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            Volatile.Write(ref _writingSince, time.GetTimestamp());
            var encoded = Formatter.Encode(packet);
            _output.Write(encoded.Packet);
            foreach (var segment in encoded.Payload) _output.Write(segment.Span);
            Bytes += encoded.Length;
            var flushing = _output.FlushAsync(cancel);
            if (!flushing.IsCompletedSuccessfully) await flushing.ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or ConnectionAbortedException)
        {
            throw new MqttCommunicationException(e);
        }
        finally
        {
            Volatile.Write(ref _writingSince, 0);
            Formatter.Cleanup();
            _writing.Release();
        }
    }

    /// <summary>Writes a DISCONNECT; a client that does not read is cut off.</summary>
    public async Task WriteLast(MqttDisconnectPacket goodbye)
    {
        using var late = new CancellationTokenSource(Farewell, time);
        try
        {
            await Write(goodbye, late.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            connection.Abort(new ConnectionAbortedException("The device does not read."));
        }
    }

    /// <summary>Whether a write has hung for so long.</summary>
    public bool IsOverdue(TimeSpan limit) => Volatile.Read(ref _writingSince) is not 0 and var since && time.GetElapsedTime(since) >= limit;
}
