using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using MQTTnet.Adapter;
using MQTTnet.AspNetCore;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using SmartStore.Ingest.Door.Identity;
using SmartStore.Ingest.Door.Limits;

namespace SmartStore.Ingest.Door;

/// <summary>
/// One connection of a device: what stands between Kestrel's pipe and MQTTnet's server. It reads a packet only when its declared length is allowed,
/// ends a connection that ends inside a packet, judges every packet by <see cref="PacketRules"/>, and gives every wait a deadline.
/// </summary>
internal sealed partial class DeviceConnection : IMqttChannelAdapter
{
    private readonly ConnectionContext _connection;
    private readonly DoorOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PipeReader _input;
    private readonly PacketWriter _writer;
    private readonly long _openedAt;
    private SendWindow? _window;
    private long _partialSince;
    private bool _isClosing;

    public DeviceConnection(ConnectionContext connection, DevicePeer peer, DoorOptions options, TimeProvider time, ILogger log)
    {
        (_connection, Peer, _options, _time, _log) = (connection, peer, options, time, log);
        (_input, _writer) = (connection.Transport.Input, new PacketWriter(connection, time));
        _openedAt = time.GetTimestamp();
        Rules = new PacketRules(options);
    }

    public DevicePeer Peer { get; }

    /// <summary>What the device sent to connect; null before.</summary>
    public MqttConnectPacket? Connect { get; private set; }

    public DeviceIdentity Identity { get; set; } = DeviceIdentity.Anonymous;

    /// <summary>The limit on what its identity sends; null: exempt.</summary>
    public RateLimit? Rate { get; set; }

    public ConnectOffer Offer { get; set; }

    public required Action Accepted { get; init; }
    public required TakeAtOnce TakeAtOnce { get; init; }

    /// <summary>Told of a message that is longer than allowed, with its topic where that much of it came; else it is empty.</summary>
    public required Action<DeviceConnection, string> CutOff { get; init; }
    public bool IsAccepted { get; private set; }
    public bool IsV5 => PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.V500;

    /// <summary>Room to read messages into, and whether the log has named this connection. Its receive loop only.</summary>
    public ConnectionNotes Notes => field ??= new ConnectionNotes(LogName);

    public PacketRules Rules { get; }

    /// <summary>What the log calls it: the client id, but for phones, whose client ids name shoppers.</summary>
    public string LogName => Identity.Kind == DeviceKind.Phone || Connect?.ClientId.StartsWith("phone", StringComparison.Ordinal) != false ? Peer.ToString() : Connect.ClientId;

    // What MQTTnet asks of a connection.
    public MqttPacketFormatterAdapter PacketFormatterAdapter => _writer.Formatter;
    public long BytesReceived { get; private set; }
    public long BytesSent => _writer.Bytes;
    public X509Certificate2? ClientCertificate => Peer.Certificate;
    public EndPoint? RemoteEndPoint => _connection.RemoteEndPoint;
    public EndPoint? LocalEndPoint => _connection.LocalEndPoint;
    public bool IsSecureConnection => Peer.Certificate is not null;
    public Task ConnectAsync(CancellationToken cancellationToken) => throw new NotSupportedException("A server's connection is open from the start.");
    public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public void ResetStatistics() => (BytesReceived, _writer.Bytes) = (0, 0);

    public void Dispose()
    {
        // The door closes the connection.
    }

    /// <summary>The next packet that MQTTnet has to see; null: the connection is over.</summary>
    public async Task<MqttPacket?> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            MqttPacket? packet;
            TimeSpan pause;
            try
            {
                var result = await _input.ReadAsync(cancellationToken);
                if (result.IsCanceled || _isClosing) return null;
                if (Take(result.Buffer, out packet, out pause) is { } wrong) return await Refuse(wrong);
                if (packet is null && result.IsCompleted) return null;
            }
            catch (Exception e) when (e is IOException or InvalidOperationException or ConnectionAbortedException)
            {
                return null; // the line broke
            }
            if (packet is null) continue;
            if (pause > TimeSpan.Zero) await Task.Delay(pause, _time, cancellationToken);
            if (packet is MqttPublishPacket publish)
            {
                if (Rules.Judge(publish, IsV5) is { } broken) return await Refuse(broken);
                if (publish.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce && !Rules.IsNew(publish.PacketIdentifier))
                {
                    await _writer.Write(new MqttPubRecPacket { PacketIdentifier = publish.PacketIdentifier }, cancellationToken);
                    continue;
                }
                return publish;
            }
            if (Judge(packet) is { } refused) return await Refuse(refused);
            return packet;
        }
    }

    /// <summary>Sends a packet: CONNACK and SUBACK as the door has to have them, QoS 1 and 2 within the client's window, DISCONNECT within half a second.</summary>
    public async Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        switch (packet)
        {
            case MqttPublishPacket { QualityOfServiceLevel: > MqttQualityOfServiceLevel.AtMostOnce } publish when _window is { } window:
                await window.Enter(publish.PacketIdentifier, cancellationToken);
                break;
            case MqttConnAckPacket { ReasonCode: MqttConnectReasonCode.Success } accepted:
                Accept(accepted);
                break;
            case MqttSubAckPacket subscribed:
                Rules.Complete(subscribed);
                break;
            case MqttDisconnectPacket goodbye:
                await _writer.WriteLast(goodbye);
                return;
        }
        await _writer.Write(packet, cancellationToken);
    }

    /// <summary>Ends the connection, telling an MQTT 5.0 client why. Any thread.</summary>
    public async Task Close(MqttDisconnectReasonCode reason)
    {
        if (IsAccepted && IsV5) await _writer.WriteLast(new MqttDisconnectPacket { ReasonCode = reason });
        _isClosing = true;
        _input.CancelPendingRead();
    }

    /// <summary>Closes what is overdue: a CONNECT that does not come, a packet that does not end, a write that hangs.</summary>
    public void Look()
    {
        if (!IsAccepted && _time.GetElapsedTime(_openedAt) >= _options.ConnectWithin) Abort("CONNECT");
        else if (Volatile.Read(ref _partialSince) is not 0 and var partial && _time.GetElapsedTime(partial) >= _options.PacketWithin) Abort("packet");
        else if (_writer.IsOverdue(_options.WriteWithin)) Abort("reading");
    }

    /// <summary>Lets the device read what was sent last, and then closes for good.</summary>
    public async Task End()
    {
        await _input.CompleteAsync();
        await _connection.Transport.Output.CompleteAsync();
        var timer = _time.CreateTimer(static connection => ((ConnectionContext)connection!).Abort(), _connection, PacketWriter.Farewell, Timeout.InfiniteTimeSpan);
        _connection.ConnectionClosed.UnsafeRegister(static timer => ((ITimer)timer!).Dispose(), timer);
    }

    // Takes the next packet that MQTTnet has to see out of the buffer, and says what is wrong if anything is. The last packet of the buffer always goes
    // to MQTTnet, so that it knows that the device lives.
    private MqttDisconnectReasonCode? Take(in ReadOnlySequence<byte> buffer, out MqttPacket? packet, out TimeSpan pause)
    {
        var consumed = buffer.Start;
        var examined = buffer.End;
        (packet, pause) = (null, TimeSpan.Zero);
        try
        {
            // The first packet must be CONNECT [MQTT-3.1.0-1]: anything else is not even waited for.
            if (Connect is null && !buffer.IsEmpty && buffer.FirstSpan[0] >> 4 != (int)MqttControlPacketType.Connect) return MqttDisconnectReasonCode.ProtocolError;
            if (Measure(buffer, out var bytes, out var isWhole) is { } wrong)
            {
                if (wrong == MqttDisconnectReasonCode.PacketTooLarge && IsAccepted) CutOff(this, PlainPublish.TopicOf(buffer));
                return wrong;
            }
            for (var rest = buffer; isWhole;)
            {
                BytesReceived += bytes;
                if (Rate is { } rate)
                {
                    pause = rate.Charge(bytes, out var isTooMuch);
                    if (isTooMuch) return MqttDisconnectReasonCode.MessageRateTooHigh;
                }
                var next = rest.Slice(bytes);
                // What is wrong with the next packet is told when its turn comes.
                var isLast = Measure(next, out var nextBytes, out var isNextWhole) is not null || !isNextWhole;
                if (isLast || pause > TimeSpan.Zero || !IsAccepted || _isClosing || !IsTakenAtOnce(rest.Slice(0, bytes)))
                {
                    PacketFormatterAdapter.TryDecode(rest, out packet, out consumed, out examined, out _);
                    break;
                }
                (rest, bytes) = (next, nextBytes);
            }
            Volatile.Write(ref _partialSince, packet is not null || buffer.IsEmpty ? 0 : _partialSince != 0 ? _partialSince : _time.GetTimestamp());
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Any exception of MQTTnet's decoder means that these bytes are no packet.
            return MqttDisconnectReasonCode.MalformedPacket;
        }
        finally
        {
            _input.AdvanceTo(consumed, examined);
        }
    }

    // The length that the first packet declares, and whether all of it is there. Null: it is allowed.
    private MqttDisconnectReasonCode? Measure(in ReadOnlySequence<byte> buffer, out int bytes, out bool isWhole)
    {
        var status = PacketLength.Read(buffer, out bytes);
        isWhole = status == OperationStatus.Done && bytes <= buffer.Length;
        if (status == OperationStatus.InvalidData) return MqttDisconnectReasonCode.MalformedPacket;
        return status == OperationStatus.Done && bytes > _options.PacketBytesMax ? MqttDisconnectReasonCode.PacketTooLarge : null;
    }

    private bool IsTakenAtOnce(in ReadOnlySequence<byte> packet)
    {
        if (!packet.IsSingleSegment || !PlainPublish.TryRead(packet.FirstSpan, IsV5, out var topic, out var payload)) return false;
        Span<char> name = stackalloc char[PlainPublish.TopicMax];
        return Ascii.ToUtf16(topic, name, out var length) == OperationStatus.Done && TakeAtOnce(this, name[..length], payload);
    }

    private MqttDisconnectReasonCode? Judge(MqttPacket packet)
    {
        switch (packet)
        {
            case MqttConnectPacket connect:
                if (Connect is not null) return MqttDisconnectReasonCode.ProtocolError;
                Connect = connect;
                return Rules.Judge(connect.UserProperties);
            case MqttSubscribePacket subscribe:
                return Rules.Judge(subscribe);
            case MqttUnsubscribePacket unsubscribe:
                return unsubscribe.PacketIdentifier == 0 ? MqttDisconnectReasonCode.MalformedPacket : Rules.Judge(unsubscribe.UserProperties);
            case MqttPubRelPacket release:
                Rules.Forget(release.PacketIdentifier);
                return null;
            case MqttPubAckPacket or MqttPubCompPacket or MqttPubRecPacket { ReasonCode: >= MqttPubRecReasonCode.UnspecifiedError }:
                _window?.Leave(((MqttPacketWithIdentifier)packet).PacketIdentifier);
                return null;
            default:
                return null;
        }
    }

    private void Accept(MqttConnAckPacket accepted)
    {
        IsAccepted = true;
        Accepted();
        var wanted = Connect!.ReceiveMaximum == 0 ? _options.SendWindow : Math.Min(Connect.ReceiveMaximum, _options.SendWindow);
        _window = new SendWindow(wanted);
        accepted.AssignedClientIdentifier = Offer.AssignedClientId;
        accepted.ServerKeepAlive = Offer.KeepAliveS;
        accepted.SessionExpiryInterval = Offer.SessionExpiryS;
        accepted.ReceiveMaximum = _options.ReceiveMaximum;
        accepted.TopicAliasMaximum = _options.TopicAliasMaximum;
        accepted.MaximumPacketSize = (uint)_options.PacketBytesMax;
    }

    private async Task<MqttPacket?> Refuse(MqttDisconnectReasonCode reason)
    {
        LogClosing(_log, LogName, reason);
        await Close(reason);
        return null;
    }

    private void Abort(string what)
    {
        LogOverdue(_log, Peer, what);
        _connection.Abort(new ConnectionAbortedException($"Overdue: {what}."));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Client {Client} is being disconnected: {Reason}.")]
    private static partial void LogClosing(ILogger logger, string client, MqttDisconnectReasonCode reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Peer} is overdue with its {What}; closing.")]
    private static partial void LogOverdue(ILogger logger, DevicePeer peer, string what);
}
