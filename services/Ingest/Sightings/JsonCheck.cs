using System.Buffers;
using System.Text.Unicode;

namespace SmartStore.Ingest.Sightings;

/// <summary>
/// Tells whether bytes are one JSON value (RFC 8259) in valid UTF-8, at most <see cref="MaxDepth"/> deep, with no field twice in an object.
/// Throws nothing, so that a device that floods us with rubbish costs no more than one that does not.
/// </summary>
internal ref struct JsonCheck
{
    /// <summary>Deepest nesting of objects and lists.</summary>
    public const int MaxDepth = 16;

    private readonly ReadOnlySpan<byte> _json;
    private int _at;
    private int _depth;
    private int _objects;
    private int _namesCount;
    private Span<ulong> _names;
    private ulong[]? _rented;

    private JsonCheck(ReadOnlySpan<byte> json, Span<ulong> names)
    {
        _json = json;
        _names = names;
    }

    /// <summary>Checks a whole message.</summary>
    /// <param name="json">Any bytes. Time is linear in them, but for sorting the names.</param>
    /// <param name="at">Where it stopped making sense.</param>
    public static RefusalReason Check(ReadOnlySpan<byte> json, out int at)
    {
        at = 0;
        if (!Utf8.IsValid(json)) return RefusalReason.NotUtf8;
        if (json.StartsWith("\uFEFF"u8)) return RefusalReason.ByteOrderMark;
        Span<ulong> names = stackalloc ulong[64];
        var check = new JsonCheck(json, names);
        var reason = check.Whole();
        at = check._at;
        if (check._rented is not null) ArrayPool<ulong>.Shared.Return(check._rented);
        return reason;
    }

    private RefusalReason Whole()
    {
        var reason = Value();
        if (reason != RefusalReason.None) return reason;
        SkipSpace();
        if (_at != _json.Length) return RefusalReason.NotReadable;
        var names = _names[.._namesCount];
        names.Sort();
        for (var i = 1; i < names.Length; i++)
            if (names[i] == names[i - 1])
                return RefusalReason.DuplicateKey;
        return RefusalReason.None;
    }

    // Recursion is bounded by MaxDepth.
    private RefusalReason Value()
    {
        SkipSpace();
        if (_at >= _json.Length) return RefusalReason.NotReadable;
        switch (_json[_at])
        {
            case (byte)'{': return Nested((byte)'}', isObject: true);
            case (byte)'[': return Nested((byte)']', isObject: false);
            case (byte)'"': return Text(out _) ? RefusalReason.None : RefusalReason.NotReadable;
            case (byte)'t': return Literal("true"u8);
            case (byte)'f': return Literal("false"u8);
            case (byte)'n': return Literal("null"u8);
            default: return Number() ? RefusalReason.None : RefusalReason.NotReadable;
        }
    }

    private RefusalReason Nested(byte end, bool isObject)
    {
        if (_depth == MaxDepth) return RefusalReason.TooDeep;
        _depth++;
        _at++;
        var ordinal = (ulong)++_objects;
        SkipSpace();
        if (Is(end)) return Leave();
        while (true)
        {
            if (isObject)
            {
                SkipSpace();
                if (!Text(out var hash)) return RefusalReason.NotReadable;
                Remember((hash ^ (ordinal * 0x9E37_79B9_7F4A_7C15)) * 0xBF58_476D_1CE4_E5B9);
                SkipSpace();
                if (!Is((byte)':')) return RefusalReason.NotReadable;
                _at++;
            }
            var reason = Value();
            if (reason != RefusalReason.None) return reason;
            SkipSpace();
            if (Is(end)) return Leave();
            if (!Is((byte)',')) return RefusalReason.NotReadable;
            _at++;
        }
    }

    private RefusalReason Leave()
    {
        _at++;
        _depth--;
        return RefusalReason.None;
    }

    // The hash is of the text behind the escapes: "at" and "\u0061t" are one name.
    private bool Text(out ulong hash)
    {
        hash = 0xCBF2_9CE4_8422_2325;
        if (!Is((byte)'"')) return false;
        _at++;
        Span<byte> utf8 = stackalloc byte[4];
        while (_at < _json.Length)
        {
            var b = _json[_at++];
            if (b == '"') return true;
            if (b < 0x20) return false;
            if (b != '\\')
            {
                hash = Mix(hash, b);
                continue;
            }
            if (_at >= _json.Length || !Escape(out var rune)) return false;
            var bytes = rune.EncodeToUtf8(utf8);
            for (var i = 0; i < bytes; i++) hash = Mix(hash, utf8[i]);
        }
        return false;
    }

    private bool Escape(out System.Text.Rune rune)
    {
        rune = default;
        var b = _json[_at++];
        if (b == 'u')
        {
            if (!FourDigits(out var high)) return false;
            if (System.Text.Rune.TryCreate(high, out rune)) return true;
            if (_at + 1 >= _json.Length || _json[_at] != '\\' || _json[_at + 1] != 'u') return false;
            _at += 2;
            return FourDigits(out var low) && System.Text.Rune.TryCreate(high, low, out rune);
        }
        var escapes = "\"\\/bfnrt"u8;
        var plain = "\"\\/\b\f\n\r\t"u8;
        var which = escapes.IndexOf(b);
        if (which < 0) return false;
        rune = new System.Text.Rune((char)plain[which]);
        return true;
    }

    private bool FourDigits(out char c)
    {
        c = default;
        if (_json.Length - _at < 4) return false;
        if (!ushort.TryParse(_json.Slice(_at, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code)) return false;
        _at += 4;
        c = (char)code;
        return true;
    }

    private RefusalReason Literal(ReadOnlySpan<byte> word)
    {
        if (!_json[_at..].StartsWith(word)) return RefusalReason.NotReadable;
        _at += word.Length;
        return RefusalReason.None;
    }

    // -? (0 | 1-9 digits) (. digits)? (e sign? digits)?
    private bool Number()
    {
        if (Is((byte)'-')) _at++;
        if (Is((byte)'0')) _at++;
        else if (!Digits()) return false;
        if (Is((byte)'.'))
        {
            _at++;
            if (!Digits()) return false;
        }
        if (Is((byte)'e') || Is((byte)'E'))
        {
            _at++;
            if (Is((byte)'+') || Is((byte)'-')) _at++;
            return Digits();
        }
        return true;
    }

    private bool Digits()
    {
        var start = _at;
        while (_at < _json.Length && _json[_at] is >= (byte)'0' and <= (byte)'9') _at++;
        return _at > start;
    }

    private void SkipSpace()
    {
        while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') _at++;
    }

    private readonly bool Is(byte b) => _at < _json.Length && _json[_at] == b;

    private static ulong Mix(ulong hash, byte b) => (hash ^ b) * 0x100_0000_01B3;

    private void Remember(ulong name)
    {
        if (_namesCount == _names.Length)
        {
            var larger = ArrayPool<ulong>.Shared.Rent(_names.Length * 4);
            _names.CopyTo(larger);
            if (_rented is not null) ArrayPool<ulong>.Shared.Return(_rented);
            _rented = larger;
            _names = larger;
        }
        _names[_namesCount++] = name;
    }
}
