using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Limits;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Server;

/// <summary>One connection from its first byte to its last: CONNECT, packets, goodbye. One loop reads, one writes.</summary>
internal sealed partial class Connection : IDisposable
{
    private static readonly TimeSpan s_linger = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(250);

    private readonly Broker _broker;
    private readonly IDuplexPipe _transport;
    private readonly MqttPeer _peer;
    private readonly ConnectionClock _clock;
    private readonly OutboundBuffer _output;
    private readonly FrameScratch _scratch = new();
    private readonly ConnectHandshake _handshake;
    private readonly CancellationTokenSource _closed = new();
    private readonly Func<bool>? _hasUnread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PacketReceiver? _receiver;
    private TaskCompletionSource? _settled;
    private int _closeReason = -1;

    public Connection(Broker broker, IDuplexPipe transport, MqttPeer peer, X509Certificate2? certificate, Func<bool>? hasUnread)
    {
        _broker = broker;
        _transport = transport;
        _peer = peer;
        _hasUnread = hasUnread;
        _clock = new ConnectionClock(broker.Options, broker.Time);
        _output = new OutboundBuffer(broker.Options.OutboundBytesMax, broker.Time) { Drained = () => _handshake!.Agreed?.Session.Resume(), Written = () => _handshake!.Agreed?.Session.Congestion.Check() };
        _handshake = new ConnectHandshake(broker, peer, certificate, _output, _clock, Close, Settle);
    }

    /// <summary>Who it is; null before CONNECT was accepted.</summary>
    public MqttClientInfo? Client => _handshake.Agreed?.Link.Client;

    /// <summary>CONNECT was accepted.</summary>
    public bool IsAuthenticated => _receiver is not null;

    /// <summary>Nothing is on its way to the client.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_output.Gate) return _output.WaitingBytes == 0 && _output.WritingFor == TimeSpan.Zero;
        }
    }

    /// <summary>Done when everything of it is.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Serves the connection until it is over. Throws nothing but bugs.</summary>
    public async Task Run()
    {
        var writing = _output.Run(_transport.Output);
        try
        {
            if (await Greet().ConfigureAwait(false)) await Serve().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The line broke; what follows is the same as for any other end.
        }
        finally
        {
            await End(writing).ConfigureAwait(false);
            _ended.SetResult();
        }
    }

    /// <summary>Ends the connection, telling a 5.0 client why. Any thread; only the first reason counts.</summary>
    public void Close(ReasonCode reason) => Close(reason, isTold: true);

    private void Close(ReasonCode reason, bool isTold)
    {
        if (Interlocked.CompareExchange(ref _closeReason, (int)reason, -1) != -1) return;
        if (_handshake.Agreed is { } agreed)
        {
            _broker.Meter.Disconnected(reason);
            if (isTold && agreed.Link.Client.Version == MqttVersion.V5) WriteDisconnect(agreed, reason);
        }

        _output.Close();
        _closed.Cancel();
        _transport.Input.CancelPendingRead();
    }

    /// <summary>
    /// Done when what had come from the client by now is handled; if a goodbye was among it, when the session is released. A peer
    /// that goes on sending, or a reading loop that has to wait for something else, is not waited for.
    /// </summary>
    public Task Settle()
    {
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        settled = Interlocked.CompareExchange(ref _settled, settled, null) ?? settled;
        _transport.Input.CancelPendingRead();
        return Task.WhenAny(settled.Task, _ended.Task, Task.Delay(s_settle, _broker.Time));
    }

    /// <summary>Called by the sweep: closes what is overdue.</summary>
    public void Sweep()
    {
        if (_output.WritingFor >= _broker.Options.WriteWithin)
        {
            Close(ReasonCode.UnspecifiedError);
            _transport.Output.CancelPendingFlush();
            return;
        }

        if (_clock.Overdue() is not { } what || Volatile.Read(ref _closeReason) != -1) return;
        LogOverdue(_broker.Logger, _peer.Address, what);
        if (_handshake.Agreed is null) _broker.Meter.TurnedAway(what);
        Close(ReasonCode.KeepAliveTimeout);
    }

    /// <inheritdoc/>
    public void Dispose() => _scratch.Dispose(); // not _closed: Close may still come, from any thread

    // Reads until there is a CONNECT, and answers it. False: the connection is over.
    private async ValueTask<bool> Greet()
    {
        while (true)
        {
            var result = await _transport.Input.ReadAsync(_closed.Token).ConfigureAwait(false);
            var reason = ReadConnect(result.Buffer, out var request, out var consumed);
            var isWhole = request is not null || reason != ReasonCode.Success;
            _transport.Input.AdvanceTo(consumed, isWhole ? consumed : result.Buffer.End);
            if (reason != ReasonCode.Success)
            {
                _broker.Meter.Connected(reason);
                LogBadConnect(_broker.Logger, _peer.Address, reason);
                return false;
            }

            if (request is not null)
            {
                reason = await _handshake.Answer(request, _closed.Token).ConfigureAwait(false);
                if (reason == ReasonCode.Success) return true;
                LogRefused(_broker.Logger, _peer.Address, reason);
                return false;
            }

            if (result.IsCompleted || result.IsCanceled) return false;
        }
    }

    private ReasonCode ReadConnect(in ReadOnlySequence<byte> buffer, out ConnectRequest? request, out SequencePosition consumed)
    {
        request = null;
        consumed = buffer.Start;
        if (buffer.IsEmpty) return ReasonCode.Success;
        _clock.OnRead(hasPackets: false, hasPartial: true);
        // The first packet must be CONNECT [MQTT-3.1.0-1]: anything else is not even waited for.
        if (buffer.FirstSpan[0] >> 4 != (int)PacketType.Connect) return ReasonCode.ProtocolError;

        var scanner = new FrameScanner(buffer, _broker.Options.PacketBytesMax, _scratch);
        var status = scanner.Next(out var frame);
        if (status == OperationStatus.NeedMoreData) return ReasonCode.Success;
        if (status == OperationStatus.InvalidData)
        {
            if (scanner.Reason == ReasonCode.PacketTooLarge && SaysV5(buffer)) Refuse(MqttVersion.V5, scanner.Reason);
            return scanner.Reason;
        }

        consumed = scanner.Consumed;
        var reason = ConnectPacket.Read(frame.Flags, frame.Body, out var packet);
        if (reason == ReasonCode.Success) reason = PropertyLimits.Judge(packet.Properties, _broker.Options);
        if (reason == ReasonCode.Success)
        {
            request = ConnectRequest.From(packet);
            return ReasonCode.Success;
        }

        // What cannot be read is not answered, as §3.1.4 allows: who sent it may not be speaking MQTT at all. 3.1.1 has no code for the rest.
        var isTold = packet.Version == MqttVersion.V5 && reason != ReasonCode.MalformedPacket;
        if (isTold || reason is ReasonCode.UnsupportedProtocolVersion or ReasonCode.ClientIdNotValid) Refuse(packet.Version, reason);
        return reason;
    }

    private void Refuse(MqttVersion version, ReasonCode reason) => ConnectHandshake.WriteRefusal(_output, version, reason, int.MaxValue);

    // Protocol name and level stand at a fixed place behind the fixed header, even of a packet that is too long.
    private static bool SaysV5(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> head = stackalloc byte[FrameHeader.MaxBytes + 7];
        var length = (int)Math.Min(head.Length, buffer.Length);
        buffer.Slice(0, length).CopyTo(head);
        return head[..length].IndexOf("\0\u0004MQTT\u0005"u8) >= 0;
    }

    private async ValueTask Serve()
    {
        var agreed = _handshake.Agreed!;
        var rate = agreed.LimitKey is { } key ? _broker.Rates.Rent(key) : null;
        _receiver = new PacketReceiver(_broker, agreed, _output, rate);
        _broker.Door.Authenticated(_peer);
        foreach (var observer in _broker.Observers) observer.OnConnected(agreed.Link.Client);
        LogConnected(_broker.Logger, agreed.Link.Client.ClientId, _peer.Transport, agreed.Link.Client.Version);
        try
        {
            await Read(_receiver).ConfigureAwait(false);
        }
        finally
        {
            if (agreed.LimitKey is not null) _broker.Rates.Return(agreed.LimitKey);
        }
    }

    private async ValueTask Read(PacketReceiver receiver)
    {
        var isSettling = false;
        var known = -1L;
        while (true)
        {
            ReadResult result;
            // Asked before the pipe is looked at: what has left the socket by then lies in the pipe.
            if (isSettling && _hasUnread?.Invoke() != true)
            {
                var isAny = _transport.Input.TryRead(out result);
                if (!isAny || result.Buffer.Length == known)
                {
                    // Nothing, or the beginning of a packet that was there before.
                    if (isAny) _transport.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                    isSettling = false;
                    Interlocked.Exchange(ref _settled, null)?.TrySetResult();
                    continue;
                }
            }
            else
            {
                result = await _transport.Input.ReadAsync(_closed.Token).ConfigureAwait(false);
            }

            if (Volatile.Read(ref _closeReason) != -1) return;
            isSettling |= result.IsCanceled;
            var reason = TakeAll(receiver, result.Buffer, out var consumed, out var isAll);
            known = isAll ? result.Buffer.Slice(consumed).Length : -1;
            _transport.Input.AdvanceTo(consumed, isAll ? result.Buffer.End : consumed);
            _scratch.Trim();
            if (receiver.Goodbye is not null) return;
            if (reason != ReasonCode.Success)
            {
                LogClosing(_broker.Logger, _handshake.Agreed!.Link.Client.ClientId, reason);
                Close(reason, isTold: !receiver.ClosesSilently);
                return;
            }

            if (receiver.MustWait(out var wait)) await Pause(wait).ConfigureAwait(false);
            else if (isAll && result.IsCompleted) return;
        }
    }

    private ReasonCode TakeAll(PacketReceiver receiver, in ReadOnlySequence<byte> buffer, out SequencePosition consumed, out bool isAll)
    {
        var scanner = new FrameScanner(buffer, _broker.Options.PacketBytesMax, _scratch, _handshake.Agreed!.IsVersion31);
        var reason = ReasonCode.Success;
        var packets = 0;
        isAll = false;
        while (receiver.Goodbye is null && receiver.Wait is null)
        {
            var status = scanner.Next(out var frame);
            isAll = status == OperationStatus.NeedMoreData;
            if (status == OperationStatus.InvalidData) reason = ReasonOf(scanner);
            if (status != OperationStatus.Done) break;
            packets++;
            reason = receiver.Take(frame);
            if (reason != ReasonCode.Success) break;
        }

        consumed = scanner.Consumed;
        _clock.OnRead(packets > 0, isAll && scanner.HasPartial);
        receiver.EndBatch(buffer.Slice(buffer.Start, consumed).Length);
        return reason;
    }

    // Of a packet that no client may send, its flags are the lesser mistake.
    private static ReasonCode ReasonOf(in FrameScanner scanner)
    {
        var isClients = scanner.Refused is not (PacketType.None or PacketType.Connack or PacketType.Pingresp or PacketType.Auth);
        return isClients || scanner.Reason != ReasonCode.MalformedPacket ? scanner.Reason : ReasonCode.ProtocolError;
    }

    private async ValueTask Pause(Task wait)
    {
        _clock.Pause();
        try
        {
            await wait.WaitAsync(_closed.Token).ConfigureAwait(false);
        }
        finally
        {
            _clock.Resume();
        }
    }

    private void WriteDisconnect(Agreement agreed, ReasonCode reason)
    {
        var properties = new PropertyBuffer();
        if (agreed.WantsProblemInformation && ReasonText.Of(reason) is { } text) properties.Add(PropertyId.ReasonString, text);
        lock (_output.Gate)
        {
            if (_output.IsClosed) return;
            var packet = new DisconnectPacket { Type = PacketType.Disconnect, Reason = reason, Properties = properties.Set };
            if (properties.Set.Encoded.Length + 8 > agreed.Link.PacketBytesMax) packet = new DisconnectPacket { Type = PacketType.Disconnect, Reason = reason };
            packet.Write(_output, MqttVersion.V5);
        }
    }

    // Bytes that were not read make the kernel send a reset, which may overtake our DISCONNECT: what is still coming is read, for a moment. A client
    // that has fallen silent sees the end at once.
    private async ValueTask Linger()
    {
        using var patience = new CancellationTokenSource(s_linger);
        try
        {
            for (var isCompleted = false; !isCompleted;)
            {
                using var quiet = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
                quiet.CancelAfter(s_quiet);
                var result = await _transport.Input.ReadAsync(quiet.Token).ConfigureAwait(false);
                _transport.Input.AdvanceTo(result.Buffer.End);
                isCompleted = result.IsCompleted;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The moment is over, or the line is.
        }
    }

    private async ValueTask End(Task writing)
    {
        var agreed = _handshake.Agreed;
        var goodbye = _receiver?.Goodbye;
        if (agreed is not null)
        {
            var saysWill = goodbye is null || goodbye.Reason != ReasonCode.Success;
            await _broker.Sessions.Release(agreed.Session, agreed.Link, saysWill, goodbye?.ExpiryS).ConfigureAwait(false);
            Volatile.Read(ref _settled)?.TrySetResult();
        }

        _output.Close();
        await writing.ConfigureAwait(false);
        if (agreed?.Link.Client.Version == MqttVersion.V5 && _closeReason != -1) await Linger().ConfigureAwait(false);
        await _transport.Input.CompleteAsync().ConfigureAwait(false);
        await _transport.Output.CompleteAsync().ConfigureAwait(false);
        if (agreed is null) return;
        var reason = goodbye is not null ? ReasonCode.Success : _closeReason == -1 ? ReasonCode.UnspecifiedError : (ReasonCode)_closeReason;
        foreach (var observer in _broker.Observers) observer.OnDisconnected(agreed.Link.Client, reason);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Client {ClientId} connected over {Transport} with {Version}.")]
    private static partial void LogConnected(ILogger logger, string clientId, string transport, MqttVersion version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Client {ClientId} is being disconnected: {Reason}.")]
    private static partial void LogClosing(ILogger logger, string clientId, ReasonCode reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Address} sent no usable CONNECT: {Reason}; closing.")]
    private static partial void LogBadConnect(ILogger logger, System.Net.IPAddress? address, ReasonCode reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "CONNECT from {Address} refused: {Reason}.")]
    private static partial void LogRefused(ILogger logger, System.Net.IPAddress? address, ReasonCode reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Address} is overdue with its {What}; closing.")]
    private static partial void LogOverdue(ILogger logger, System.Net.IPAddress? address, string what);
}
