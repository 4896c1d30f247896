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
        new("espresense", ["espresense/#"], Espresense.Read),
        Json("kontakt", ["presence/stream/+", "/presence/stream/+", "stream/+/telemetry", "/stream/+/telemetry"], Kontakt.Read),
        Json("meraki", ["meraki/v1/mr/#"], Meraki.Read),
        new("minew", ["/gw/+/status", "/gw/+/action/response"], Minew.Read),
        Json("mokosmart", [], Mokosmart.Read),
        new("monitor", ["monitor/#"], Monitor.Read),
        new("openmqttgateway", ["+/+/BTtoMQTT/#"], Theengs.Read),
        new("reelyactive", ["paretoanywhere/#"], ReelyActive.Read),
        new("room-assistant", ["room-assistant/#"], RoomAssistant.Read),
        new("ruuvi", ["ruuvi/#"], Ruuvi.Read),
        new("shelly", ["+/events/rpc", "+/events/ble"], Shelly.Read),
        new("teltonika", [], Teltonika.Read),
        new("theengs", ["+/+/BTtoMQTT/#"], Theengs.Read),
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

    /// <summary>Parses the payload, mended where it must be, and reads it, or refuses the whole message. Its size is bounded by the packet.</summary>
    public static void ReadJson(in GatewayMessage message, SightingBatch batch, GatewayJsonRead read)
    {
        if (!JsonMessage.TryParseMended(message.Payload, out var json, out var refusal))
        {
            batch.RefuseMessage(refusal);
            return;
        }
        using (json)
        {
            batch.IsMended = json.IsMended;
            read(new GatewayFields(json.Root, batch, message.ReceivedAtUnixMs), message);
        }
    }

    private static GatewayMaker Json(string name, string[] filters, GatewayJsonRead read) => new(name, filters, (in message, batch) => ReadJson(message, batch, read));
}

/// <summary>A maker whose gateways we understand.</summary>
/// <param name="Name">As a layout spells it: lower case.</param>
/// <param name="TopicFilters">Topics its gateways use out of the box; empty when they have none of their own or do not speak MQTT.</param>
internal sealed record GatewayMaker(string Name, string[] TopicFilters, GatewayRead Read);

/// <summary>
/// Fills an empty batch with a message's sightings and refusals, and with what it says of the gateway itself: a heartbeat in whatever is written
/// as we know it, and nothing when it is not, so that a gateway of which nothing is read does not count as one that works.
/// </summary>
internal delegate void GatewayRead(in GatewayMessage message, SightingBatch batch);

/// <summary>The same for a message in JSON.</summary>
internal delegate void GatewayJsonRead(GatewayFields root, in GatewayMessage message);

/// <summary>What a gateway published.</summary>
/// <param name="topic">UTF-8.</param>
/// <param name="receivedAtUnixMs">The time of sightings from gateways that have no clock, milliseconds since 1970 UTC; <see cref="SightingTime.NoClockUnixMs"/> where it is judged later.</param>
internal readonly ref struct GatewayMessage(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, long receivedAtUnixMs)
{
    private readonly ReadOnlySpan<byte> _topic = topic;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public long ReceivedAtUnixMs { get; } = receivedAtUnixMs;

    public ReadOnlySpan<byte> LastLevel => LevelFromEnd(0);

    /// <summary>A level of the topic, counted from the last one, which is 0: what stands before a maker's topics is the shop's. Empty when there are not so many.</summary>
    public ReadOnlySpan<byte> LevelFromEnd(int index)
    {
        var rest = _topic;
        for (; index > 0; index--)
        {
            var slash = rest.LastIndexOf((byte)'/');
            if (slash < 0) return default;
            rest = rest[..slash];
        }
        return rest[(rest.LastIndexOf((byte)'/') + 1)..];
    }

    /// <summary>The level before a maker's own word; null when the word stands nowhere behind the first level, or nothing stands before it.</summary>
    public string? LevelBefore(ReadOnlySpan<byte> word)
    {
        for (var index = 0; LevelFromEnd(index + 1) is { IsEmpty: false } before; index++)
            if (LevelFromEnd(index).SequenceEqual(word))
                return Text(before);
        return null;
    }

    /// <summary>Reads a status word: <c>online</c> or <c>offline</c> in any case, alone or as <c>{"state":…}</c> or <c>{"status":…}</c>. False: it is neither.</summary>
    public bool TryReadStatus(out GatewayWord word)
    {
        var text = Payload.Trim(" \t\r\n\0\""u8);
        if (text.StartsWith("{"u8)) text = StatusIn(Payload);
        word = Ascii.EqualsIgnoreCase(text, "online"u8) ? GatewayWord.Online : Ascii.EqualsIgnoreCase(text, "offline"u8) ? GatewayWord.Offline : GatewayWord.NotUnderstood;
        return word != GatewayWord.NotUnderstood;
    }

    private static ReadOnlySpan<byte> StatusIn(ReadOnlySpan<byte> payload)
    {
        if (!JsonMessage.TryParseMended(payload, out var json, out _)) return default;
        using (json)
        {
            if (json.Root.ValueKind != JsonValueKind.Object) return default;
            var isThere = json.Root.TryGetProperty("state"u8, out var said) || json.Root.TryGetProperty("status"u8, out said);
            return isThere && JsonMessage.TryGetText(said, out var text) ? text.ToArray() : default;
        }
    }

    /// <summary>A level of a topic as text; null when it is empty.</summary>
    public static string? Text(ReadOnlySpan<byte> level) => level.IsEmpty ? null : Encoding.UTF8.GetString(level);

    /// <summary>A level of a topic as anchors are named: an address in the contract's spelling.</summary>
    public static string? Receiver(ReadOnlySpan<byte> level) => Mac.TryParse(level, out var mac) ? Mac.Format(mac) : Text(level);
}
