using System.Security.Cryptography;
using System.Text;

namespace SmartStore.Core.Pickup;

/// <summary>What makes two taps the same one: terminal, the terminal's own id, and the pass. An id with another pass is another tap.</summary>
/// <param name="Terminal">Terminal id.</param>
/// <param name="TapId">Chosen by the terminal, unique for it; repeated when the terminal repeats the tap.</param>
/// <param name="PassDigest">First 8 bytes of the pass's SHA-256, hexadecimal: the pass itself is kept nowhere.</param>
public sealed record TapOrigin(StoreId Store, string Terminal, string TapId, string PassDigest)
{
    /// <summary>The identity of a tap.</summary>
    public TapKey Key => new($"{Store.Value}/{Terminal}/{TapId}/{PassDigest}");

    /// <summary>The origin of a tap with this pass.</summary>
    public static TapOrigin Of(StoreId store, string terminal, string tapId, string pass) =>
        new(store, terminal, tapId, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pass)).AsSpan(0, 8)));
}

/// <summary>Identity of a tap: <c>store/terminal/tap id/digest of the pass</c>.</summary>
public readonly record struct TapKey(string Value)
{
    /// <summary>The terminal's own id of the tap.</summary>
    public ReadOnlySpan<char> TapId()
    {
        var withoutDigest = Value.AsSpan(0, Value.LastIndexOf('/'));
        return withoutDigest[(withoutDigest.LastIndexOf('/') + 1)..];
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
