using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SmartStore.Grains.Presence;

/// <summary>Compares ids as the UTF-8 bytes they arrive in, so that a look-up needs no string.</summary>
internal sealed class Utf8Ids : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    /// <summary>The one instance.</summary>
    public static Utf8Ids Comparer { get; } = new();

    /// <inheritdoc/>
    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    /// <inheritdoc/>
    public bool Equals(ReadOnlySpan<byte> alternate, string other)
    {
        // Ids are ASCII: a longer text or any other character is another id.
        if (alternate.Length != other.Length) return false;
        for (var i = 0; i < alternate.Length; i++)
            if (alternate[i] != other[i])
                return false;
        return true;
    }

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] string obj)
    {
        Span<byte> bytes = stackalloc byte[256];
        return obj is { Length: <= 85 } ? Hash(bytes[..Encoding.UTF8.GetBytes(obj, bytes)]) : Hash(Encoding.UTF8.GetBytes(obj!));
    }

    /// <inheritdoc/>
    public int GetHashCode(ReadOnlySpan<byte> alternate) => Hash(alternate);

    /// <inheritdoc/>
    public string Create(ReadOnlySpan<byte> alternate) => Encoding.UTF8.GetString(alternate);

    // Seeded per process by HashCode itself: a sender cannot choose ids that collide.
    private static int Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
