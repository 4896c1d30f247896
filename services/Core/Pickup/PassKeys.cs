using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmartStore.Core.Pickup;

/// <summary>A pass to show or tap: a signed token for one shopper and one minute.</summary>
public sealed record Pass(string Token, DateTimeOffset ExpiresAt)
{
    /// <summary>When its minute begins.</summary>
    public DateTimeOffset NotBefore => ExpiresAt - PassKeys.Lives;
}

/// <summary>What was read from a shown token.</summary>
/// <param name="Shopper">Whose it is; only of a genuine one, else the default.</param>
/// <param name="Epoch">How often the shopper had ended their devices when it was issued.</param>
public readonly record struct PassReading(PassVerdict Verdict, ShopperId Shopper, int Epoch = 0);

/// <summary>
/// Signs and verifies passes: <c>v1.KID.SHOPPER.EXPIRES.NONCE.MAC</c>. EXPIRES is unix milliseconds, NONCE 96 random bits and, after a <c>~</c>,
/// the epoch where that is not 0, MAC
/// HMAC-SHA256 of everything before it cut to 128 bits, both base64url. A shopper's id may hold dots; no other part does, so the parts
/// are told apart from both ends. Time, keys and nonce come from outside.
/// </summary>
public sealed class PassKeys
{
    /// <summary>Longest token, characters. The longest we issue has 130.</summary>
    public const int TokenMax = 160;

    private const char EpochMark = '~';

    /// <summary>How long a pass is good for.</summary>
    public static readonly TimeSpan Lives = TimeSpan.FromSeconds(60);

    /// <summary>How much longer it is taken, because the clocks of terminals are not exact.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of a nonce.</summary>
    public const int NonceBytes = 12;

    private const string Version = "v1";
    private const int MacBytes = 16;
    private readonly PassKey[] _keys;

    /// <param name="keys">The first one signs; all of them verify. At least one, every one usable, no two of one name.</param>
    /// <exception cref="ArgumentException">The keys are not like that.</exception>
    public PassKeys(IEnumerable<PassKey> keys)
    {
        _keys = [.. keys];
        if (_keys.Length == 0) throw new ArgumentException("Passes need at least one key.", nameof(keys));
        if (!_keys.All(key => key.IsUsable)) throw new ArgumentException($"A pass key needs a name of 1–{PassKey.KidMax} letters, digits, _ or -, and {PassKey.SecretBytesMin} bytes.", nameof(keys));
        if (_keys.DistinctBy(key => key.Kid, StringComparer.Ordinal).Count() != _keys.Length) throw new ArgumentException("Two pass keys have one name.", nameof(keys));
    }

    /// <summary>Most further minutes for which passes are issued at once.</summary>
    public const int AheadMax = 14;

    /// <summary>Signs a pass with the newest key.</summary>
    /// <param name="now">When its minute begins.</param>
    /// <param name="nonce"><see cref="NonceBytes"/> random bytes, never used twice.</param>
    /// <param name="epoch">How often the shopper has ended their devices; at least 0.</param>
    public Pass Issue(ShopperId shopper, DateTimeOffset now, ReadOnlySpan<byte> nonce, int epoch = 0)
    {
        if (!Id.IsValid(shopper.Value)) throw new ArgumentException("A pass is for a shopper with a valid id.", nameof(shopper));
        if (nonce.Length != NonceBytes) throw new ArgumentException($"A nonce has {NonceBytes} bytes.", nameof(nonce));
        var expires = (now + Lives).ToUnixTimeMilliseconds();
        var signed = $"{Version}.{_keys[0].Kid}.{shopper.Value}.{expires.ToString(CultureInfo.InvariantCulture)}.{Base64Url.EncodeToString(nonce)}{(epoch == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{EpochMark}{epoch}"))}";
        Span<byte> mac = stackalloc byte[MacBytes];
        Sign(_keys[0], signed, mac);
        return new Pass($"{signed}.{Base64Url.EncodeToString(mac)}", DateTimeOffset.FromUnixTimeMilliseconds(expires));
    }

    /// <summary>What a shown token is worth. Throws nothing; what cannot be read is forged.</summary>
    public PassReading Read(ReadOnlySpan<char> token, DateTimeOffset now)
    {
        if (token.Length is 0 or > TokenMax || token.ContainsAnyExceptInRange('!', '~')) return default;
        // From the front: version and key; from the back: mac, nonce and expiry; what remains is the shopper.
        if (!First(ref token, out var version) || !version.SequenceEqual(Version) || !First(ref token, out var kid)) return default;
        var unsigned = token;
        if (!Last(ref token, out var mac) || !Last(ref token, out var nonce) || !Last(ref token, out var expiry)) return default;
        if (nonce.IsEmpty || !Id.IsValid(token) || Key(kid) is not { } key) return default;

        Span<byte> shown = stackalloc byte[MacBytes];
        if (!Base64Url.IsValid(mac, out var decoded) || decoded != MacBytes || !Base64Url.TryDecodeFromChars(mac, shown, out _)) return default;
        Span<byte> wanted = stackalloc byte[MacBytes];
        Sign(key, $"{Version}.{kid}.{unsigned[..^(mac.Length + 1)]}", wanted);
        if (!CryptographicOperations.FixedTimeEquals(shown, wanted)) return default;

        if (!long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var expires)) return default;
        var verdict = (now - Grace).ToUnixTimeMilliseconds() >= expires ? PassVerdict.Expired
            : (now + Grace).ToUnixTimeMilliseconds() < expires - (long)Lives.TotalMilliseconds ? PassVerdict.TooEarly
            : PassVerdict.Valid;
        // A process of before epochs reads such a pass all the same.
        var epoch = nonce.IndexOf(EpochMark) is >= 0 and var mark && int.TryParse(nonce[(mark + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var ended) ? ended : 0;
        return new PassReading(verdict, new ShopperId(token.ToString()), epoch);
    }

    private PassKey? Key(ReadOnlySpan<char> kid)
    {
        foreach (var key in _keys)
            if (kid.SequenceEqual(key.Kid))
                return key;
        return null;
    }

    private static void Sign(PassKey key, string signed, Span<byte> mac)
    {
        Span<byte> text = stackalloc byte[TokenMax];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Secret.Span, text[..Encoding.ASCII.GetBytes(signed, text)], hash);
        hash[..MacBytes].CopyTo(mac);
    }

    private static bool First(ref ReadOnlySpan<char> token, out ReadOnlySpan<char> part)
    {
        var dot = token.IndexOf('.');
        part = dot < 0 ? default : token[..dot];
        if (dot < 0) return false;
        token = token[(dot + 1)..];
        return true;
    }

    private static bool Last(ref ReadOnlySpan<char> token, out ReadOnlySpan<char> part)
    {
        var dot = token.LastIndexOf('.');
        part = dot < 0 ? default : token[(dot + 1)..];
        if (dot < 0) return false;
        token = token[..dot];
        return true;
    }
}

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

/// <summary>What a shown pass is worth.</summary>
public enum PassVerdict
{
    /// <summary>Unreadable, of an unknown key, or with a wrong signature: it proves nothing, not even whose it is.</summary>
    Forged = 0,
    /// <summary>Genuine, and its time is over.</summary>
    Expired = 1,
    Valid = 2,
    /// <summary>Genuine, and its minute has not come.</summary>
    TooEarly = 3,
}
