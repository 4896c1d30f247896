using System.Buffers.Binary;
using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Sessions;

namespace SmartStore.Storage.Mqtt;

/// <summary>
/// How messages and wills lie on disk; numbers little-endian. The first byte is the version of the form: a new program reads the old forms.
/// Message: version 1, QoS + 4 if retained, expiry (8 bytes, unix ms, greatest value: never), length of topic (2), topic,
/// length of properties (4), properties, payload. Will: version 1, delay s (4), has expiry (1), expiry s (4), message.
/// </summary>
internal static class MessageBytes
{
    private const byte Version = 1;
    private const byte RetainBit = 4;
    private const int MessageHead = 2 + sizeof(long) + sizeof(ushort) + sizeof(int);
    private const int WillHead = 1 + sizeof(uint) + 1 + sizeof(uint);

    public static byte[] Write(Message message)
    {
        var bytes = new byte[MessageHead + message.Topic.Length + message.Properties.Length + message.Payload.Length];
        var rest = bytes.AsSpan();
        rest[0] = Version;
        rest[1] = (byte)((int)message.Qos | (message.Retain ? RetainBit : 0));
        BinaryPrimitives.WriteInt64LittleEndian(rest[2..], message.ExpiresAtMs);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[10..], (ushort)message.Topic.Length);
        message.Topic.CopyTo(rest[12..]);
        rest = rest[(12 + message.Topic.Length)..];
        BinaryPrimitives.WriteInt32LittleEndian(rest, message.Properties.Length);
        message.Properties.CopyTo(rest[4..]);
        message.Payload.CopyTo(rest[(4 + message.Properties.Length)..]);
        return bytes;
    }

    public static Message Read(ReadOnlySpan<byte> bytes)
    {
        Expect(bytes, "message");
        var flags = bytes[1];
        var expiresAtMs = BinaryPrimitives.ReadInt64LittleEndian(bytes[2..]);
        var topicBytes = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        var topic = bytes.Slice(12, topicBytes);
        bytes = bytes[(12 + topicBytes)..];
        var propertiesBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var properties = bytes.Slice(4, propertiesBytes);
        var payload = bytes[(4 + propertiesBytes)..];
        return new Message(topic.ToArray(), payload.ToArray(), properties.ToArray(), (Qos)(flags & 3), (flags & RetainBit) != 0, expiresAtMs);
    }

    public static byte[] Write(StoredWill will)
    {
        var message = Write(will.Message);
        var bytes = new byte[WillHead + message.Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(1), will.DelayS);
        bytes[5] = (byte)(will.ExpiryS is null ? 0 : 1);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(6), will.ExpiryS ?? 0);
        message.CopyTo(bytes.AsSpan(WillHead));
        return bytes;
    }

    public static StoredWill ReadWill(ReadOnlySpan<byte> bytes)
    {
        Expect(bytes, "will");
        var delayS = BinaryPrimitives.ReadUInt32LittleEndian(bytes[1..]);
        uint? expiryS = bytes[5] == 0 ? null : BinaryPrimitives.ReadUInt32LittleEndian(bytes[6..]);
        return new StoredWill(Read(bytes[WillHead..]), delayS, expiryS);
    }

    /// <summary>Subscription identifiers, 4 bytes each.</summary>
    public static byte[] Write(int[] ids)
    {
        var bytes = new byte[ids.Length * sizeof(int)];
        for (var i = 0; i < ids.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), ids[i]);
        return bytes;
    }

    public static int[] ReadIds(ReadOnlySpan<byte> bytes)
    {
        var ids = new int[bytes.Length / sizeof(int)];
        for (var i = 0; i < ids.Length; i++) ids[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * sizeof(int))..]);
        return ids;
    }

    private static void Expect(ReadOnlySpan<byte> bytes, string what)
    {
        if (bytes.IsEmpty || bytes[0] != Version)
            throw new StorageException($"A stored MQTT {what} has a form this program does not know: start the newer program or restore an older backup.");
    }
}
