using MQTTnet;

namespace SmartStore.Ingest.Gateways;

/// <summary>All makers, found by the name a layout gives or by a topic only they use.</summary>
public static class GatewayMakers
{
    /// <summary>Every maker we read.</summary>
    public static IReadOnlyList<GatewayMaker> All { get; } =
    [
        new("aprilbrother", [], AprilBrother.Read),
        new("aruba", [], Aruba.Read),
        new("cassia", ["up/+/gateway_status", "up/+/heartbeat", "up/+/scan"], Cassia.Read),
        new("espresense", ["espresense/#"], Espresense.Read),
        new("kontakt", ["presence/stream/+", "/presence/stream/+", "stream/+/telemetry", "/stream/+/telemetry"], Kontakt.Read),
        new("meraki", [], Meraki.Read),
        new("minew", ["/gw/+/status", "/gw/+/action/response"], Minew.Read),
        new("mokosmart", [], Mokosmart.Read),
        new("monitor", ["monitor/#"], Monitor.Read),
        new("openmqttgateway", ["+/+/BTtoMQTT/#"], Theengs.Read),
        new("reelyactive", ["paretoanywhere/#"], ReelyActive.Read),
        new("room-assistant", ["room-assistant/#"], RoomAssistant.Read),
        new("ruuvi", ["ruuvi/#"], Ruuvi.Read),
        new("shelly", ["+/events/rpc"], Shelly.Read),
        new("teltonika", [], Teltonika.Read),
        new("theengs", ["+/+/BTtoMQTT/#"], Theengs.Read),
    ];

    private static readonly Dictionary<string, GatewayMaker> ByNames = All.ToDictionary(maker => maker.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly (string Filter, GatewayMaker Maker)[] ByFilters = [.. All.SelectMany(maker => maker.TopicFilters, (maker, filter) => (filter, maker))];

    /// <summary>The maker a layout names; null when there is none of that name.</summary>
    public static GatewayMaker? ByName(string name) => ByNames.GetValueOrDefault(name);

    /// <summary>The maker whose topic this is; null when no maker claims it.</summary>
    /// <param name="topic">Without wildcards.</param>
    public static GatewayMaker? ByTopic(string topic)
    {
        foreach (var (filter, maker) in ByFilters)
            if (MqttTopicFilterComparer.Compare(topic, filter) == MqttTopicFilterCompareResult.IsMatch)
                return maker;
        return null;
    }
}

/// <summary>A maker whose gateways we understand.</summary>
/// <param name="Name">As a layout spells it: lower case.</param>
/// <param name="TopicFilters">Topics its gateways use out of the box; empty when they have none of their own or do not speak MQTT.</param>
/// <param name="Read">Its reader.</param>
public sealed record GatewayMaker(string Name, IReadOnlyList<string> TopicFilters, GatewayRead Read);
