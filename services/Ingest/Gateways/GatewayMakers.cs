using MQTTnet;

namespace SmartStore.Ingest.Gateways;

/// <summary>All makers, found by the name a layout gives or by a topic only they use.</summary>
internal static class GatewayMakers
{
    private static readonly GatewayMaker[] s_all =
    [
        new("aprilbrother", [], AprilBrother.Read),
        Json("aruba", [], Aruba.Read),
        Json("cassia", ["up/+/gateway_status", "up/+/heartbeat", "up/+/scan"], Cassia.Read),
        Json("espresense", ["espresense/#"], Espresense.Read, Espresense.IsHeard),
        Json("kontakt", ["presence/stream/+", "/presence/stream/+", "stream/+/telemetry", "/stream/+/telemetry"], Kontakt.Read),
        Json("meraki", [], Meraki.Read),
        new("minew", ["/gw/+/status", "/gw/+/action/response"], Minew.Read),
        Json("mokosmart", [], Mokosmart.Read),
        Json("monitor", ["monitor/#"], Monitor.Read, Monitor.IsHeard),
        Json("openmqttgateway", ["+/+/BTtoMQTT/#"], Theengs.Read),
        new("reelyactive", ["paretoanywhere/#"], ReelyActive.Read),
        Json("room-assistant", ["room-assistant/#"], RoomAssistant.Read, RoomAssistant.IsHeard),
        Json("ruuvi", ["ruuvi/#"], Ruuvi.Read),
        Json("shelly", ["+/events/rpc"], Shelly.Read),
        new("teltonika", [], Teltonika.Read),
        Json("theengs", ["+/+/BTtoMQTT/#"], Theengs.Read),
    ];

    private static readonly Dictionary<string, GatewayMaker> s_byName = s_all.ToDictionary(maker => maker.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly (string Filter, GatewayMaker Maker)[] s_byFilter = [.. s_all.SelectMany(maker => maker.TopicFilters, (maker, filter) => (filter, maker))];

    /// <summary>The maker a layout names; null when there is none of that name.</summary>
    public static GatewayMaker? ByName(string name) => s_byName.GetValueOrDefault(name);

    /// <summary>The maker whose topic this is; null when no maker claims it.</summary>
    public static GatewayMaker? ByTopic(string topic)
    {
        foreach (var (filter, maker) in s_byFilter)
            if (MqttTopicFilterComparer.Compare(topic, filter) == MqttTopicFilterCompareResult.IsMatch)
                return maker;
        return null;
    }

    /// <summary>Parses the payload and reads it, or refuses the whole message. Its size is bounded by the packet.</summary>
    public static void ReadJson(in GatewayMessage message, SightingBatch batch, GatewayJsonRead read)
    {
        if (!JsonMessage.TryParse(message.Payload, int.MaxValue, out var json, out var refusal))
        {
            batch.RefuseMessage(refusal);
            return;
        }
        using (json) read(new GatewayFields(json.Root, batch, message.ReceivedAtUnixMs), message);
    }

    private static GatewayMaker Json(string name, string[] filters, GatewayJsonRead read, GatewayTopic? isHeard = null) => new(
        name,
        filters,
        (in message, batch) =>
        {
            if (isHeard is null || isHeard(message)) ReadJson(message, batch, read);
        });
}

/// <summary>A maker whose gateways we understand.</summary>
/// <param name="Name">As a layout spells it: lower case.</param>
/// <param name="TopicFilters">Topics its gateways use out of the box; empty when they have none of their own or do not speak MQTT.</param>
internal sealed record GatewayMaker(string Name, string[] TopicFilters, GatewayRead Read);

/// <summary>Fills an empty batch with a message's sightings and refusals. Neither means that nothing was heard, but the gateway lives.</summary>
internal delegate void GatewayRead(in GatewayMessage message, SightingBatch batch);

/// <summary>The same for a message in JSON.</summary>
internal delegate void GatewayJsonRead(GatewayFields root, in GatewayMessage message);

/// <summary>Whether messages of a topic tell what was heard; others need not even be JSON.</summary>
internal delegate bool GatewayTopic(in GatewayMessage message);

/// <summary>What a gateway published.</summary>
/// <param name="topic">UTF-8.</param>
/// <param name="receivedAtUnixMs">The time of sightings from gateways that have no clock, milliseconds since 1970 UTC.</param>
internal readonly ref struct GatewayMessage(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, long receivedAtUnixMs)
{
    private readonly ReadOnlySpan<byte> _topic = topic;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public long ReceivedAtUnixMs { get; } = receivedAtUnixMs;

    public ReadOnlySpan<byte> LastLevel => _topic[(_topic.LastIndexOf((byte)'/') + 1)..];

    /// <summary>A level of the topic, counted from 0; empty when there are not so many.</summary>
    public ReadOnlySpan<byte> Level(int index)
    {
        var at = 0;
        foreach (var range in _topic.Split((byte)'/'))
            if (at++ == index)
                return _topic[range];
        return default;
    }

    public static string? Text(ReadOnlySpan<byte> level) => level.IsEmpty ? null : Encoding.UTF8.GetString(level);
}
