using System.Globalization;
using System.IO.Compression;
using System.Text;
using SmartStore.Core.Zones;
using SmartStore.Core.Zones.Learning;

namespace SmartStore.Pages.Manage.Calibrations;

/// <summary>A recording as a manager sends it: the tables that <c>smartstore calibrate</c> reads from a folder, gzipped or not. Read whole, within limits, and kept nowhere.</summary>
internal static class RecordedWalk
{
    /// <summary>Most rows of a table: eleven recorded walks have 7,000 each.</summary>
    public const int RowsMax = 200_000;

    /// <summary>Longest line, characters.</summary>
    public const int LineMax = 1_000;

    private const string Heard = "t_s,transmitter,receiver,rssi_dbm";
    private const string Truth = "t_s,zone";
    private const string Taps = "t_s,walker,zone";

    // Longer than anybody walks.
    private const double SecondsMax = 86_400;

    /// <summary>Reads walks and their labels.</summary>
    /// <param name="labels">What was true, or taps: its first line says which.</param>
    /// <param name="taps">Gets the taps that served as labels; none where there is a truth.</param>
    /// <exception cref="InvalidDataException">Something is wrong; the sentence names the table and the line.</exception>
    public static IReadOnlyList<IReadOnlyList<LabelledSighting>> Read(ZoneMap map, Sensing sensing, (string Name, Stream Bytes) sightings, (string Name, Stream Bytes) labels, ICollection<TapLabel> taps)
    {
        var heard = Rows(sightings, [Heard], out _).Select(row => new HeardRow(row.At, row.Cells[1], row.Cells[2], Rssi(row.Where, row.Cells[3])));
        var marked = Rows(labels, [Truth, Taps], out var header);
        return header == Truth
            ? LabelledWalks.ByTruth(map, sensing, heard, marked.Select(row => new ZoneRow(row.Where, row.At, "", row.Cells[1])))
            : LabelledWalks.ByTaps(map, sensing, heard, marked.Select(row => new ZoneRow(row.Where, row.At, row.Cells[1], row.Cells[2])), taps);
    }

    private static List<(string Where, TimeSpan At, string[] Cells)> Rows((string Name, Stream Bytes) table, string[] headers, out string header)
    {
        using var reader = new StreamReader(Unpacked(table.Bytes), Encoding.UTF8);
        var rows = new List<(string, TimeSpan, string[])>();
        header = Line(reader, table.Name, 1) ?? "";
        if (!headers.Contains(header)) throw new InvalidDataException($"{table.Name}:1: expected the header {string.Join(" or ", headers)}.");
        var columns = header.Count(',') + 1;
        for (var line = 2; Line(reader, table.Name, line) is { } text; line++)
        {
            if (text.Length == 0) continue;
            var (where, cells) = ($"{table.Name}:{line}", text.Split(','));
            if (cells.Length != columns || !double.TryParse(cells[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds > SecondsMax)
                throw new InvalidDataException($"{where}: expected {header}, seconds first, at most {SecondsMax}.");
            if (rows.Count == RowsMax) throw new InvalidDataException($"{where}: a table has at most {RowsMax} rows.");
            rows.Add((where, TimeSpan.FromSeconds(seconds), cells));
        }
        return rows;
    }

    private static int Rssi(string where, string cell) =>
        int.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var dbm) && dbm is >= -128 and < 0 ? dbm : throw new InvalidDataException($"{where}: expected dBm, a whole number below 0, instead of '{cell}'.");

    // What is packed may grow a thousandfold: no line is held that is longer than it may be.
    private static string? Line(StreamReader reader, string name, int number)
    {
        var text = new StringBuilder();
        for (int next; (next = reader.Read()) >= 0;)
        {
            if (next == '\n') return text.ToString().TrimEnd('\r');
            if (text.Length == LineMax) throw new InvalidDataException($"{name}:{number}: the line is longer than {LineMax} characters.");
            text.Append((char)next);
        }
        return text.Length > 0 ? text.ToString() : null;
    }

    private static Stream Unpacked(Stream bytes)
    {
        var isGzip = bytes.ReadByte() == 0x1F && bytes.ReadByte() == 0x8B; // RFC 1952 §2.3.1
        bytes.Position = 0;
        return isGzip ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
    }
}
