using System.Buffers.Text;
using System.Text;

namespace SmartStore.Benchmarks.Load;

/// <summary>PUBLISH packets made once and sent again and again; only time, power and beacon of each sighting are written anew. MQTT 3.1.1, QoS 0.</summary>
internal sealed class SightingPackets
{
    /// <summary>Beacons that a phone hears in one place, in turn: two of its zone, two of the next zone, each weaker than the one before.</summary>
    public const int Audible = 4;

    private const string Advert = "0201061AFF4C000215F7826DA64FA24E988024BC5B71E0893E00010000C5";
    private const int TimeDigits = 13;
    private const int RssiAt = TimeDigits + 9;      // behind ,"rssi":-
    private const int MinorAt = RssiAt + 2 + 8 + 54; // behind two digits, ,"adv":" and the advert up to its minor
    private readonly byte[] _bytes;
    private readonly int[] _timesAt;
    private readonly int _anchors;
    private readonly Walk _walk;

    /// <param name="store">Store id.</param>
    /// <param name="shoppers">One packet each, <c>s0</c> …</param>
    /// <param name="anchors">Beacons of the store, four to a zone.</param>
    /// <param name="perMessage">Sightings in one message.</param>
    /// <param name="walk">When shoppers change their zone.</param>
    /// <param name="firstShopper">Number of the first.</param>
    public SightingPackets(string store, int shoppers, int anchors, int perMessage, Walk walk, int firstShopper = 0)
    {
        (_anchors, _walk, PerMessage) = (anchors, walk, perMessage);
        var bytes = new MemoryStream();
        var times = new List<int>();
        for (var shopper = 0; shopper < shoppers; shopper++)
        {
            var topic = Encoding.ASCII.GetBytes($"smartstore/v1/{store}/phones/s{firstShopper + shopper}/sightings");
            var payload = new StringBuilder("{\"heard\":[");
            var offsets = new List<int>();
            for (var i = 0; i < perMessage; i++)
            {
                payload.Append(i > 0 ? ",{\"at\":" : "{\"at\":");
                offsets.Add(payload.Length);
                payload.Append('0', TimeDigits).Append(",\"rssi\":-50,\"adv\":\"").Append(Advert).Append("\"}");
            }

            payload.Append("]}");
            WriteHeader(bytes, topic, payload.Length);
            var start = (int)bytes.Length;
            bytes.Write(Encoding.ASCII.GetBytes(payload.ToString()));
            times.AddRange(offsets.Select(offset => start + offset));
            Ends.Add((int)bytes.Length);
        }

        _bytes = bytes.ToArray();
        _timesAt = [.. times];
    }

    /// <summary>Where each packet ends.</summary>
    public List<int> Ends { get; } = [];

    /// <summary>Sightings in one packet.</summary>
    public int PerMessage { get; }

    /// <summary>Packets.</summary>
    public int Count => Ends.Count;

    /// <summary>A run of packets with the present time, and what each phone hears at its place.</summary>
    /// <param name="round">How often everybody had a turn before: which of the audible beacons it is.</param>
    public ReadOnlyMemory<byte> Stamp(int first, int count, int round, long nowUnixMs)
    {
        Span<byte> digits = stackalloc byte[TimeDigits];
        Utf8Formatter.TryFormat(nowUnixMs, digits, out _);
        for (var shopper = first; shopper < first + count; shopper++)
        {
            var nearest = Nearest(shopper, nowUnixMs);
            for (var i = 0; i < PerMessage; i++)
            {
                var sighting = _bytes.AsSpan(_timesAt[(shopper * PerMessage) + i]);
                var beacon = (round + i) % Audible;
                digits.CopyTo(sighting);
                var level = 50 + (7 * beacon) + ((shopper + round + i) % 5);
                sighting[RssiAt] = (byte)('0' + (level / 10));
                sighting[RssiAt + 1] = (byte)('0' + (level % 10));
                WriteHex(sighting[MinorAt..], (nearest + beacon) % _anchors);
            }
        }

        var start = first == 0 ? 0 : Ends[first - 1];
        return _bytes.AsMemory(start, Ends[first + count - 1] - start);
    }

    // Who walks hears the third beacon of a zone best, then its fourth, then two of the next zone. Who stands, stands in the middle of a zone
    // and hears its four: at a border a beacon every few seconds is not enough to tell two zones apart, and everybody would seem to walk.
    private int Nearest(int shopper, long nowUnixMs) => (int)(((_walk.ZoneOf(shopper, nowUnixMs) * 4) + (_walk.Stay == TimeSpan.Zero ? 0 : 2)) % _anchors);

    private static void WriteHeader(MemoryStream bytes, byte[] topic, int payloadLength)
    {
        var remaining = 2 + topic.Length + payloadLength;
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
    }

    private static void WriteHex(Span<byte> into, int number)
    {
        for (var i = 3; i >= 0; i--, number >>= 4) into[i] = "0123456789ABCDEF"u8[number & 0xF];
    }
}
