using System.Buffers;
using System.Buffers.Binary;

namespace SmartStore.Mqtt.Packets;

/// <summary>Reads the fields of one packet body, front to back (MQTT 5.0 §1.5). The body is whole: false always means malformed.</summary>
public ref struct FieldReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>True when all has been read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>One byte.</summary>
    public bool TryReadByte(out byte value)
    {
        if (_rest.IsEmpty)
        {
            value = 0;
            return false;
        }

        value = _rest[0];
        _rest = _rest[1..];
        return true;
    }

    /// <summary>Two bytes, high first (§1.5.2).</summary>
    public bool TryReadUInt16(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_rest, out value)) return false;
        _rest = _rest[2..];
        return true;
    }

    /// <summary>Four bytes, high first (§1.5.3).</summary>
    public bool TryReadUInt32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(_rest, out value)) return false;
        _rest = _rest[4..];
        return true;
    }

    /// <summary>A Variable Byte Integer (§1.5.5).</summary>
    public bool TryReadVariable(out int value)
    {
        if (VariableInteger.Read(_rest, out value, out var length) != OperationStatus.Done) return false;
        _rest = _rest[length..];
        return true;
    }

    /// <summary>A counted number of bytes.</summary>
    public bool TryReadBytes(int count, out ReadOnlySpan<byte> value)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            value = default;
            return false;
        }

        value = _rest[..count];
        _rest = _rest[count..];
        return true;
    }

    /// <summary>Binary data: 0–65,535 bytes behind their length (§1.5.6).</summary>
    public bool TryReadBinary(out ReadOnlySpan<byte> value)
    {
        value = default;
        return TryReadUInt16(out var length) && TryReadBytes(length, out value);
    }

    /// <summary>A UTF-8 string behind its length (§1.5.4): well-formed, no U+0000, no surrogates; a byte order mark is kept.</summary>
    public bool TryReadText(out ReadOnlySpan<byte> value) => TryReadBinary(out value) && MqttText.IsValid(value);
}
