using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// A raddec in binary: <c>10</c>, length of all [2], type of id [1], id, receivers [low 4 bits of 1], per receiver rssi + 127 [1],
/// decodings [1], type of id [1], id; then the sum of all other bytes [1], then optional properties, which are not read.
/// </summary>
internal static class RaddecBinary
{
    /// <summary>What no JSON begins with.</summary>
    public const byte FirstByte = 0x10;

    private const int RssiOffset = 127;

    public static void Read(ReadOnlySpan<byte> payload, long atUnixMs, SightingBatch batch)
    {
        var reader = new ByteCursor(payload);
        reader.Skip(1);
        if (reader.UInt16() != payload.Length)
        {
            batch.RefuseMessage(new Refusal(RefusalReason.NotReadable, "", Value: 1));
            return;
        }
        var transmitter = Id(ref reader);
        var mac = transmitter.Length == 6 ? Mac.FromPrinted(transmitter) : Mac.None;
        var receivers = reader.Byte() & 0x0F;
        for (var receiver = 0; receiver < receivers && !reader.IsCutShort; receiver++)
        {
            var rssiDbm = reader.Byte() - RssiOffset;
            reader.Skip(1);
            var id = Id(ref reader);
            if (reader.IsCutShort) break;
            if (mac == Mac.None) batch.Refuse(new Refusal(RefusalReason.NamesNobody, "transmitterId"));
            else if (rssiDbm > Sighting.MaxRssiDbm) batch.Refuse(new Refusal(RefusalReason.RssiOutOfRange, "rssiSignature", receiver, ".rssi", rssiDbm));
            else batch.Accept(new Sighting(BeaconKey.OfMac(mac), mac, (short)rssiDbm, atUnixMs), id.Length == 6 ? Mac.Format(Mac.FromPrinted(id)) : Convert.ToHexStringLower(id));
        }
        var sumAt = payload.Length - reader.Remaining;
        var sum = reader.Byte();
        if (reader.IsCutShort) batch.RefuseMessage(new Refusal(RefusalReason.CutShort, "", Value: payload.Length));
        else if (Sum(payload, sumAt) != sum) batch.RefuseMessage(new Refusal(RefusalReason.ChecksumWrong, ""));
    }

    // Type 1 is 8 bytes, 2 and 3 are addresses; others have no length we know.
    private static ReadOnlySpan<byte> Id(ref ByteCursor reader) => reader.Byte() switch
    {
        1 => reader.Bytes(8),
        2 or 3 => reader.Bytes(6),
        _ => reader.Bytes(-1),
    };

    private static byte Sum(ReadOnlySpan<byte> bytes, int except)
    {
        var sum = 0;
        for (var i = 0; i < bytes.Length; i++)
            if (i != except)
                sum += bytes[i];
        return (byte)sum;
    }
}
