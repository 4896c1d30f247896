using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace SmartStore.Ingest.Door;

/// <summary>Writes packets to one connection, one after the other, and knows for how long a write has hung. Any thread.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A takeover may wait to write here, inside a lock of MQTTnet's that every CONNECT needs; a semaphore that is disposed never wakes it.")]
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

    public long Bytes { get; set; }

    /// <summary>Writes a packet; ends when the client has room for more.</summary>
    /// <exception cref="MqttCommunicationException">The line broke.</exception>
    public async Task Write(MqttPacket packet, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel);
        try
        {
            Volatile.Write(ref _writingSince, time.GetTimestamp());
            var encoded = Formatter.Encode(packet);
            _output.Write(encoded.Packet);
            foreach (var segment in encoded.Payload) _output.Write(segment.Span);
            Bytes += encoded.Length;
            var flushing = _output.FlushAsync(cancel);
            if (!flushing.IsCompletedSuccessfully) await flushing;
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
            await Write(goodbye, late.Token);
        }
        catch (OperationCanceledException)
        {
            connection.Abort(new ConnectionAbortedException("The device does not read."));
        }
    }

    public bool IsOverdue(TimeSpan limit) => Volatile.Read(ref _writingSince) is not 0 and var since && time.GetElapsedTime(since) >= limit;
}

/// <summary>QoS 1 and 2 messages on their way to one client: no more than it allows, which MQTTnet's server does not heed (MQTT 5.0 §4.9).</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The semaphore has no handle; disposing it would never wake a waiter.")]
internal sealed class SendWindow(int messagesMax)
{
    private readonly SemaphoreSlim _room = new(messagesMax);
    private readonly HashSet<ushort> _open = [];

    public async Task Enter(ushort packetId, CancellationToken cancel)
    {
        await _room.WaitAsync(cancel);
        lock (_open) _open.Add(packetId);
    }

    /// <summary>The client has acknowledged a message. An id that is not open changes nothing.</summary>
    public void Leave(ushort packetId)
    {
        bool wasOpen;
        lock (_open) wasOpen = _open.Remove(packetId);
        if (wasOpen) _room.Release();
    }
}
