using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using MQTTnet.Adapter;
using MQTTnet.AspNetCore;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using SmartStore.Ingest.Door.Identity;
using SmartStore.Ingest.Door.Limits;

namespace SmartStore.Ingest.Door;

/// <summary>
/// One connection of a device: what stands between Kestrel's pipe and MQTTnet's server. It reads a packet only when its declared length is allowed,
/// ends a connection that ends inside a packet, judges every packet by <see cref="PacketRules"/>, and gives every wait a deadline.
/// </summary>
internal sealed partial class DeviceConnection : IMqttChannelAdapter
{
    // What MQTTnet writes a packet into before it goes to the pipe: most fit into the first size.
    private const int WriterBytes = 512;
    private const int WriterBytesMax = 4096;

    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(500);

    private readonly ConnectionContext _connection;
    private readonly DoorOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly long _openedAt;
    private SendWindow? _window;
    private long _partialSince;
    private long _writingSince;
    private bool _isClosing;

    public DeviceConnection(ConnectionContext connection, DevicePeer peer, DoorOptions options, TimeProvider time, ILogger log)
    {
        (_connection, Peer, _options, _time, _log) = (connection, peer, options, time, log);
        (_input, _output) = (connection.Transport.Input, connection.Transport.Output);
        _openedAt = time.GetTimestamp();
        Rules = new PacketRules(options);
    }

    /// <summary>Where it comes from.</summary>
    public DevicePeer Peer { get; }

    /// <summary>What the device sent to connect; null before.</summary>
    public MqttConnectPacket? Connect { get; private set; }

    /// <summary>Who it is, once proven.</summary>
    public DeviceIdentity Identity { get; set; } = DeviceIdentity.Anonymous;

    /// <summary>The limit on what its identity sends; null: exempt.</summary>
    public RateLimit? Rate { get; set; }

    /// <summary>What CONNACK has to tell besides what MQTTnet writes.</summary>
    public ConnectOffer Offer { get; set; } = new();

    /// <summary>Told when CONNECT is accepted.</summary>
    public required Action Accepted { get; init; }

    /// <summary>True once CONNECT was accepted.</summary>
    public bool IsAccepted { get; private set; }

    /// <summary>MQTT 5.0, which knows reason codes.</summary>
    public bool IsV5 => PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.V500;

    /// <summary>Room to read messages into, and whether the log has named this connection. Its receive loop only.</summary>
    public ConnectionNotes Notes => field ??= new ConnectionNotes(LogName);

    /// <summary>The rules of its packets.</summary>
    public PacketRules Rules { get; }

    /// <summary>What the log calls it: the client id, but for phones, whose client ids name shoppers.</summary>
    public string LogName => Identity.Kind == DeviceKind.Phone || Connect?.ClientId.StartsWith("phone", StringComparison.Ordinal) != false ? Peer.ToString() : Connect.ClientId;

    /// <inheritdoc/>
    public MqttPacketFormatterAdapter PacketFormatterAdapter { get; } = new(new MqttBufferWriter(WriterBytes, WriterBytesMax));

    /// <inheritdoc/>
    public long BytesReceived { get; private set; }

    /// <inheritdoc/>
    public long BytesSent { get; private set; }

    /// <inheritdoc/>
    public X509Certificate2? ClientCertificate => Peer.Certificate;

    /// <inheritdoc/>
    public EndPoint? RemoteEndPoint => _connection.RemoteEndPoint;

    /// <inheritdoc/>
    public EndPoint? LocalEndPoint => _connection.LocalEndPoint;

    /// <inheritdoc/>
    public bool IsSecureConnection => Peer.Certificate is not null;

    /// <inheritdoc/>
    public Task ConnectAsync(CancellationToken cancellationToken) => throw new NotSupportedException("A server's connection is open from the start.");

    /// <summary>MQTTnet is done with the connection; the door closes it.</summary>
    public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void ResetStatistics() => (BytesReceived, BytesSent) = (0, 0);

    /// <summary>
    /// Nothing: a semaphore that is disposed never wakes who waits for it, and whoever takes this connection's session over may be waiting to
    /// write its DISCONNECT, inside a lock of MQTTnet's that every CONNECT needs.
    /// </summary>
    public void Dispose()
    {
        // See above.
    }

    /// <summary>The next packet that MQTTnet has to see; null: the connection is over.</summary>
    public async Task<MqttPacket?> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            MqttPacket? packet;
            int bytes;
            try
            {
                var reading = _input.ReadAsync(cancellationToken);
                var result = reading.IsCompletedSuccessfully ? reading.Result : await reading.ConfigureAwait(false);
                if (result.IsCanceled || _isClosing) return null;
                var wrong = Take(result.Buffer, out packet, out bytes);
                if (wrong is { } reason) return await Refuse(reason).ConfigureAwait(false);
                if (packet is null && result.IsCompleted) return null;
            }
            catch (Exception e) when (e is IOException or InvalidOperationException or ConnectionAbortedException)
            {
                return null; // the line broke
            }

            if (packet is null) continue;
            if (Rate?.Charge(bytes, out var isTooMuch) is { } pause && pause > TimeSpan.Zero)
            {
                if (isTooMuch) return await Refuse(MqttDisconnectReasonCode.MessageRateTooHigh).ConfigureAwait(false);
                await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            }

            if (packet is MqttPublishPacket publish)
            {
                if (Rules.Judge(publish, IsV5) is { } wrong) return await Refuse(wrong).ConfigureAwait(false);
                if (publish.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce && !Rules.IsNew(publish.PacketIdentifier))
                {
                    await Write(new MqttPubRecPacket { PacketIdentifier = publish.PacketIdentifier }, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                return publish;
            }

            if (Judge(packet) is { } refused) return await Refuse(refused).ConfigureAwait(false);
            return packet;
        }
    }

    /// <summary>Sends a packet: CONNACK and SUBACK as the door has to have them, QoS 1 and 2 within the client's window, DISCONNECT within half a second.</summary>
    public async Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        switch (packet)
        {
            case MqttPublishPacket { QualityOfServiceLevel: > MqttQualityOfServiceLevel.AtMostOnce } publish when _window is { } window:
                await window.Enter(publish.PacketIdentifier, cancellationToken).ConfigureAwait(false);
                break;
            case MqttConnAckPacket { ReasonCode: MqttConnectReasonCode.Success } accepted:
                Accept(accepted);
                break;
            case MqttSubAckPacket subscribed:
                Rules.Complete(subscribed);
                break;
            case MqttDisconnectPacket goodbye:
                await SayGoodbye(goodbye).ConfigureAwait(false);
                return;
        }

        await Write(packet, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the connection, telling an MQTT 5.0 client why. Any thread.</summary>
    public async Task Close(MqttDisconnectReasonCode reason)
    {
        if (IsAccepted && IsV5) await SayGoodbye(new MqttDisconnectPacket { ReasonCode = reason }).ConfigureAwait(false);
        _isClosing = true;
        _input.CancelPendingRead();
    }

    /// <summary>Closes what is overdue: a CONNECT that does not come, a packet that does not end, a write that hangs.</summary>
    public void Look()
    {
        if (!IsAccepted && _time.GetElapsedTime(_openedAt) >= _options.ConnectWithin) Abort("CONNECT");
        else if (Volatile.Read(ref _partialSince) is not 0 and var partial && _time.GetElapsedTime(partial) >= _options.PacketWithin) Abort("packet");
        else if (Volatile.Read(ref _writingSince) is not 0 and var writing && _time.GetElapsedTime(writing) >= _options.WriteWithin) Abort("reading");
    }

    /// <summary>Lets the device read what was sent last, and then closes for good.</summary>
    public async Task End()
    {
        await _input.CompleteAsync().ConfigureAwait(false);
        await _output.CompleteAsync().ConfigureAwait(false);
        var timer = _time.CreateTimer(static connection => ((ConnectionContext)connection!).Abort(), _connection, s_farewell, Timeout.InfiniteTimeSpan);
        _connection.ConnectionClosed.UnsafeRegister(static timer => ((ITimer)timer!).Dispose(), timer);
    }

    // Takes the first packet out of the buffer if it is whole, and says what is wrong with it if anything is.
    private MqttDisconnectReasonCode? Take(in ReadOnlySequence<byte> buffer, out MqttPacket? packet, out int bytes)
    {
        var consumed = buffer.Start;
        var examined = buffer.End;
        (packet, bytes) = (null, 0);
        try
        {
            // The first packet must be CONNECT [MQTT-3.1.0-1]: anything else is not even waited for.
            if (Connect is null && !buffer.IsEmpty && buffer.FirstSpan[0] >> 4 != (int)MqttControlPacketType.Connect) return MqttDisconnectReasonCode.ProtocolError;
            var status = PacketLength.Read(buffer, out bytes);
            if (status == OperationStatus.InvalidData) return MqttDisconnectReasonCode.MalformedPacket;
            if (status == OperationStatus.Done && bytes > _options.PacketBytesMax) return MqttDisconnectReasonCode.PacketTooLarge;
            if (status == OperationStatus.Done && bytes <= buffer.Length) PacketFormatterAdapter.TryDecode(buffer, out packet, out consumed, out examined, out _);
            if (packet is not null) BytesReceived += bytes;
            Volatile.Write(ref _partialSince, packet is not null || buffer.IsEmpty ? 0 : _partialSince != 0 ? _partialSince : _time.GetTimestamp());
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever MQTTnet's decoder throws: these bytes are no packet.
            return MqttDisconnectReasonCode.MalformedPacket;
        }
        finally
        {
            _input.AdvanceTo(consumed, examined);
        }
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
            case MqttPubAckPacket or MqttPubCompPacket:
                _window?.Leave(((MqttPacketWithIdentifier)packet).PacketIdentifier);
                return null;
            case MqttPubRecPacket { ReasonCode: >= MqttPubRecReasonCode.UnspecifiedError } failed:
                _window?.Leave(failed.PacketIdentifier);
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
        await Close(reason).ConfigureAwait(false);
        return null;
    }

    private async Task SayGoodbye(MqttDisconnectPacket goodbye)
    {
        using var late = new CancellationTokenSource(s_farewell, _time);
        try
        {
            await Write(goodbye, late.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _connection.Abort(new ConnectionAbortedException("The device does not read."));
        }
    }

    private async Task Write(MqttPacket packet, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            Volatile.Write(ref _writingSince, _time.GetTimestamp());
            var encoded = PacketFormatterAdapter.Encode(packet);
            _output.Write(encoded.Packet);
            foreach (var segment in encoded.Payload) _output.Write(segment.Span);
            BytesSent += encoded.Length;
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
            PacketFormatterAdapter.Cleanup();
            _writing.Release();
        }
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
