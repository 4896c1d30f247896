using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.WebUtilities;

namespace SmartStore.Pages.Manage.Lists;

/// <summary>A column of a list.</summary>
/// <param name="Key">Its name in an address.</param>
/// <param name="Title">What stands above it.</param>
/// <param name="Value">What a row is sorted by and is written as in a file: text, a number or a time; null: nothing is known, which goes last.</param>
public sealed record Column<TRow>(string Key, string Title, Func<TRow, object?> Value)
{
    /// <summary>Its cells are numbers.</summary>
    public bool IsNumber { get; init; }
}

/// <summary>A list as a page shows it: in the order that the address names, so many rows at a time, and whole as a file. The address says it all, so that a view can be kept and sent.</summary>
public sealed class Listed<TRow>
{
    /// <summary>Most rows of one page.</summary>
    public const int RowsMax = 50;

    private readonly IReadOnlyList<TRow> _all;
    private readonly Func<string, string> _query;
    private readonly string _name;

    /// <param name="rows">In the order of a list that nobody sorted.</param>
    /// <param name="query">What the address says under a name; empty: nothing.</param>
    /// <param name="name">Tells the lists of one page apart.</param>
    public Listed(string name, IEnumerable<TRow> rows, IReadOnlyList<Column<TRow>> columns, Func<string, string> query)
    {
        (_name, _query, Columns) = (name, query, columns);
        var sort = query($"{name}-sort");
        IsDescending = sort.StartsWith('-');
        SortedBy = columns.FirstOrDefault(column => column.Key == sort.TrimStart('-'));
        _all = SortedBy is { } by ? Sorted(rows, by.Value, IsDescending) : [.. rows];
        Pages = Math.Max(1, (_all.Count + RowsMax - 1) / RowsMax);
        Page = int.TryParse(query($"{name}-page"), NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? Math.Clamp(page, 1, Pages) : 1;
    }

    public IReadOnlyList<Column<TRow>> Columns { get; }

    /// <summary>Null: as the list is by itself.</summary>
    public Column<TRow>? SortedBy { get; }

    public bool IsDescending { get; }

    /// <summary>From 1.</summary>
    public int Page { get; }

    public int Pages { get; }

    /// <summary>Rows on all pages.</summary>
    public int Count => _all.Count;

    /// <summary>The first row of this page, from 1.</summary>
    public int First => Math.Min(((Page - 1) * RowsMax) + 1, Count);

    public IEnumerable<TRow> Rows => _all.Skip((Page - 1) * RowsMax).Take(RowsMax);

    /// <summary>Where the list is sorted by a column: once more, the other way round.</summary>
    public string ByAddress(Column<TRow> column) => Address((column == SortedBy && !IsDescending ? "-" : "") + column.Key, page: 1, isFile: false);

    public string PageAddress(int page) => Address(Sort, page, isFile: false);

    /// <summary>Where the whole list is a file.</summary>
    public string FileAddress => Address(Sort, page: 1, isFile: true);

    /// <summary>The file is asked for.</summary>
    public bool IsFile => _query("csv") == _name;

    /// <summary>All rows as RFC 4180 has them, in UTF-8 with the mark that spreadsheets look for.</summary>
    public byte[] ToFile()
    {
        var text = new StringBuilder().AppendJoin(',', Columns.Select(column => Quoted(column.Title))).Append("\r\n");
        foreach (var row in _all) text.AppendJoin(',', Columns.Select(column => Quoted(Text(column.Value(row))))).Append("\r\n");
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    private string Sort => SortedBy is { } by ? (IsDescending ? "-" : "") + by.Key : "";

    private string Address(string sort, int page, bool isFile)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (_query("lang") is { Length: > 0 } language) query["lang"] = language;
        if (sort.Length > 0) query[$"{_name}-sort"] = sort;
        if (page > 1) query[$"{_name}-page"] = page.ToString(CultureInfo.InvariantCulture);
        if (isFile) query["csv"] = _name;
        return QueryHelpers.AddQueryString("?", query).TrimStart('?') is { Length: > 0 } asked ? "?" + asked : "?";
    }

    // Of equal rows the one that stood first goes first, either way round.
    private static IReadOnlyList<TRow> Sorted(IEnumerable<TRow> rows, Func<TRow, object?> value, bool isDescending)
    {
        var known = rows.ToLookup(row => value(row) is not null);
        return [.. isDescending ? known[true].OrderByDescending(value, s_order) : known[true].OrderBy(value, s_order), .. known[false]];
    }

    private static readonly IComparer<object?> s_order = Comparer<object?>.Create(static (one, other) => (one, other) switch
    {
        (string a, string b) => StringComparer.OrdinalIgnoreCase.Compare(a, b),
        (Timestamp a, Timestamp b) => a.CompareTo(b),
        _ => Comparer<object?>.Default.Compare(one, other),
    });

    private static string Text(object? value) => value switch
    {
        Timestamp at => at.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        // A spreadsheet would take it for a formula.
        string { Length: > 0 } text when text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' => "'" + text,
        string text => text,
        _ => "",
    };

    private static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
