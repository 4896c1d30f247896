using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client.Connection;

/// <summary>What must not take longer: CONNACK, PINGRESP, answers, a packet once begun, a write. Sends PINGREQ (MQTT 5.0 §3.1.2.10). Used under the client's lock.</summary>
internal sealed class KeepAlive(ClientSession session, Link link)
{
    private static readonly TimeSpan s_tickMin = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_tickMax = TimeSpan.FromSeconds(1);

    private readonly MqttClientOptions _options = session.Options;
    private readonly long _begun = session.Options.Time.GetTimestamp();
    private long? _askedAt;
    private long _lastAskAt;

    /// <summary>How often to look: an eighth of the shortest time that matters.</summary>
    public static TimeSpan TickOf(MqttClientOptions options, TimeSpan keepAlive)
    {
        TimeSpan[] times = [options.AnswerTimeout, options.ConnectTimeout, options.PartialPacketTimeout, options.WriteTimeout, keepAlive > TimeSpan.Zero ? keepAlive : s_tickMax * 8];
        var shortest = times.Min() / 8;
        return shortest < s_tickMin ? s_tickMin : shortest > s_tickMax ? s_tickMax : shortest;
    }

    /// <summary>PINGRESP came.</summary>
    public Fault? Answered()
    {
        if (_askedAt is null) session.Counters.CountIgnored();
        _askedAt = null;
        return null;
    }

    /// <summary>Looks at the clock. Null: all is in time.</summary>
    public Fault? Check(ServerOffer? offer)
    {
        if (link.WritingSince is { } writing && Since(writing) > _options.WriteTimeout) return Silent("takes no bytes");
        if (offer is null) return Since(_begun) > _options.ConnectTimeout ? Silent("did not answer CONNECT") : null;
        Ask(offer.KeepAlive);
        // Its answers may lie in the socket while we do not read.
        if (link.IsHeld) return null;
        if (link.PartialSince is { } partial && Since(partial) > _options.PartialPacketTimeout) return Silent("began a packet and did not finish it");
        if (_askedAt is { } asked && Since(asked) > PingTimeout(offer.KeepAlive)) return Silent("did not answer PINGREQ");
        if (Oldest() is { } sent && Since(sent) > _options.AnswerTimeout) return Silent("did not answer what we sent");
        return null;
    }

    private void Ask(TimeSpan keepAlive)
    {
        if (keepAlive == TimeSpan.Zero || link.WritingSince is not null) return;
        // Nothing sent for most of the keep-alive; or only answers are missing, as when the server floods us: ask too, once in a keep-alive.
        var quiet = keepAlive * 0.75;
        var time = _options.Time;
        var isDue = time.GetElapsedTime(link.LastWriteAt) >= quiet || (time.GetElapsedTime(Math.Max(_lastAskAt, _begun)) >= keepAlive && _askedAt is null);
        if (!isDue || (_askedAt is not null && !link.IsHeld)) return;
        _lastAskAt = time.GetTimestamp();
        _askedAt ??= _lastAskAt;
        PingPacket.WriteRequest(link.Output);
        link.Wake();
    }

    private TimeSpan PingTimeout(TimeSpan keepAlive) => keepAlive < _options.AnswerTimeout ? keepAlive : _options.AnswerTimeout;

    private long? Oldest()
    {
        var (message, request) = (session.Outbound.OldestUnanswered(), session.Subscriptions.OldestUnanswered());
        return message is null || request < message ? request : message;
    }

    private TimeSpan Since(long timestamp) => _options.Time.GetElapsedTime(Math.Max(timestamp, link.HeldUntil));

    private static Fault Silent(string what) => new(ReasonCode.UnspecifiedError, what);
}
