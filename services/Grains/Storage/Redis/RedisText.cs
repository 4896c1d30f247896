using System.Buffers.Text;
using System.Globalization;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>Reads what the scripts write: <c>revision wake digest body</c> of a record, <c>version digest body</c> of a document.</summary>
internal static class RedisText
{
    /// <summary>More than a record's text needs before its digest.</summary>
    public const int HeadBytes = 48;

    /// <summary>A wake time that means none, as long as every other one: it takes the place of one that is put off for good.</summary>
    public const string Never = "9999999999999";

    private static readonly long NeverMs = long.Parse(Never, CultureInfo.InvariantCulture);

    /// <summary>A record as it was written.</summary>
    /// <exception cref="StoreDamagedException">It is not as it was written.</exception>
    public static StoredRow Record(ReadOnlySpan<byte> text)
    {
        if (!TryHead(text, out var revision, out var wakeAt, out var rest) || !TryNumber(ref rest, out ulong digest)) throw Damaged();
        return new StoredRow(revision, wakeAt, Checked(rest, digest));
    }

    /// <summary>The first part of a record; false: it is damaged, or there is none.</summary>
    public static bool TryHead(ReadOnlySpan<byte> text, out long revision, out DateTimeOffset? wakeAt, out ReadOnlySpan<byte> rest)
    {
        (revision, wakeAt) = (0, null);
        rest = text;
        if (!TryNumber(ref rest, out ulong number)) return false;
        revision = (long)number;
        if (rest.StartsWith("- "u8))
        {
            rest = rest[2..];
            return true;
        }
        if (!Utf8Parser.TryParse(rest, out long wake, out var used) || used >= rest.Length || rest[used] != ' ') return false;
        wakeAt = wake < NeverMs ? DateTimeOffset.FromUnixTimeMilliseconds(wake) : null;
        rest = rest[(used + 1)..];
        return true;
    }

    /// <summary>A document as it was written; a deleted one has no body.</summary>
    /// <exception cref="StoreDamagedException">It is not as it was written.</exception>
    public static StoredDocument Document(string kind, string id, ReadOnlySpan<byte> text)
    {
        if (!TryNumber(ref text, out ulong version)) throw Damaged();
        if (text is [(byte)'-']) return new StoredDocument(kind, id, (long)version, null);
        return TryNumber(ref text, out ulong digest) ? new StoredDocument(kind, id, (long)version, Checked(text, digest)) : throw Damaged();
    }

    /// <summary>The time of a journal row.</summary>
    public static DateTimeOffset Time(string unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(unixMs, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

    private static bool TryNumber(ref ReadOnlySpan<byte> text, out ulong number)
    {
        if (!Utf8Parser.TryParse(text, out number, out var used) || used >= text.Length || text[used] != ' ') return false;
        text = text[(used + 1)..];
        return true;
    }

    // Redis does not check what it reads from its log.
    private static byte[] Checked(ReadOnlySpan<byte> body, ulong digest) => Fingerprint.Of(body) == digest ? body.ToArray() : throw Damaged();

    private static StoreDamagedException Damaged() => new("Something stored in Redis is damaged: restore a backup.");
}
