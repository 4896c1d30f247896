using System.Text.Json;
using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>What makers' JSON has in common.</summary>
internal static class GatewayJson
{
    /// <summary>Parses the payload, or refuses the whole message. Its size is bounded by the packet.</summary>
    public static bool TryParse(in GatewayMessage message, SightingBatch batch, out JsonMessage json)
    {
        if (JsonMessage.TryParse(message.Payload, int.MaxValue, out json, out var refusal)) return true;
        batch.RefuseMessage(refusal);
        return false;
    }

    /// <summary>Goes through a list, or through one object as if it were a list of one: some firmware leaves the brackets out.</summary>
    public static IEnumerable<GatewayFields> Each(JsonElement listOrOne, SightingBatch batch, string where)
    {
        if (listOrOne.ValueKind != JsonValueKind.Array)
        {
            yield return new GatewayFields(listOrOne, batch, where);
            yield break;
        }
        var index = 0;
        foreach (var element in listOrOne.EnumerateArray()) yield return new GatewayFields(element, batch, where, index++);
    }

    /// <summary>A receiver's name as anchors are named: an address in the contract's spelling, anything else as it is. Null when there is none.</summary>
    public static string? Receiver(JsonElement value)
    {
        if (!JsonMessage.TryGetText(value, out var text) || text.IsEmpty) return null;
        return Mac.TryParse(text, out var mac) ? Mac.Format(mac) : value.GetString();
    }
}
