using System.Text.Json;
using SmartStore.Core.Adverts;
using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// reelyActive's raddec, as JSON (with a list of receivers, or flattened to one) or binary: one transmitter and who heard it how strongly.
/// Its packets are link-layer PDUs. Other messages (spatem, dynamb) hear nothing. (reelyactive/raddec README and lib/raddec.js.)
/// </summary>
internal static class ReelyActive
{
    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (message.Payload.Length > 0 && message.Payload[0] == RaddecBinary.FirstByte)
        {
            RaddecBinary.Read(message.Payload, message.ReceivedAtUnixMs, batch);
            return;
        }
        if (!GatewayJson.TryParse(message, batch, out var json)) return;
        using (json)
        {
            var fields = new GatewayFields(json.Root, batch);
            if (fields.IsObject() && fields.TryGet("transmitterId", out _)) Read(fields, message.ReceivedAtUnixMs);
        }
    }

    private static void Read(GatewayFields fields, long receivedAtUnixMs)
    {
        var atUnixMs = receivedAtUnixMs;
        if (fields.TryGet("timestamp", out _) && !fields.Time("timestamp", out atUnixMs)) return;
        var mac = fields.AddressIfAny("transmitterId");
        if (!TryReadPackets(fields, out var key)) return;
        if (key.Kind == BeaconKind.None) key = BeaconKey.OfMac(mac);
        if (key.Kind == BeaconKind.None)
        {
            fields.Refuse("transmitterId", RefusalReason.NamesNobody);
            return;
        }
        if (!fields.TryGet("rssiSignature", out var receivers))
        {
            ReadReceiver(fields, key, mac, atUnixMs);
            return;
        }
        foreach (var receiver in GatewayJson.Each(receivers, fields.Batch, "rssiSignature"))
            if (receiver.IsObject())
                ReadReceiver(receiver, key, mac, atUnixMs);
    }

    private static void ReadReceiver(GatewayFields fields, in BeaconKey key, ulong mac, long atUnixMs)
    {
        var receiver = fields.TryGet("receiverId", out var id) ? GatewayJson.Receiver(id) : null;
        if (fields.Rssi("rssi", out var rssiDbm)) fields.Accept(key, mac, rssiDbm, atUnixMs, receiver);
    }

    // The first packet with a beacon's id in it names the transmitter.
    private static bool TryReadPackets(GatewayFields fields, out BeaconKey key)
    {
        key = default;
        if (!fields.TryGet("packets", out var packets)) return true;
        Span<byte> bytes = stackalloc byte[LinkLayerPdu.MaxBytes];
        foreach (var packet in GatewayJson.Each(packets, fields.Batch, "packets"))
        {
            if (!JsonMessage.TryGetText(packet.Object, out var hex) || hex.Length > 2 * bytes.Length
                || Convert.FromHexString(hex, bytes, out _, out var length) != System.Buffers.OperationStatus.Done)
                return packet.Refuse("", RefusalReason.NotHex);
            key = Advert.Read(PayloadOf(bytes[..length])).Key;
            if (key.Kind != BeaconKind.None) break;
        }
        return true;
    }

    // Packets that come from Minew gateways have a length that leaves the address out.
    private static ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> packet)
    {
        const int headBytes = 8;
        if (packet.Length >= headBytes && packet.Length == headBytes + packet[1]) return packet[headBytes..];
        return LinkLayerPdu.TryRead(packet, out var pdu) ? pdu.Payload : default;
    }
}
