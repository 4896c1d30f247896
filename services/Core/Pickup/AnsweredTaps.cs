using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SmartStore.Core.Pickup;

/// <summary>The answers to taps that one grain keeps, oldest first.</summary>
/// <param name="All">At most <see cref="Max"/>.</param>
public sealed record AnsweredTaps(IReadOnlyList<KeptAnswer> All)
{
    /// <summary>Answers one grain keeps; the oldest make room.</summary>
    public const int Max = 64;

    /// <summary>None.</summary>
    public static AnsweredTaps None { get; } = new([]);

    /// <summary>How many, 0..<see cref="Max"/>.</summary>
    public int Count => All.Count;

    /// <summary>The answer that a tap got; null: none that is still kept.</summary>
    public TapAnswer? Of(TapKey key)
    {
        if (Count == 0) return null;
        var tap = KeptAnswer.Fingerprint(key);
        return All.FirstOrDefault(kept => kept.Tap == tap) is { } found ? new TapAnswer(key, found.At, found.Outcome, found.Order, found.Text) : null;
    }

    /// <summary>True when there is an answer from before a time.</summary>
    public bool AnyBefore(DateTimeOffset time) => All.Any(kept => kept.At < time);

    /// <summary>With one answer more, of a tap that has none yet.</summary>
    public AnsweredTaps With(TapAnswer answer) =>
        new([.. All.Skip(Count - Max + 1), new KeptAnswer(KeptAnswer.Fingerprint(answer.Key), answer.At, answer.Outcome, answer.Order, answer.Text)]);

    /// <summary>Without the answers from before a time.</summary>
    public AnsweredTaps Since(DateTimeOffset time) => new([.. All.Where(kept => kept.At >= time)]);
}

/// <summary>One kept answer.</summary>
/// <param name="Tap">First 8 bytes of the SHA-256 of the tap's key.</param>
/// <param name="Order">Null: none.</param>
public sealed record KeptAnswer(ulong Tap, DateTimeOffset At, TapOutcome Outcome, OrderId? Order, string Text)
{
    /// <summary>What stands for a tap's key.</summary>
    public static ulong Fingerprint(TapKey key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key.Value), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
