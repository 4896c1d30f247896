using System.Globalization;
using System.IO.Compression;
using nietras.SeparatedValues;

namespace SmartStore.Scanner.Traces;

/// <summary>Reads the tables of a recording: CSV, plain or gzip by the file's first bytes, whose first column is <c>t_s</c>, seconds since its start.</summary>
public static class TraceFile
{
    /// <summary>Header every trace starts with.</summary>
    public const string Header = "t_s,transmitter,receiver,rssi_dbm";

    /// <summary>Longest line, characters: more is no table of a recording.</summary>
    public const int LineMax = 1_000;

    // A trace repeats few names very often.
    private static readonly SepReaderOptions Format = Sep.New(',').Reader(options => options with
    {
        HasHeader = false,
        DisableColCountCheck = true,
        DisableQuotesParsing = true,
        CreateToString = SepToString.PoolPerCol(),
    });

    /// <summary>Reads a trace row by row; the file is never held whole.</summary>
    /// <exception cref="InvalidDataException">The header or a line is wrong; the message names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<TraceRow> Read(string path) => Rows(path, Header).Select(row => Heard(row, path));

    /// <summary>Reads a trace row by row from a seekable stream, which is called <paramref name="name"/> where something is wrong.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static IEnumerable<TraceRow> Read(Stream stream, string name = "trace") => Rows(stream, Header, name).Select(row => Heard(row, name));

    /// <summary>Reads any table of a recording row by row.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">What its first line has to be; the first column is <c>t_s</c>.</param>
    /// <inheritdoc cref="Read(string)"/>
    public static IEnumerable<TimedRow> Rows(string path, string header)
    {
        using var file = File.OpenRead(path);
        foreach (var row in Rows(file, header, path)) yield return row;
    }

    private static IEnumerable<TimedRow> Rows(Stream stream, string header, string name)
    {
        var isGzip = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B; // RFC 1952 §2.3.1
        stream.Position = 0;
        using var reader = Format.From(new StreamReader(isGzip ? new GZipStream(stream, CompressionMode.Decompress) : stream));
        if (!Next(reader, name, 1) || !reader.Current.Span.SequenceEqual(header)) throw new InvalidDataException($"{name}:1: expected the header {header}.");
        for (var line = 2; Next(reader, name, line); line++)
            if (reader.Current.Span.Length > 0)
                yield return Row(reader.Current, header, name, line);
    }

    private static bool Next(SepReader reader, string name, int line)
    {
        try
        {
            return reader.MoveNext();
        }
        catch (NotSupportedException e)
        {
            throw new InvalidDataException($"{name}:{line}: the line is too long.", e);
        }
    }

    private static TimedRow Row(SepReader.Row row, string header, string name, int line)
    {
        if (row.Span.Length > LineMax || row.ColCount != header.AsSpan().Count(',') + 1
            || !double.TryParse(row[0].Span, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds > TimeSpan.FromDays(365).TotalSeconds)
            throw new InvalidDataException($"{name}:{line}: expected {header}, seconds first.");
        return new TimedRow(line, TimeSpan.FromSeconds(seconds), row[1..].ToStringsArray());
    }

    private static TraceRow Heard(TimedRow row, string name) =>
        int.TryParse(row.Cells[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var rssiDbm)
            ? new TraceRow(row.At, row.Cells[0], row.Cells[1], rssiDbm)
            : throw new InvalidDataException($"{name}:{row.Line}: expected dBm, a whole number, instead of '{row.Cells[2]}'.");
}

/// <summary>One line of a table.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="At">From the start of the recording.</param>
/// <param name="Cells">The columns after the first, as many as the header has.</param>
public readonly record struct TimedRow(int Line, TimeSpan At, IReadOnlyList<string> Cells);

/// <summary>One line of a recorded trace.</summary>
/// <param name="At">From the start of the recording.</param>
/// <param name="Transmitter">Who was heard, as the recording names it.</param>
/// <param name="Receiver">Who heard it, as the recording names it.</param>
/// <param name="RssiDbm">Received power, dBm.</param>
public readonly record struct TraceRow(TimeSpan At, string Transmitter, string Receiver, int RssiDbm);
