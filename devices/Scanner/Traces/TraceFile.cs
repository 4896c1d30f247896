using System.Globalization;
using System.IO.Compression;

namespace SmartStore.Scanner.Traces;

/// <summary>Reads a recorded trace: CSV with the header <c>t_s,transmitter,receiver,rssi_dbm</c>, plain or gzip, by the file's first bytes.</summary>
public static class TraceFile
{
    /// <summary>Header every trace starts with.</summary>
    public const string Header = "t_s,transmitter,receiver,rssi_dbm";

    /// <summary>Longest line, characters: more is no trace.</summary>
    public const int LineMax = 1_000;

    /// <summary>Reads row by row; the file is never held whole.</summary>
    /// <exception cref="InvalidDataException">The header or a line is wrong; the message names the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<TraceRow> Read(string path)
    {
        using var file = File.OpenRead(path);
        foreach (var row in Read(file)) yield return row;
    }

    /// <summary>Reads row by row from a seekable stream.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static IEnumerable<TraceRow> Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var isGzip = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B; // RFC 1952 §2.3.1
        stream.Position = 0;
        using var reader = new StreamReader(isGzip ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        if (reader.ReadLine() != Header) throw new InvalidDataException($"Line 1: expected the header {Header}.");
        var number = 1;
        var names = new Dictionary<string, string>(StringComparer.Ordinal); // a trace repeats few names very often
        for (var line = reader.ReadLine(); line is not null; line = reader.ReadLine())
        {
            number++;
            if (line.Length == 0) continue;
            yield return Row(line, number, names);
        }
    }

    private static TraceRow Row(string line, int number, Dictionary<string, string> names)
    {
        var parts = line.Length <= LineMax ? line.Split(',') : [];
        if (parts.Length != 4
            || !double.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds > TimeSpan.FromDays(365).TotalSeconds
            || !int.TryParse(parts[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var rssiDbm))
            throw new InvalidDataException($"Line {number}: expected seconds, transmitter, receiver and dBm.");
        return new TraceRow(TimeSpan.FromSeconds(seconds), Known(parts[1]), Known(parts[2]), rssiDbm);

        string Known(string name) => names.TryGetValue(name, out var known) ? known : names[name] = name;
    }
}

/// <summary>One line of a recorded trace.</summary>
/// <param name="At">From the start of the recording.</param>
/// <param name="Transmitter">Who was heard, as the recording names it.</param>
/// <param name="Receiver">Who heard it, as the recording names it.</param>
/// <param name="RssiDbm">Received power, dBm.</param>
public readonly record struct TraceRow(TimeSpan At, string Transmitter, string Receiver, int RssiDbm);
