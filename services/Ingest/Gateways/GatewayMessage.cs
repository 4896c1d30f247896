using System.Text;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>Reads one maker's messages: fills the batch with sightings and refusals. Neither means nothing was heard, but the gateway lives.</summary>
/// <param name="message">What came in.</param>
/// <param name="batch">Empty.</param>
public delegate void GatewayRead(in GatewayMessage message, SightingBatch batch);

/// <summary>What a gateway published.</summary>
/// <param name="topic">Topic, UTF-8.</param>
/// <param name="payload">Any bytes.</param>
/// <param name="receivedAtUnixMs">When we got it: the time of sightings from gateways that have no clock, milliseconds since 1970 UTC.</param>
public readonly ref struct GatewayMessage(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, long receivedAtUnixMs)
{
    /// <summary>Topic, UTF-8.</summary>
    public ReadOnlySpan<byte> Topic { get; } = topic;

    /// <summary>Any bytes.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>When we got it, milliseconds since 1970 UTC.</summary>
    public long ReceivedAtUnixMs { get; } = receivedAtUnixMs;

    /// <summary>A level of the topic, counted from 0; empty when there are not so many.</summary>
    public ReadOnlySpan<byte> Level(int index)
    {
        var at = 0;
        foreach (var range in Topic.Split((byte)'/'))
            if (at++ == index)
                return Topic[range];
        return default;
    }

    /// <summary>The last level of the topic.</summary>
    public ReadOnlySpan<byte> LastLevel => Topic[(Topic.LastIndexOf((byte)'/') + 1)..];

    /// <summary>A level as text, null when it is empty.</summary>
    public static string? Text(ReadOnlySpan<byte> level) => level.IsEmpty ? null : Encoding.UTF8.GetString(level);
}
