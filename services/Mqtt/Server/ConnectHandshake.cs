using System.Security.Cryptography.X509Certificates;
using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Sessions;

namespace SmartStore.Mqtt.Server;

/// <summary>Answers a CONNECT: who is it, may they, with what agreement (§3.1.4, §3.2).</summary>
internal sealed class ConnectHandshake(Broker broker, MqttPeer peer, X509Certificate2? certificate, OutboundBuffer output, ConnectionClock clock, Action<ReasonCode> close, Func<Task> settle)
{
    // Fixed header, flags, reason, property length.
    private const int ConnackHeadBytes = 5;

    /// <summary>What was agreed; null until accepted.</summary>
    public Agreement? Agreed { get; private set; }

    /// <summary>Reads and answers the packet.</summary>
    /// <returns>Success: CONNACK is in the buffer and the session attached. Else the reason; a CONNACK with it is in the buffer if the client can be told.</returns>
    public async ValueTask<ReasonCode> Answer(ConnectRequest request, CancellationToken cancel)
    {
        var clientId = request.ClientId;
        var reason = Judge(request);
        if (reason != ReasonCode.Success) return Refuse(request, reason);

        var credentials = new Credentials(peer, certificate, clientId, request.UserName, request.Password);
        var result = await broker.Authenticator.Authenticate(credentials, cancel).ConfigureAwait(false);
        var flapKey = result.Identity is { IsAnonymous: false } known ? known.Name : $"@{peer.Address}";
        var isExempt = peer.IsLoopback && result.Identity is not { IsAnonymous: false } && !broker.Options.LimitsOnLoopback;
        if (!isExempt && broker.Flapping.IsBanned(flapKey)) return Refuse(request, ReasonCode.Banned);
        if (result.Identity is not { } identity) return Refuse(request, result.Reason);
        if (request.Will is { } will)
        {
            reason = broker.Authorizer.Judge(identity, MqttAction.Publish, will.Message.Topic);
            if (will.Message.Topic.AsSpan().StartsWith("$SYS/"u8)) reason = ReasonCode.NotAuthorized;
            if (reason != ReasonCode.Success) return Refuse(request, reason);
        }

        var isAssigned = clientId.Length == 0;
        if (isAssigned) clientId = $"auto-{Guid.NewGuid():D}";
        var client = new MqttClientInfo(clientId, identity, request.Version, peer);
        var window = Math.Min(request.ReceiveMaximum, broker.Options.SendWindow);
        var aliases = Math.Min(request.TopicAliasMaximum, broker.Options.TopicAliasesOut);
        var link = new ClientLink(client, output, request.PacketBytesMax, window, aliases, close, settle);
        var keepAliveS = KeepAlive(request.KeepAliveS);
        var expiryS = SessionExpiry(request.SessionExpiryS);
        var offer = Offer(request, keepAliveS, expiryS, isAssigned ? clientId : null);
        if (offer.Set.Encoded.Length + ConnackHeadBytes > request.PacketBytesMax) return Refuse(request, ReasonCode.PacketTooLarge); // [MQTT-3.1.2-24]
        var asked = new SessionRequest(clientId, request.CleanStart, expiryS, request.Will);
        var isOpen = await broker.Sessions.Open(asked, Attach).ConfigureAwait(false);
        return isOpen ? ReasonCode.Success : Refuse(request, ReasonCode.QuotaExceeded);

        void Attach(Session session, bool isPresent)
        {
            clock.Open(keepAliveS);
            lock (output.Gate)
                new ConnackPacket { SessionPresent = isPresent && !request.IsVersion31, Reason = ReasonCode.Success, Properties = offer.Set }.Write(output, request.Version);
            output.Kick();
            Agreed = new Agreement(session, link, keepAliveS, isExempt ? null : flapKey, request.WantsProblemInformation, request.SessionExpiryS, request.IsVersion31);
            broker.Meter.Connected(ReasonCode.Success);
            session.Attach(link);
        }
    }

    private static ReasonCode JudgeWill(StoredWill? will, MqttServerOptions options)
    {
        if (will is null) return ReasonCode.Success;
        var message = will.Message;
        if (message.Topic.Length + message.Payload.Length + message.Properties.Length > options.WillBytesMax) return ReasonCode.PacketTooLarge;
        var isTooLong = message.Topic.Length > options.TopicBytesMax || MqttText.Levels(message.Topic) > options.TopicLevelsMax;
        if (isTooLong) return ReasonCode.TopicNameInvalid;
        return PropertyLimits.Judge(PropertySet.FromEncoded(message.Properties), options);
    }

    private ReasonCode Judge(ConnectRequest request)
    {
        var options = broker.Options;
        if (request.HasAuthenticationMethod) return ReasonCode.BadAuthenticationMethod; // not offered (§4.12)
        if (request.ClientId.Length > options.ClientIdCharsMax) return ReasonCode.ClientIdNotValid;
        var isNameless = request.ClientId.Length == 0 && !request.CleanStart && request.Version == MqttVersion.V311;
        return isNameless ? ReasonCode.ClientIdNotValid : JudgeWill(request.Will, options); // [MQTT-3.1.3-8] of 3.1.1
    }

    private int KeepAlive(int askedS)
    {
        var max = broker.Options.KeepAliveMaxS;
        return max > 0 && (askedS == 0 || askedS > max) ? max : askedS;
    }

    private uint SessionExpiry(uint askedS)
    {
        var max = broker.Options.SessionExpiryMax.TotalSeconds;
        return max >= uint.MaxValue ? askedS : Math.Min(askedS, (uint)max);
    }

    private PropertyBuffer Offer(ConnectRequest request, int keepAliveS, uint expiryS, string? assignedId)
    {
        var options = broker.Options;
        var offer = new PropertyBuffer();
        if (options.TopicAliasMaximum > 0) offer.Add(PropertyId.TopicAliasMaximum, (uint)options.TopicAliasMaximum);
        if (assignedId is not null) offer.Add(PropertyId.AssignedClientId, assignedId);
        if (keepAliveS != request.KeepAliveS) offer.Add(PropertyId.ServerKeepAlive, (uint)keepAliveS);
        if (expiryS != request.SessionExpiryS) offer.Add(PropertyId.SessionExpiry, expiryS);
        if (options.ReceiveMaximum < ushort.MaxValue) offer.Add(PropertyId.ReceiveMaximum, (uint)options.ReceiveMaximum);
        if (options.PacketBytesMax < VariableInteger.Max) offer.Add(PropertyId.MaximumPacketSize, (uint)options.PacketBytesMax);
        return offer;
    }

    private ReasonCode Refuse(ConnectRequest request, ReasonCode reason)
    {
        if (!reason.IsError()) reason = ReasonCode.NotAuthorized;
        WriteRefusal(output, request.Version, reason, request.PacketBytesMax);
        broker.Meter.Connected(reason);
        return reason;
    }

    /// <summary>Appends a CONNACK that says no.</summary>
    public static void WriteRefusal(OutboundBuffer output, MqttVersion version, ReasonCode reason, int packetBytesMax)
    {
        if (packetBytesMax < ConnackHeadBytes) return;
        lock (output.Gate) new ConnackPacket { Reason = reason }.Write(output, version);
        output.Kick();
    }
}

/// <summary>What CONNECT and CONNACK agreed on.</summary>
/// <param name="Session">The session, attached.</param>
/// <param name="Link">Its way to the client.</param>
/// <param name="KeepAliveS">Seconds; 0: none.</param>
/// <param name="LimitKey">What rate limits key on; null: exempt.</param>
/// <param name="WantsProblemInformation">May be told reasons in words.</param>
/// <param name="AskedExpiryS">Session expiry as asked in CONNECT: DISCONNECT must not raise it from 0.</param>
/// <param name="IsVersion31">MQTT 3.1, served as 3.1.1.</param>
internal sealed record Agreement(
    Session Session,
    ClientLink Link,
    int KeepAliveS,
    string? LimitKey,
    bool WantsProblemInformation,
    uint AskedExpiryS,
    bool IsVersion31);
