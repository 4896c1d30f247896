using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Minew's long binary frame: <c>BB 01</c>, length of all [4], gateway [6], devices [2], then per device address [6] and adverts [2],
/// per advert length [1], bytes, flags [1], rssi [1]; last <c>DD</c>. Big-endian. No time.
/// </summary>
internal static class MinewBinary
{
    /// <summary>What no JSON begins with.</summary>
    public const byte FirstByte = 0xBB;

    private const byte LongFrame = 0x01;
    private const byte Tail = 0xDD;

    public static void Read(ReadOnlySpan<byte> payload, long atUnixMs, SightingBatch batch)
    {
        var reader = new ByteCursor(payload);
        reader.Skip(1);
        if (reader.Byte() != LongFrame || reader.UInt32() != (uint)payload.Length || payload[^1] != Tail)
        {
            batch.RefuseMessage(new Refusal(RefusalReason.NotReadable, "", Value: 1));
            return;
        }
        var receiver = Mac.Format(reader.Address());
        int devices = reader.UInt16();
        for (var device = 0; device < devices && !reader.IsCutShort; device++)
        {
            var mac = reader.Address();
            int adverts = reader.UInt16();
            for (var advert = 0; advert < adverts && !reader.IsCutShort; advert++)
            {
                var bytes = reader.Bytes(reader.Byte());
                reader.Skip(1);
                var rssiDbm = (sbyte)reader.Byte();
                if (reader.IsCutShort) break;
                ReadAdvert(bytes, mac, rssiDbm, atUnixMs, receiver, device, batch);
            }
        }
        if (reader.IsCutShort) batch.Refuse(new Refusal(RefusalReason.CutShort, "devices", Value: payload.Length));
    }

    private static void ReadAdvert(ReadOnlySpan<byte> bytes, ulong mac, sbyte rssiDbm, long atUnixMs, string receiver, int device, SightingBatch batch)
    {
        var key = GatewayKeys.OfAdvert(bytes, mac);
        if (key.Kind == BeaconKind.None) batch.Refuse(new Refusal(RefusalReason.NamesNobody, "devices", device));
        else if (rssiDbm > Sighting.MaxRssiDbm || rssiDbm < Sighting.MinRssiDbm) batch.Refuse(new Refusal(RefusalReason.RssiOutOfRange, "devices", device, ".rssi", rssiDbm));
        else batch.AcceptStrongest(new Sighting(key, mac, rssiDbm, atUnixMs), receiver);
    }
}
