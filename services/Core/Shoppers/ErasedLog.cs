using System.Globalization;
using System.Text;

namespace SmartStore.Core.Shoppers;

/// <summary>A person who was erased.</summary>
/// <param name="Pseudonym">Digest of who it was, as in the journal: 1–64 characters of <c>[A-Za-z0-9._:-]</c>.</param>
/// <param name="At">When, to the millisecond.</param>
public readonly record struct Erasure(string Pseudonym, DateTimeOffset At);

/// <summary>
/// <c>erased.log</c>: one erasure a line, pseudonym, space, UTC time (<c>2026-11-29T12:00:00.000Z</c>), in ASCII. The file grows at its end.
/// It lies outside the database, because a restored database knows nothing of the erasures after its backup.
/// </summary>
public static class ErasedLog
{
    /// <summary>Name of the file in the data folder and in a backup.</summary>
    public const string FileName = "erased.log";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Reads a file. A last line without its line feed that cannot be read is left out: a crash cut it off before the erasure was answered.</summary>
    /// <param name="text">The whole file; may end its lines with CR LF.</param>
    /// <param name="wrongLine">Number of the first line that is no erasure, from 1; 0: all of them are.</param>
    public static IReadOnlyList<Erasure> Read(string text, out int wrongLine)
    {
        var erasures = new List<Erasure>();
        var line = 0;
        var rest = text.AsSpan();
        for (wrongLine = 0; rest.Length > 0;)
        {
            line++;
            var end = rest.IndexOf('\n');
            var one = (end < 0 ? rest : rest[..end]).TrimEnd('\r');
            if (TryRead(one, out var erasure)) erasures.Add(erasure);
            else if (one.Length > 0 && end >= 0)
            {
                wrongLine = line;
                return erasures;
            }

            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return erasures;
    }

    /// <summary>All erasures of several files, each once, the oldest first. One person may have been erased at several times.</summary>
    public static IReadOnlyList<Erasure> Merge(params IEnumerable<IReadOnlyList<Erasure>> files) =>
        [.. files.SelectMany(file => file).Distinct().OrderBy(erasure => erasure.At).ThenBy(erasure => erasure.Pseudonym, StringComparer.Ordinal)];

    /// <summary>The file's text.</summary>
    public static string Write(IEnumerable<Erasure> erasures)
    {
        var text = new StringBuilder();
        foreach (var erasure in erasures)
            text.Append(erasure.Pseudonym).Append(' ').Append(erasure.At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)).Append('\n');
        return text.ToString();
    }

    private static bool TryRead(ReadOnlySpan<char> line, out Erasure erasure)
    {
        erasure = default;
        var space = line.IndexOf(' ');
        if (space < 0 || !Id.IsValid(line[..space])) return false;
        if (!DateTimeOffset.TryParseExact(line[(space + 1)..], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return false;
        erasure = new Erasure(line[..space].ToString(), at);
        return true;
    }
}
