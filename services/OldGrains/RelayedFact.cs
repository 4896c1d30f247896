using System.Text;

namespace SmartStore.Grains;

/// <summary>
/// A fact on its way to another grain, as it lies in the relay channel: version u8 (1) · id · grain · kind (each: length by 7 bits a byte, UTF-8)
/// · at, UTC ticks i64 little-endian · payload to the end.
/// </summary>
internal static class RelayedFact
{
    /// <summary>Most bytes before the payload: three strings of at most 3 bytes a character with their lengths, version and time.</summary>
    public const int HeadBytesMax = 1 + 8 + 6 + (3 * (GrainLimits.IdCharsMax + GrainLimits.KindCharsMax)) + GrainLimits.GrainKeyBytesMax;

    private const byte Version = 1;

    public static ReadOnlyMemory<byte> Write(GrainEvent fact)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Version);
        writer.Write(fact.Id);
        writer.Write(fact.Grain);
        writer.Write(fact.Kind);
        writer.Write(fact.At.UtcTicks);
        writer.Write(fact.Payload.Span);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">No fact, or written by a newer program.</exception>
    public static GrainEvent Read(ReadOnlyMemory<byte> stored)
    {
        try
        {
            using var bytes = new MemoryStream(stored.ToArray(), writable: false);
            using var reader = new BinaryReader(bytes, Encoding.UTF8);
            var version = reader.ReadByte();
            if (version != Version) throw new InvalidDataException($"A message between grains has version {version}, this program knows {Version}.");
            var (id, grain, kind) = (reader.ReadString(), reader.ReadString(), reader.ReadString());
            var at = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
            return new GrainEvent(id, grain, kind, at, stored[(int)bytes.Position..]);
        }
        catch (Exception error) when (error is EndOfStreamException or ArgumentException or FormatException)
        {
            throw new InvalidDataException("A message between grains is damaged.", error);
        }
    }
}
