namespace SmartStore.Core.Pickup;

/// <summary>A secret that passes are signed with. Two at a time while keys rotate: the newest signs, both verify.</summary>
/// <param name="Kid">Names the key in the pass: 1–8 characters of <c>[A-Za-z0-9_-]</c>.</param>
/// <param name="Secret">At least 32 random bytes.</param>
public sealed record PassKey(string Kid, ReadOnlyMemory<byte> Secret)
{
    /// <summary>Longest key name, characters.</summary>
    public const int KidMax = 8;

    /// <summary>Fewest bytes of a secret: as many as SHA-256 gives.</summary>
    public const int SecretBytesMin = 32;

    /// <summary>True when the key can be used.</summary>
    public bool IsUsable =>
        Kid.Length is > 0 and <= KidMax && Kid.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') && Secret.Length >= SecretBytesMin;
}
