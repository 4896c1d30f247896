namespace SmartStore.Ingest.Sightings;

/// <summary>
/// Reads the message that nearly every device sends: <c>heard</c> alone, only the contract's fields, no escapes, every entry good.
/// Anything else, right or wrong, is left to <see cref="SightingsDocument"/>: this one only ever says "read" or "not mine".
/// </summary>
/// <param name="json">The whole message.</param>
internal ref struct CanonicalScanner(ReadOnlySpan<byte> json)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private int _at;

    /// <summary>Fills the batch; false: not mine, and what the batch holds is to be cleared.</summary>
    public bool TryRead(SightingBatch batch)
    {
        if (!Take((byte)'{') || !Word("\"heard\""u8) || !Take((byte)':') || !Take((byte)'[')) return false;
        if (!Take((byte)']'))
        {
            do
            {
                if (!TryReadEntry(batch)) return false;
            }
            while (Take((byte)','));
            if (!Take((byte)']')) return false;
        }
        if (!Take((byte)'}')) return false;
        SkipSpace();
        return _at == _json.Length;
    }

    private bool TryReadEntry(SightingBatch batch)
    {
        var entry = default(HeardEntry);
        if (!Take((byte)'{')) return false;
        do
        {
            if (!TryReadText(out var name) || !Take((byte)':')) return false;
            SkipSpace();
            var field = FieldOf(name);
            if (field == HeardFields.None || entry.Has(field)) return false;
            entry.Given |= field;
            var read = field switch
            {
                HeardFields.At => TryReadTime(out entry.AtUnixMs),
                HeardFields.Rssi => TryReadInteger(out entry.RssiDbm),
                HeardFields.Adv => TryReadText(out entry.AdvHex),
                HeardFields.Beacon => TryReadText(out entry.Beacon),
                _ => TryReadText(out entry.MacText),
            };
            if (!read) return false;
        }
        while (Take((byte)','));
        if (!Take((byte)'}') || entry.Judge(out var sighting, out _, out _) != RefusalReason.None) return false;
        batch.Accept(sighting);
        return true;
    }

    private static HeardFields FieldOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("at"u8) => HeardFields.At,
        3 when name.SequenceEqual("adv"u8) => HeardFields.Adv,
        3 when name.SequenceEqual("mac"u8) => HeardFields.Mac,
        4 when name.SequenceEqual("rssi"u8) => HeardFields.Rssi,
        6 when name.SequenceEqual("beacon"u8) => HeardFields.Beacon,
        _ => HeardFields.None,
    };

    // The text may still hold what JSON forbids; none of it survives the judgement of a field.
    private bool TryReadText(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!Take((byte)'"')) return false;
        var length = _json[_at..].IndexOf((byte)'"');
        if (length < 0) return false;
        text = _json.Slice(_at, length);
        _at += length + 1;
        return true;
    }

    private bool TryReadTime(out long unixMs)
    {
        if (_at < _json.Length && _json[_at] == '"') return TryReadText(out var text) & InstantText.TryParse(text, out unixMs);
        return TryReadInteger(out unixMs) && unixMs is >= 0 and <= InstantText.MaxUnixMs;
    }

    // -? digits, at most 15 of them, no leading zero, then what ends a value: a fraction or an exponent is not mine.
    private bool TryReadInteger(out long value)
    {
        value = 0;
        var negative = _at < _json.Length && _json[_at] == '-';
        if (negative) _at++;
        var start = _at;
        for (; _at < _json.Length && _at - start < 16; _at++)
        {
            var digit = _json[_at] - '0';
            if ((uint)digit > 9) break;
            value = (value * 10) + digit;
        }
        var digits = _at - start;
        if (digits is 0 or > 15 || (digits > 1 && _json[start] == '0')) return false;
        if (negative) value = -value;
        return _at < _json.Length && _json[_at] is (byte)',' or (byte)'}' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
    }

    private bool Word(ReadOnlySpan<byte> word)
    {
        SkipSpace();
        if (!_json[_at..].StartsWith(word)) return false;
        _at += word.Length;
        return true;
    }

    private bool Take(byte b)
    {
        if (_at < _json.Length && _json[_at] == b)
        {
            _at++;
            return true;
        }
        SkipSpace();
        if (_at >= _json.Length || _json[_at] != b) return false;
        _at++;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') _at++;
    }
}
