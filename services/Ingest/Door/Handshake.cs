using MQTTnet.Packets;
using MQTTnet.Server;
using SmartStore.Ingest.Door.Identity;
using SmartStore.Ingest.Door.Limits;

namespace SmartStore.Ingest.Door;

/// <summary>What CONNACK tells besides what MQTTnet writes into it; null and 0: what the client asked for holds.</summary>
internal readonly record struct ConnectOffer(string? AssignedClientId, ushort KeepAliveS, uint SessionExpiryS);

/// <summary>Answers a CONNECT: is its form allowed, who is it, may it come in, and on which terms.</summary>
internal sealed class Handshake(DoorOptions options, DeviceAuthenticator authenticator, DeviceRights rights, DeviceSessions sessions, TimeProvider time)
{
    // Apart, so that a flood of addresses leaves room for the devices that prove themselves.
    private readonly FlappingGuard _flappingDevices = new(options, time);
    private readonly FlappingGuard _flappingAddresses = new(options, time);
    private readonly RateLimits _rates = new(options, time);

    /// <summary>Judges the CONNECT of a connection, cuts what it asks too much of, and notes who it is.</summary>
    public async Task Judge(ValidatingConnectionEventArgs args, DeviceConnection device)
    {
        var connect = device.Connect!;
        // MQTTnet answers 0x85 to every CONNECT without a client id, even when another reason applies.
        var assignedClientId = connect.ClientId.Length == 0 ? $"auto-{Guid.NewGuid():N}" : null;
        connect.ClientId = assignedClientId ?? connect.ClientId;
        args.ReasonCode = JudgeForm(connect);
        if (args.ReasonCode == MqttConnectReasonCode.Success) args.ReasonCode = await JudgeIdentity(connect, device, assignedClientId);
        if (args.ReasonCode != MqttConnectReasonCode.Success) args.ReasonCode = Told(args.ReasonCode, device.IsV5);
    }

    public void Leave(DeviceConnection device)
    {
        if (device.Rate is not null) _rates.Return(KeyOf(device));
        if (device.Connect is { } connect) sessions.Leave(connect.ClientId, device);
    }

    private static string KeyOf(DeviceConnection device) => device.Identity.IsAnonymous ? $"@{device.Peer.Address}" : device.Identity.Name;

    // MQTT 3.1.1 has five codes; MQTTnet answers "wrong version" for every code that is not among them.
    private static MqttConnectReasonCode Told(MqttConnectReasonCode reason, bool isV5) => isV5 ? reason : reason switch
    {
        MqttConnectReasonCode.QuotaExceeded => MqttConnectReasonCode.ServerUnavailable,
        MqttConnectReasonCode.PacketTooLarge or MqttConnectReasonCode.TopicNameInvalid => MqttConnectReasonCode.NotAuthorized,
        _ => reason,
    };

    private MqttConnectReasonCode JudgeForm(MqttConnectPacket connect)
    {
        if (!string.IsNullOrEmpty(connect.AuthenticationMethod)) return MqttConnectReasonCode.BadAuthenticationMethod; // not offered (§4.12)
        if (connect.ClientId.Length > options.ClientIdCharsMax || !connect.ClientId.All(IsOfClientId)) return MqttConnectReasonCode.ClientIdentifierNotValid;
        if (!connect.WillFlag) return MqttConnectReasonCode.Success;
        if (!PacketRules.IsTopic(connect.WillTopic) || PacketRules.IsTooLong(connect.WillTopic, options)) return MqttConnectReasonCode.TopicNameInvalid;
        return connect.WillTopic.Length + (connect.WillMessage?.Length ?? 0) > options.WillBytesMax ? MqttConnectReasonCode.PacketTooLarge : MqttConnectReasonCode.Success;
    }

    private static bool IsOfClientId(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-';

    private async Task<MqttConnectReasonCode> JudgeIdentity(MqttConnectPacket connect, DeviceConnection device, string? assignedClientId)
    {
        var (identity, refusal) = await authenticator.Authenticate(device.Peer, connect.Username, connect.Password);
        device.Identity = identity ?? DeviceIdentity.Anonymous;
        var isExempt = device.Peer.IsLoopback && device.Identity.IsAnonymous && !options.LimitsOnLoopback;
        if (!isExempt && (device.Identity.IsAnonymous ? _flappingAddresses : _flappingDevices).Judge(KeyOf(device)) is { } tooOften) return tooOften;
        if (identity is null) return refusal;
        if (connect.WillFlag && !rights.Allow(identity, connect.WillTopic)) return MqttConnectReasonCode.NotAuthorized;
        Agree(connect, device, assignedClientId);
        if (!sessions.TryOpen(connect.ClientId, connect.CleanSession)) return MqttConnectReasonCode.QuotaExceeded;
        sessions.Enter(connect.ClientId, device);
        if (!isExempt) device.Rate = _rates.Rent(KeyOf(device));
        return MqttConnectReasonCode.Success;
    }

    private void Agree(MqttConnectPacket connect, DeviceConnection device, string? assignedClientId)
    {
        // A session belongs to an identity: no device takes over another's by calling itself like it.
        if (!device.Identity.IsAnonymous) connect.ClientId = $"{device.Identity.Name} {connect.ClientId}";
        var (keepAliveS, expiryS, expiryMaxS) = (default(ushort), 0u, (uint)options.SessionExpiryMax.TotalSeconds);
        if (connect.KeepAlivePeriod == 0 || connect.KeepAlivePeriod > options.KeepAliveMaxS) connect.KeepAlivePeriod = keepAliveS = options.KeepAliveMaxS;
        if (connect.SessionExpiryInterval > expiryMaxS) connect.SessionExpiryInterval = expiryS = expiryMaxS;
        device.Offer = new ConnectOffer(assignedClientId, keepAliveS, expiryS);
    }
}
