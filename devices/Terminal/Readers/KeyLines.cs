using System.Buffers.Binary;

namespace SmartStore.Terminal.Readers;

/// <summary>
/// Keys of a Linux keyboard as characters: events of <c>time [2 words], type [2], code [2], value [4]</c> (input.h), in the byte order of the machine. A scanner gun types like a US
/// keyboard and ends each code with Enter or Tab.
/// </summary>
/// <param name="wordBytes">Bytes of a word of the kernel: 8, or 4 on a 32-bit machine.</param>
internal sealed class KeyLines(int wordBytes) : ILineDecoder
{
    private const int FieldBytes = 8;
    private const ushort EventKey = 1;
    private const int Released = 0;
    private const int Pressed = 1;
    private const ushort Enter = 28;
    private const ushort Tab = 15;
    private const ushort KeypadEnter = 96;
    private const ushort ShiftLeft = 42;
    private const ushort ShiftRight = 54;

    // input-event-codes.h: the place is the code, '\0' no character.
    private const string Plain = "\0\u001b1234567890-=\b\tqwertyuiop[]\n\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 \0\0\0\0\0\0\0\0\0\0\0\0\0" + "789-456+1230.";
    private const string Shifted = "\0\u001b!@#$%^&*()_+\b\tQWERTYUIOP{}\n\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 \0\0\0\0\0\0\0\0\0\0\0\0\0" + "789-456+1230.";

    private readonly TextLines _lines = new();
    private readonly byte[] _event = new byte[(2 * wordBytes) + FieldBytes];
    private int _held;
    private bool _isShiftedLeft;
    private bool _isShiftedRight;

    public KeyLines()
        : this(IntPtr.Size)
    {
    }

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<byte> bytes, Action<string?> line)
    {
        while (!bytes.IsEmpty)
        {
            var part = Math.Min(_event.Length - _held, bytes.Length);
            bytes[..part].CopyTo(_event.AsSpan(_held));
            bytes = bytes[part..];
            _held += part;
            if (_held < _event.Length) return;
            _held = 0;
            Take(line);
        }
    }

    /// <inheritdoc/>
    public void End(Action<string?> line) => _lines.End(line);

    private void Take(Action<string?> line)
    {
        var fields = _event.AsSpan(_event.Length - FieldBytes);
        var (type, code, value) = (Read(fields), Read(fields[2..]), BitConverter.ToInt32(fields[4..]));
        // A key that is held down repeats with another value; nobody holds one down in a code.
        if (type != EventKey || value is not (Pressed or Released)) return;
        if (code == ShiftLeft) _isShiftedLeft = value == Pressed;
        else if (code == ShiftRight) _isShiftedRight = value == Pressed;
        else if (value == Released) return;
        else if (code is Enter or Tab or KeypadEnter) _lines.End(line);
        else if (code < Plain.Length && (_isShiftedLeft || _isShiftedRight ? Shifted : Plain)[code] is var c and >= ' ') _lines.Add(c);
    }

    private static ushort Read(ReadOnlySpan<byte> field) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(field) : BinaryPrimitives.ReadUInt16BigEndian(field);
}
