namespace SmartStore.Ingest.Gateways;

/// <summary>
/// reelyActive's raddec, as JSON (with a list of receivers, or flattened to one) or binary: one transmitter and who heard it how strongly.
/// Its packets are link-layer PDUs. Other messages (spatem, dynamb) are not read. (reelyactive/raddec README and lib/raddec.js.)
/// </summary>
internal static class ReelyActive
{
    // What no JSON begins with.
    private const byte BinaryStart = 0x10;
    private const int RssiOffset = 127;

    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (message.Payload is [BinaryStart, ..]) ReadBinary(message.Payload, message.ReceivedAtUnixMs, batch);
        else GatewayMakers.ReadJson(message, batch, ReadJson);
    }

    private static void ReadJson(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject() || !fields.Has("transmitterId")) return;
        SpeakForMany(fields.Batch);
        if (!fields.TimeIfAny("timestamp", out var atUnixMs)) return;
        var mac = fields.AddressIfAny("transmitterId");
        if (!TryReadPackets(fields, out var key)) return;
        if (key.Kind == BeaconKind.None) key = BeaconKey.OfMac(mac);
        if (key.Kind == BeaconKind.None)
        {
            fields.Refuse("transmitterId", RefusalReason.NamesNobody);
            return;
        }
        foreach (var receiver in fields.Has("rssiSignature") ? fields.Each("rssiSignature") : [fields])
            if (receiver.IsObject() && receiver.Rssi("rssi", out var rssiDbm))
                receiver.Accept(key, mac, rssiDbm, atUnixMs, receiver.Receiver("receiverId"));
    }

    // It is the software between the receivers and us that speaks: what it says is no sign of life of any one of them but those that it names.
    private static void SpeakForMany(SightingBatch batch)
    {
        batch.SpeaksForMany = true;
        batch.Say(GatewayWord.Aside);
    }

    // The first packet with a beacon's id in it names the transmitter.
    private static bool TryReadPackets(GatewayFields fields, out BeaconKey key)
    {
        key = default;
        Span<byte> bytes = stackalloc byte[LinkLayerPdu.MaxBytes];
        foreach (var packet in fields.Each("packets"))
        {
            if (!packet.Hex("", bytes, out var length)) return false;
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

    // 10, length of all [2], type of id [1], id, receivers [low 4 bits of 1], per receiver rssi + 127 [1], decodings [1], type of id [1], id;
    // then the sum of all other bytes [1], then optional properties, which are not read.
    private static void ReadBinary(ReadOnlySpan<byte> payload, long atUnixMs, SightingBatch batch)
    {
        var reader = new ByteCursor(payload);
        reader.Skip(1);
        if (reader.UInt16() != payload.Length)
        {
            batch.RefuseMessage(new Refusal(RefusalReason.NotReadable, "", Value: 1));
            return;
        }
        SpeakForMany(batch);
        var transmitter = Id(ref reader);
        var mac = transmitter.Length == 6 ? Mac.FromPrinted(transmitter) : Mac.None;
        var receivers = reader.Byte() & 0x0F;
        for (var receiver = 0; receiver < receivers && !reader.IsCutShort; receiver++)
        {
            var rssiDbm = reader.Byte() - RssiOffset;
            reader.Skip(1);
            var id = Id(ref reader);
            if (reader.IsCutShort) break;
            var name = id.Length == 6 ? Mac.Format(Mac.FromPrinted(id)) : Convert.ToHexStringLower(id);
            if (mac == Mac.None) batch.Refuse(new Refusal(RefusalReason.NamesNobody, "transmitterId"));
            else batch.AcceptRecord(new Sighting(BeaconKey.OfMac(mac), mac, (short)rssiDbm, atUnixMs), name, "rssiSignature", receiver);
        }
        var sum = reader.Byte();
        if (reader.IsCutShort) batch.RefuseMessage(new Refusal(RefusalReason.CutShort, "", Value: payload.Length));
        else if ((byte)(Sum(payload) - sum) != sum) batch.RefuseMessage(new Refusal(RefusalReason.ChecksumWrong, ""));
    }

    // Type 1 is 8 bytes, 2 and 3 are addresses; others have no length we know.
    private static ReadOnlySpan<byte> Id(ref ByteCursor reader) => reader.Byte() switch
    {
        1 => reader.Bytes(8),
        2 or 3 => reader.Bytes(6),
        _ => reader.Bytes(-1),
    };

    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var b in bytes) sum += b;
        return sum;
    }
}
