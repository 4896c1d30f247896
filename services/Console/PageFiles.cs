using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace SmartStore.Pages;

/// <summary>
/// The files of the pages under one address that is made of all their bytes. Modules import each other by relative paths, so a browser never mixes two
/// versions, and no file has to be rewritten for its hash.
/// </summary>
public sealed partial class PageFiles
{
    // Types and reasons are for who reads the repository; on the line they would be a third of a page.
    [GeneratedRegex(@"^[ \t]*//[^\n]*\n|/\*\*.*?\*/ ?|^[ \t]+", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Comments();

    /// <summary>The header by which an answer to a page's call names <see cref="Root"/>: a page whose files lie elsewhere is of another version, and loads itself anew.</summary>
    public const string Header = "SmartStore-Pages";

    // The maps of what is vendored are not served, so that browsers need not look for them.
    [GeneratedRegex(@"\n?//# sourceMappingURL=[^\n]*", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Maps();

    // Where a page or a worker names the address of its files, and their list.
    private const string RootMark = "{assets}";
    private const string ListMark = "{files}";

    private readonly FrozenDictionary<string, PageFile> _files;

    private PageFiles(SortedDictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, bytes) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{bytes.Length}\n"));
            hash.AppendData(bytes);
        }
        Root = $"/assets/{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6))}";
        _files = files.ToFrozenDictionary(static file => file.Key, static file => new PageFile(file.Key, IsModule(file.Key) ? OnTheLine(file.Key, file.Value) : file.Value), StringComparer.Ordinal);
    }

    /// <summary>The path below which the files lie: <c>/assets/</c> and 12 hexadecimal digits.</summary>
    public string Root { get; }

    /// <summary>The files that are part of this assembly.</summary>
    public static PageFiles OfAssembly()
    {
        const string prefix = "wwwroot/";
        var (assembly, files) = (Assembly.GetExecutingAssembly(), new SortedDictionary<string, byte[]>(StringComparer.Ordinal));
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal)) continue;
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            files.Add(name[prefix.Length..], bytes);
        }
        return new PageFiles(files);
    }

    private static bool IsModule(string name) => name.EndsWith(".js", StringComparison.Ordinal);

    private static byte[] OnTheLine(string name, byte[] module) => Encoding.UTF8.GetBytes((name.StartsWith("vendor/", StringComparison.Ordinal) ? Maps() : Comments()).Replace(Encoding.UTF8.GetString(module), ""));

    /// <summary>A file by its name, such as <c>look/tokens.css</c>; null: there is none.</summary>
    public PageFile? Find(string name) => _files.GetValueOrDefault(name);

    /// <summary>A file that has an address of its own and names those of the others.</summary>
    /// <param name="name">Of a page or a worker.</param>
    /// <param name="folders">Whose files it lists.</param>
    /// <exception cref="KeyNotFoundException">There is no such file.</exception>
    public PageFile Page(string name, params string[] folders)
    {
        var listed = _files.Keys.Where(file => folders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)) && !file.EndsWith(".html", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var text = Encoding.UTF8.GetString(_files[name].Bytes)
            .Replace(RootMark, Root, StringComparison.Ordinal)
            .Replace(ListMark, string.Join(',', listed.Select(file => $"{Root}/{file}")), StringComparison.Ordinal);
        return new PageFile(name, Encoding.UTF8.GetBytes(text));
    }
}
