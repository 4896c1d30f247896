using System.Text;

namespace SmartStore.Terminal.Readers;

/// <summary>Characters up to the end of a line: LF, CR, or both. Bytes are characters of Latin-1; a code has no others than ASCII, and a record of a tag stays what it is.</summary>
internal sealed class TextLines : ILineDecoder
{
    /// <summary>Longest line, characters: a message of a tag as hexadecimal.</summary>
    public const int CharsMax = 2 * Core.Nfc.NdefMessage.BytesMax;

    private readonly StringBuilder _line = new();
    private bool _isTooLong;

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<byte> bytes, Action<string?> line)
    {
        foreach (var one in bytes)
        {
            if (one is (byte)'\n' or (byte)'\r') End(line);
            else Add((char)one);
        }
    }

    /// <inheritdoc/>
    public void End(Action<string?> line)
    {
        var (text, isTooLong) = (_line.ToString(), _isTooLong);
        _line.Clear();
        _isTooLong = false;
        if (isTooLong) line(null);
        else if (text.Length > 0) line(text);
    }

    internal void Add(char c)
    {
        if (_line.Length < CharsMax) _line.Append(c);
        else _isTooLong = true;
    }
}
