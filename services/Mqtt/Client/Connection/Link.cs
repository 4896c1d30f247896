using System.Buffers;
using System.Net.Sockets;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client.Connection;

/// <summary>What a <see cref="Link"/> tells whoever speaks the protocol over it. All are called under the client's lock.</summary>
internal interface ILinkUser
{
    /// <summary>A whole packet. The frame is gone after the call.</summary>
    void Received(in Frame frame);

    /// <summary>Reading goes on only while this is null; otherwise it waits there and asks again.</summary>
    Turnstile? HoldReading();

    /// <summary>What arrived is no packet: the connection is to end.</summary>
    void Broke(Fault fault);

    /// <summary>Bytes have left for the socket; there is room for more.</summary>
    void Drained();
}

/// <summary>
/// One network connection: cuts what arrives into packets, sends what is appended to <see cref="Output"/>, and ends once, for the first reason that is given.
/// </summary>
internal sealed class Link(Stream stream, MqttClientOptions options, Lock gate, ILinkUser user) : IDisposable
{
    private const int ReadBytes = 16 << 10;

    // Closing is a matter between two sockets, not of the protocol's clock.
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_linger = TimeSpan.FromMilliseconds(200);

    private readonly TaskCompletionSource<ConnectionEnded> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private bool _senderSleeps;

    /// <summary>Packets to send; append under the lock, then <see cref="Wake"/>.</summary>
    public OutgoingBytes Output { get; } = new();

    public bool IsEnded => _ended.Task.IsCompleted;

    /// <summary>Timestamp since when a packet lies here incomplete; null: none does.</summary>
    public long? PartialSince { get; private set; }

    /// <summary>Timestamp since when the socket takes no more; null: nothing is being written.</summary>
    public long? WritingSince { get; private set; }

    /// <summary>Timestamp of the last time anything was handed to the socket.</summary>
    public long LastWriteAt { get; private set; } = options.Time.GetTimestamp();

    /// <summary>True while the application or the socket is slower than the server: what the server says is not being read.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Timestamp of the end of the last hold; answers may have lain unread until then.</summary>
    public long HeldUntil { get; private set; } = long.MinValue;

    /// <summary>Under the lock: something was appended.</summary>
    public void Wake()
    {
        if (!_senderSleeps) return;
        _senderSleeps = false;
        _wake.Release();
    }

    /// <summary>Under the lock: the connection is over. What is in <see cref="Output"/> is still tried; nothing more is read.</summary>
    public bool End(ConnectionEnded why)
    {
        if (!_ended.TrySetResult(why)) return false;
        Wake();
        return true;
    }

    /// <summary>Runs until somebody calls <see cref="End"/>, then says the last words and closes. Throws nothing.</summary>
    public async Task<ConnectionEnded> RunAsync()
    {
        using var stop = new CancellationTokenSource();
        var reading = GuardAsync(ReadAsync(stop.Token));
        var sending = GuardAsync(SendAsync(stop.Token));
        var why = await _ended.Task;
        stop.CancelAfter(s_lastWords);
        await sending;
        await stop.CancelAsync();
        await reading;
        await CloseAsync();
        return why;
    }

    public void Dispose() => _wake.Dispose();

    private async Task ReadAsync(CancellationToken stop)
    {
        var buffer = new byte[ReadBytes];
        var (start, end) = (0, 0);
        while (true)
        {
            start += Dispatch(buffer.AsSpan(start, end - start), out var packetBytes, out var isHeld);
            if (isHeld) await HoldAsync();
            if (IsEnded) return;
            if (isHeld) continue;

            if (start == end) (start, end, buffer) = (0, 0, buffer.Length > ReadBytes ? new byte[ReadBytes] : buffer);
            if (end == buffer.Length) MakeRoom(ref buffer, ref start, ref end, packetBytes);
            var got = await stream.ReadAsync(buffer.AsMemory(end), stop);
            if (got == 0)
            {
                lock (gate) End(StreamEnded(isInsidePacket: start < end));
                return;
            }

            end += got;
        }
    }

    // Hands on what is whole, up to the first packet after which reading is held. Nothing of a packet is buffered beyond what its declared length allows.
    private int Dispatch(ReadOnlySpan<byte> bytes, out int packetBytes, out bool isHeld)
    {
        var consumed = 0;
        packetBytes = 0;
        lock (gate)
        {
            while (true)
            {
                isHeld = user.HoldReading() is not null;
                if (isHeld || IsEnded) return consumed;
                var rest = bytes[consumed..];
                var status = FrameHeader.Read(rest, options.PacketBytesMax, out var header, out var reason);
                if (status == OperationStatus.InvalidData)
                {
                    user.Broke(new Fault(reason, BadHeader(rest, reason)));
                    return consumed;
                }

                if (status == OperationStatus.NeedMoreData || rest.Length < header.TotalBytes)
                {
                    packetBytes = header.TotalBytes;
                    if (rest.IsEmpty) PartialSince = null;
                    else PartialSince ??= options.Time.GetTimestamp();
                    return consumed;
                }

                PartialSince = null;
                consumed += header.TotalBytes;
                user.Received(new Frame(header.Type, header.Flags, rest.Slice(header.HeaderBytes, header.BodyBytes)));
            }
        }
    }

    private async ValueTask HoldAsync()
    {
        while (true)
        {
            Task? until;
            lock (gate)
            {
                until = IsEnded ? null : user.HoldReading()?.WaitAsync();
                IsHeld = until is not null;
                PartialSince = null;
                HeldUntil = options.Time.GetTimestamp();
            }

            if (until is null) return;
            await Task.WhenAny(until, _ended.Task);
        }
    }

    private async Task SendAsync(CancellationToken stop)
    {
        while (true)
        {
            ReadOnlyMemory<byte> bytes;
            lock (gate)
            {
                WritingSince = null;
                if (Output.Length == 0)
                {
                    if (IsEnded) return;
                    _senderSleeps = true;
                    bytes = default;
                }
                else
                {
                    bytes = Output.Swap();
                    LastWriteAt = options.Time.GetTimestamp();
                    WritingSince = LastWriteAt;
                    user.Drained();
                }
            }

            if (bytes.IsEmpty) await _wake.WaitAsync(stop);
            else await stream.WriteAsync(bytes, stop);
        }
    }

    private async Task GuardAsync(Task loop)
    {
        try
        {
            await loop;
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            lock (gate) End(new ConnectionEnded(EndedBy.Network, ReasonCode.UnspecifiedError, "The network failed: " + e.Message, WasConnected: true));
        }
        catch (Exception e)
        {
            // A defect of ours: this connection ends, the client lives and says so.
            lock (gate) End(new ConnectionEnded(EndedBy.Network, ReasonCode.ImplementationError, "The client failed: " + e, WasConnected: true));
        }
    }

    // Unread bytes at close make the kernel send RST, and the server might never see our last words: say we are done, read what is left, then close.
    private async Task CloseAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(s_linger);
            if (stream is NetworkStream tcp)
            {
                tcp.Socket.Shutdown(SocketShutdown.Send);
                var rest = new byte[4096];
                while (await stream.ReadAsync(rest, patience.Token) > 0)
                {
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It is over either way.
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    private static void MakeRoom(ref byte[] buffer, ref int start, ref int end, int packetBytes)
    {
        var length = end - start;
        // Grows with what arrives, not with what is promised.
        var larger = Math.Min(Math.Max(packetBytes, ReadBytes), Math.Max(length * 2, ReadBytes));
        var target = start >= buffer.Length / 2 && larger <= buffer.Length ? buffer : new byte[Math.Max(larger, length + 1)];
        Buffer.BlockCopy(buffer, start, target, 0, length);
        (buffer, start, end) = (target, 0, length);
    }

    private static ConnectionEnded StreamEnded(bool isInsidePacket) => isInsidePacket
        ? new ConnectionEnded(EndedBy.ServerFault, ReasonCode.MalformedPacket, "The server closed the stream inside a packet.", WasConnected: true)
        : new ConnectionEnded(EndedBy.Server, ReasonCode.Success, "The server closed the stream.", WasConnected: true);

    private string BadHeader(ReadOnlySpan<byte> rest, ReasonCode reason) => reason == ReasonCode.PacketTooLarge
        ? $"announced a packet of more than {options.PacketBytesMax} bytes"
        : $"sent a malformed fixed header that begins with 0x{rest[0]:X2}";
}
