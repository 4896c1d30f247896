using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SmartStore.Core.Pickup;

/// <summary>
/// The answers one grain has given, oldest first, packed into one array: they are read with every fact and needed by hardly any, so they must
/// cost the collector nothing. A tap is known by the first 8 bytes of its key's SHA-256, because whoever asks for an answer has the key.
/// </summary>
/// <remarks>
/// Each entry, little-endian: fingerprint u64 · unix milliseconds i64 · outcome u8 · order id: length u16 (0: none) and UTF-8 · text: length u16
/// (<c>0xFFFF</c>: the text of the entry before, which is nearly always so) and UTF-8.
/// </remarks>
public sealed class AnsweredTaps
{
    /// <summary>Answers one grain keeps; the oldest make room.</summary>
    public const int Max = 64;

    private const int HeadBytes = sizeof(ulong) + sizeof(long) + sizeof(byte);
    private const ushort SameText = ushort.MaxValue;

    private readonly ReadOnlyMemory<byte> _packed;

    private AnsweredTaps(ReadOnlyMemory<byte> packed, int count) => (_packed, Count) = (packed, count);

    /// <summary>None.</summary>
    public static AnsweredTaps None { get; } = new(ReadOnlyMemory<byte>.Empty, 0);

    /// <summary>How many, 0..<see cref="Max"/>.</summary>
    public int Count { get; }

    /// <summary>What to store. See the remarks on the type.</summary>
    public ReadOnlyMemory<byte> Packed => _packed;

    /// <summary>Takes what <see cref="Packed"/> gave. The bytes are kept, not copied.</summary>
    /// <exception cref="InvalidDataException">They are cut short, or more than <see cref="Max"/>.</exception>
    public static AnsweredTaps From(ReadOnlyMemory<byte> packed)
    {
        var count = 0;
        foreach (var _ in new Entries(packed.Span)) count++;
        if (count > Max) throw new InvalidDataException($"{count} answers to taps were kept, more than {Max}.");
        return count == 0 ? None : new AnsweredTaps(packed, count);
    }

    /// <summary>The answer a tap got; null: none that is still kept.</summary>
    public TapAnswer? Of(TapKey key)
    {
        if (Count == 0) return null;
        var fingerprint = Fingerprint(key);
        foreach (var entry in new Entries(_packed.Span))
            if (entry.Fingerprint == fingerprint)
                return entry.Answer(key);
        return null;
    }

    /// <summary>Whether there is one from before a time.</summary>
    public bool AnyBefore(DateTimeOffset time)
    {
        var unixMs = time.ToUnixTimeMilliseconds();
        foreach (var entry in new Entries(_packed.Span))
            if (entry.AtUnixMs < unixMs)
                return true;
        return false;
    }

    /// <summary>With one answer more, of a tap that has none yet.</summary>
    public AnsweredTaps With(TapAnswer answer)
    {
        var added = new Packing(_packed.Length + HeadBytes + (2 * sizeof(ushort)) + Encoding.UTF8.GetMaxByteCount((answer.Order?.Value.Length ?? 0) + answer.Text.Length));
        var spare = Count - Max + 1;
        foreach (var entry in new Entries(_packed.Span))
            if (spare-- <= 0)
                added.Add(entry);
        added.Add(new Entry(
            Fingerprint(answer.Key), answer.At.ToUnixTimeMilliseconds(), (byte)answer.Outcome,
            Encoding.UTF8.GetBytes(answer.Order?.Value ?? ""), Encoding.UTF8.GetBytes(answer.Text)));
        return added.Done();
    }

    /// <summary>Without those from before a time.</summary>
    public AnsweredTaps Since(DateTimeOffset time)
    {
        var unixMs = time.ToUnixTimeMilliseconds();
        // A text that stood with an entry that goes is written again with the next: at most once more than before.
        var kept = new Packing(_packed.Length);
        foreach (var entry in new Entries(_packed.Span))
            if (entry.AtUnixMs >= unixMs)
                kept.Add(entry);
        return kept.Done();
    }

    private static ulong Fingerprint(TapKey key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key.Value), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    private readonly ref struct Entry(ulong fingerprint, long atUnixMs, byte outcome, ReadOnlySpan<byte> order, ReadOnlySpan<byte> text)
    {
        public readonly ulong Fingerprint = fingerprint;
        public readonly long AtUnixMs = atUnixMs;
        public readonly byte Outcome = outcome;
        public readonly ReadOnlySpan<byte> Order = order;
        public readonly ReadOnlySpan<byte> Text = text;

        public TapAnswer Answer(TapKey key)
        {
            OrderId? id = Order.IsEmpty ? null : new OrderId(Encoding.UTF8.GetString(Order));
            return new TapAnswer(key, DateTimeOffset.FromUnixTimeMilliseconds(AtUnixMs), (TapOutcome)Outcome, id, Encoding.UTF8.GetString(Text));
        }
    }

    private ref struct Entries(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;
        private Entry _current;

        public readonly Entry Current => _current;

        public readonly Entries GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_rest.IsEmpty) return false;
            var head = Take(HeadBytes);
            var order = Take(BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort))));
            var length = BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));
            var text = length == SameText ? _current.Text : Take(length);
            _current = new Entry(BinaryPrimitives.ReadUInt64LittleEndian(head), BinaryPrimitives.ReadInt64LittleEndian(head[sizeof(ulong)..]), head[^1], order, text);
            return true;
        }

        private ReadOnlySpan<byte> Take(int bytes)
        {
            if (_rest.Length < bytes) throw new InvalidDataException("The answers to taps are cut short.");
            var taken = _rest[..bytes];
            _rest = _rest[bytes..];
            return taken;
        }
    }

    private ref struct Packing(int bytesMax)
    {
        private readonly byte[] _bytes = new byte[bytesMax];
        private ReadOnlySpan<byte> _textBefore;
        private int _length;
        private int _count;

        public void Add(Entry entry)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(_length), entry.Fingerprint);
            BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(_length + sizeof(ulong)), entry.AtUnixMs);
            _bytes[_length + HeadBytes - 1] = entry.Outcome;
            _length += HeadBytes;
            Put(entry.Order);
            if (_count++ > 0 && entry.Text.SequenceEqual(_textBefore))
            {
                BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(_length), SameText);
                _length += sizeof(ushort);
            }
            else
            {
                Put(entry.Text);
            }
            _textBefore = entry.Text;
        }

        public readonly AnsweredTaps Done() => _count == 0 ? None : new AnsweredTaps(_bytes.AsMemory(0, _length), _count);

        private void Put(ReadOnlySpan<byte> text)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(text.Length, SameText);
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(_length), (ushort)text.Length);
            text.CopyTo(_bytes.AsSpan(_length + sizeof(ushort)));
            _length += sizeof(ushort) + text.Length;
        }
    }
}
