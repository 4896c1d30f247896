using System.Buffers.Text;
using System.Text;

namespace SmartStore.Benchmarks.Load;

/// <summary>PUBLISH packets made once and sent again and again; only the time in each is written anew. MQTT 3.1.1, QoS 0.</summary>
internal sealed class SightingPackets
{
    private const string Advert = "0201061AFF4C000215F7826DA64FA24E988024BC5B71E0893E0001{0:X4}C5";
    private const int TimeDigits = 13;
    private readonly byte[] _bytes;
    private readonly int[] _timesAt;

    /// <param name="store">Store id.</param>
    /// <param name="shoppers">One packet each, <c>s0</c> …</param>
    /// <param name="anchors">Beacons of the store, heard in turn.</param>
    /// <param name="perMessage">Sightings in one message.</param>
    /// <param name="round">Which beacon each shopper hears first.</param>
    public SightingPackets(string store, int shoppers, int anchors, int perMessage, int round = 0)
    {
        var bytes = new MemoryStream();
        var times = new List<int>();
        for (var shopper = 0; shopper < shoppers; shopper++)
        {
            var topic = Encoding.ASCII.GetBytes($"smartstore/v1/{store}/phones/s{shopper}/sightings");
            var payload = new StringBuilder("{\"heard\":[");
            var offsets = new List<int>();
            for (var i = 0; i < perMessage; i++)
            {
                if (i > 0) payload.Append(',');
                payload.Append("{\"at\":");
                offsets.Add(payload.Length);
                payload.Append('0', TimeDigits).Append(",\"rssi\":-").Append(55 + ((shopper + i) % 30)).Append(",\"adv\":\"").AppendFormat(Advert, (shopper + round + i) % anchors).Append("\"}");
            }

            payload.Append("]}");
            var remaining = 2 + topic.Length + payload.Length;
            bytes.WriteByte(0x30);
            do
            {
                bytes.WriteByte((byte)((remaining & 0x7F) | (remaining > 0x7F ? 0x80 : 0)));
                remaining >>= 7;
            }
            while (remaining > 0);
            bytes.WriteByte((byte)(topic.Length >> 8));
            bytes.WriteByte((byte)topic.Length);
            bytes.Write(topic);
            var start = (int)bytes.Length;
            bytes.Write(Encoding.ASCII.GetBytes(payload.ToString()));
            times.AddRange(offsets.Select(offset => start + offset));
            Ends.Add((int)bytes.Length);
        }

        _bytes = bytes.ToArray();
        _timesAt = [.. times];
        PerMessage = perMessage;
    }

    /// <summary>Where each packet ends.</summary>
    public List<int> Ends { get; } = [];

    /// <summary>Sightings in one packet.</summary>
    public int PerMessage { get; }

    /// <summary>Packets.</summary>
    public int Count => Ends.Count;

    /// <summary>Mean size of a packet, bytes.</summary>
    public double MeanBytes => (double)_bytes.Length / Count;

    /// <summary>A run of packets with the present time written into each sighting.</summary>
    public ReadOnlyMemory<byte> Stamp(int first, int count, long nowUnixMs)
    {
        Span<byte> digits = stackalloc byte[TimeDigits];
        Utf8Formatter.TryFormat(nowUnixMs, digits, out _);
        for (var i = first * PerMessage; i < (first + count) * PerMessage; i++) digits.CopyTo(_bytes.AsSpan(_timesAt[i]));
        var start = first == 0 ? 0 : Ends[first - 1];
        return _bytes.AsMemory(start, Ends[first + count - 1] - start);
    }
}
