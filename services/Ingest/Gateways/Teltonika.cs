namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Teltonika trackers, codec 8 extended (TCP frames): zeros [4], length [4], codec <c>8E</c>, records, records again, CRC-16.
/// Beacons are in elements 385 (simple) and 548 (advanced) of variable length. Big-endian. (Teltonika wiki, "Codec"; traccar's decoder.)
/// </summary>
internal static class Teltonika
{
    private const byte Codec8Extended = 0x8E;

    /// <summary>Priority [1], longitude [4], latitude [4], altitude [2], angle [2], satellites [1], speed [2].</summary>
    private const int PositionBytes = 16;

    private const ushort SimpleBeacons = 385;
    private const ushort AdvancedBeacons = 548;

    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (ReadFrame(message.Payload, batch) is { Reason: not RefusalReason.None } refusal) batch.RefuseMessage(refusal);
    }

    private static Refusal ReadFrame(ReadOnlySpan<byte> payload, SightingBatch batch)
    {
        var frame = new ByteCursor(payload);
        var zeros = frame.UInt32();
        var length = frame.UInt32();
        if (zeros != 0 || frame.Remaining != length + 4L) return new Refusal(RefusalReason.NotReadable, "", Value: 0);
        var data = frame.Bytes((int)length);
        if (Crc16(data) != frame.UInt32()) return new Refusal(RefusalReason.ChecksumWrong, "");
        var reader = new ByteCursor(data);
        if (reader.Byte() != Codec8Extended) return new Refusal(RefusalReason.NotReadable, "", Value: 8);
        batch.Say(GatewayWord.Heartbeat);
        int records = reader.Byte();
        for (var record = 0; record < records && !reader.IsCutShort; record++) ReadRecord(ref reader, record, batch);
        if (reader.IsCutShort) batch.Refuse(new Refusal(RefusalReason.CutShort, "records", Value: payload.Length));
        return default;
    }

    // time[8] position[16] event[2] total[2], then elements of 1, 2, 4, 8 bytes and of any length.
    private static void ReadRecord(ref ByteCursor reader, int record, SightingBatch batch)
    {
        var atUnixMs = (long)Math.Min(reader.UInt64(), (ulong)InstantText.MaxUnixMs);
        reader.Skip(PositionBytes);
        reader.Skip(4);
        for (var size = 1; size <= 8; size *= 2) reader.Skip(reader.UInt16() * (2 + size));
        int elements = reader.UInt16();
        for (var element = 0; element < elements && !reader.IsCutShort; element++)
        {
            var id = reader.UInt16();
            var value = new ByteCursor(reader.Bytes(reader.UInt16()));
            if (reader.IsCutShort) return;
            if (id == SimpleBeacons) ReadSimple(ref value, atUnixMs, record, batch);
            else if (id == AdvancedBeacons) ReadAdvanced(ref value, atUnixMs, record, batch);
            if (value.IsCutShort) batch.Refuse(new Refusal(RefusalReason.CutShort, "records", record));
        }
    }

    // part[1], then per beacon: flags[1], iBeacon ids[20] or Eddystone ids[16], rssi[1], battery[2]?, temperature[2]?
    private static void ReadSimple(ref ByteCursor value, long atUnixMs, int record, SightingBatch batch)
    {
        value.Skip(1);
        while (value.Remaining > 0)
        {
            var flags = value.Byte();
            var id = value.Bytes((flags & 0xF0) != 0 ? 20 : 16);
            var rssiDbm = (flags & 0x01) != 0 ? (sbyte)value.Byte() : (sbyte)Sighting.NotMeasuredDbm;
            if ((flags & 0x02) != 0) value.Skip(2);
            if ((flags & 0x04) != 0) value.Skip(2);
            if (!value.IsCutShort) Take(id, rssiDbm, atUnixMs, record, batch);
        }
    }

    // version[1], then per beacon length[1] and (type[1] length[1] value) of: 0 rssi, 1 id, others
    private static void ReadAdvanced(ref ByteCursor value, long atUnixMs, int record, SightingBatch batch)
    {
        value.Skip(1);
        while (value.Remaining > 0)
        {
            var beacon = new ByteCursor(value.Bytes(value.Byte()));
            var rssiDbm = (sbyte)Sighting.NotMeasuredDbm;
            var id = default(ReadOnlySpan<byte>);
            while (beacon.Remaining > 0)
            {
                var type = beacon.Byte();
                var field = beacon.Bytes(beacon.Byte());
                if (type == 0 && field.Length == 1) rssiDbm = (sbyte)field[0];
                else if (type == 1) id = field;
            }
            if (beacon.IsCutShort) batch.Refuse(new Refusal(RefusalReason.CutShort, "records", record));
            else Take(id, rssiDbm, atUnixMs, record, batch);
        }
    }

    // An id of 20 bytes is an iBeacon's, of 16 an Eddystone's, of 6 an address.
    private static void Take(ReadOnlySpan<byte> id, sbyte rssiDbm, long atUnixMs, int record, SightingBatch batch)
    {
        var mac = id.Length == 6 ? Mac.FromPrinted(id) : Mac.None;
        var key = id.Length switch
        {
            20 => BeaconKey.IBeacon(id, (ushort)((id[16] << 8) | id[17]), (ushort)((id[18] << 8) | id[19])),
            16 => BeaconKey.Eddystone(id),
            _ => BeaconKey.OfMac(mac),
        };
        batch.AcceptRecord(new Sighting(key, mac, rssiDbm, atUnixMs), receiver: null, "records", record);
    }

    // CRC-16/IBM: polynomial 0xA001 reflected, start 0.
    private static uint Crc16(ReadOnlySpan<byte> data)
    {
        var crc = 0u;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1;
        }
        return crc;
    }
}
