using System.Buffers.Binary;
using System.Text;

namespace SmartStore.Mqtt.Packets;

/// <summary>Collects the filters of a SUBSCRIBE or UNSUBSCRIBE in the form of the wire.</summary>
public sealed class SubscriptionBuffer
{
    private readonly List<byte> _bytes = [];

    /// <summary>What was collected.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>A filter with its options, for SUBSCRIBE.</summary>
    public SubscriptionBuffer Add(string filter, SubscriptionOptions options)
    {
        Add(filter);
        _bytes.Add(options.ToByte());
        return this;
    }

    /// <summary>A filter alone, for UNSUBSCRIBE.</summary>
    public SubscriptionBuffer Add(string filter)
    {
        var text = Encoding.UTF8.GetBytes(filter);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)text.Length));
        _bytes.AddRange(length);
        _bytes.AddRange(text);
        return this;
    }
}
