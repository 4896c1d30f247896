using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using SmartStore.Core;
using SmartStore.Core.Stores;

namespace SmartStore.Accuracy.Names;

/// <summary>Writes what a shop sells in every way that people write, matches each line, and compares with the committed figures.</summary>
public static class NamesCommand
{
    /// <summary>The ways that rules were made for.</summary>
    public const string First = "first";

    /// <summary>The ways that were written before any result was seen.</summary>
    public const string HeldOut = "held out";

    /// <summary>The ways that were written when the rules stood.</summary>
    public const string Third = "third";

    private static readonly string[] s_kinds = [First, HeldOut, Third];

    private const int ShownMax = 400;

    /// <summary>Returns the process's exit code: 0, or 1 when a figure is worse than the baseline allows.</summary>
    public static int Run(Arguments arguments, TextWriter output)
    {
        var failures = new List<string>();
        var now = Measure(NameSet.ReadAll(), failures, output);
        foreach (var failure in failures.Take(arguments.Show ? int.MaxValue : 0)) output.WriteLine(failure);
        if (arguments.Data is { } data) Large(data, arguments.Show, output);
        Cost(output);
        if (arguments.WriteBaseline is { } write)
        {
            now.Write(write);
            output.WriteLine($"wrote the figures to {write}");
        }

        if (arguments.Check is not { } check) return 0;
        var worse = NameBaseline.Read(check).Regressions(now).ToArray();
        foreach (var sentence in worse) output.WriteLine($"worse than {check}: {sentence}");
        if (worse.Length == 0) output.WriteLine($"nothing is worse than in {check}");
        return worse.Length == 0 ? 0 : 1;
    }

    /// <summary>Figures of the sets, and of <c>all</c>; prints them by language and by way.</summary>
    /// <param name="failures">Gets one line for each that is not right.</param>
    public static NameBaseline Measure(IReadOnlyList<NameSet> sets, List<string> failures, TextWriter output)
    {
        var figures = new Dictionary<string, IReadOnlyDictionary<string, NameFigures>>(StringComparer.Ordinal);
        foreach (var kind in s_kinds)
        {
            var languages = new SortedDictionary<string, NameFigures>(StringComparer.Ordinal);
            var ways = new SortedDictionary<string, NameFigures>(StringComparer.Ordinal);
            foreach (var set in sets)
            {
                var sum = NameFigures.None;
                foreach (var (way, line) in Lines(set, kind, failures))
                {
                    ways[way] = ways.GetValueOrDefault(way, NameFigures.None) + line;
                    sum += line;
                }
                languages[set.Language] = sum;
            }
            languages["all"] = languages.Values.Aggregate(NameFigures.None, (sum, one) => sum + one);
            foreach (var (language, one) in languages) output.WriteLine($"{kind}, {language}: {Text(one)}");
            foreach (var (way, one) in ways.Where(way => way.Value.Found < way.Value.Lines || way.Value.CareMissed > 0)) output.WriteLine($"  {kind}, {way}: {Text(one)}");
            figures[kind] = new Dictionary<string, NameFigures>(languages);
        }
        return new NameBaseline(figures);
    }

    private static IEnumerable<(string Way, NameFigures Figures)> Lines(NameSet set, string kind, List<string> failures)
    {
        var book = set.Book();
        var ways = Ways(set, kind);
        for (var i = 0; i < set.Products.Count; i++)
        {
            var product = set.Products[i];
            foreach (var (way, pattern) in ways) yield return (way, Judge(book, product, i, way, pattern.Replace("{}", product.Name, StringComparison.Ordinal)));
            foreach (var (way, line) in Spell(kind, product, i)) yield return (way, Judge(book, product, i, way, line));
        }

        // What is not sold, and each product in a shop that sells all but this one.
        foreach (var name in set.NotSold) yield return ("not sold", NotSold(book, name, kind));
        for (var i = 0; i < set.Products.Count; i++) yield return ("sold out of the catalogue", NotSold(set.Book(without: i), set.Products[i].Name, kind));

        NameFigures Judge(StoreBook shop, NamedProduct product, int at, string way, string line)
        {
            var found = shop.Product(ProductId.None, line);
            var isRight = found?.Id == NameSet.IdOf(at);
            var isCare = shop.IsCare(ProductId.None, line);
            if (!isRight) failures.Add($"{(found is null ? "missed" : "WRONG ")} {set.Language} {way}: \"{line}\" is {product.Name}{(found is null ? "" : $", found {found.Name}")}");
            if (product.IsCare && !isCare) failures.Add($"CARE MISSED {set.Language} {way}: \"{line}\"");
            return new NameFigures(1, isRight ? 1 : 0, isRight || found is null ? 0 : 1, product.IsCare ? 1 : 0, product.IsCare && !isCare ? 1 : 0, !product.IsCare && isCare ? 1 : 0, 0, 0);
        }

        NameFigures NotSold(StoreBook shop, string name, string written)
        {
            var line = written == First ? name : "2 x " + name;
            var found = shop.Product(ProductId.None, line);
            if (found is not null) failures.Add($"NOT SOLD {set.Language}: \"{line}\", found {found.Name}");
            return NameFigures.None with { NotSold = 1, NotSoldFound = found is null ? 0 : 1 };
        }
    }

    private static IReadOnlyDictionary<string, string> Ways(NameSet set, string kind) => kind switch { First => set.Ways, HeldOut => set.HeldOut, _ => set.Third };

    private static IEnumerable<(string Way, string Line)> Spell(string kind, NamedProduct product, int at) =>
        kind switch { First => Spellings.First(product, at), HeldOut => Spellings.HeldOut(product, at), _ => [] };

    // The names of a large recipe collection as one catalogue of thousands: what is wrong there is a neighbour's name. These names stay outside of the project, and so do their figures.
    private static void Large(string data, bool show, TextWriter output)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        using (var file = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(data, "recipes_whatscooking", "recipes.jsonl.gz")), CompressionMode.Decompress)))
            while (file.ReadLine() is { } line)
                foreach (var name in JsonDocument.Parse(line).RootElement.GetProperty("ingredients").EnumerateArray()) names.Add(name.GetString()!);
        var keys = new HashSet<NameKey>();
        var english = NameSet.ReadAll().Single(set => set.Language == "en");
        var set = english with { Language = "en, large", NotSold = [], Products = [.. names.Where(name => keys.Add(NameKey.Of(name))).Select(name => new NamedProduct(name))] };
        var failures = new List<string>();
        var book = set.Book();
        foreach (var kind in s_kinds)
        {
            var sum = NameFigures.None;
            for (var i = 0; i < set.Products.Count; i++)
            {
                var lines = Ways(set, kind).Select(way => way.Value.Replace("{}", set.Products[i].Name, StringComparison.Ordinal))
                    .Concat(Spell(kind, set.Products[i], i).Select(spelling => spelling.Line));
                foreach (var line in lines)
                {
                    var found = book.Product(ProductId.None, line);
                    var isRight = found?.Id == NameSet.IdOf(i);
                    if (found is not null && !isRight) failures.Add($"  \"{line}\" is {set.Products[i].Name}, found {found.Name}");
                    sum += NameFigures.None with { Lines = 1, Found = isRight ? 1 : 0, Wrong = isRight || found is null ? 0 : 1 };
                }
            }
            output.WriteLine($"{kind}, {set.Products.Count} names of {data}: {Text(sum)}");
        }
        for (var i = 0; i < failures.Count; i += Math.Max(1, failures.Count / ShownMax * 10)) output.WriteLine(failures[i]);

        var texts = File.ReadLines(Path.Combine(data, "recipes_publicdomain", "recipes.jsonl"))
            .SelectMany(line => JsonDocument.Parse(line).RootElement.GetProperty("ingredients_raw").EnumerateArray().Select(text => text.GetString()!).ToList())
            .ToList();
        var matched = 0;
        foreach (var text in texts)
        {
            var found = book.Product(ProductId.None, text);
            if (found is not null) matched++;
            if (show) output.WriteLine($"  \"{text}\" is {found?.Name ?? "nothing"}");
        }
        output.WriteLine($"{texts.Count} ingredient lines as they stand in home-written recipes: {Percent(matched, texts.Count)} find a product among these names");
    }

    // A catalogue of 40,000, and lines of every fate. Times are printed, not judged.
    private static void Cost(TextWriter output)
    {
        const int size = 40_000;
        var words = NameSet.ReadAll().SelectMany(set => set.Products).SelectMany(product => product.Name.Split(' ')).Where(word => word.Length > 3).Distinct(StringComparer.Ordinal).ToArray();
        var products = Enumerable.Range(0, size).Select(i => new NamedProduct($"{words[i % words.Length]} {words[(i / words.Length * 7) % words.Length]} {words[i * 13 % words.Length]}", i % 40 == 0)).ToList();
        var before = Environment.CpuUsage.TotalTime;
        var book = new NameSet("all", products, NoWays, NoWays, NoWays, []).Book();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size} products: the book compiles in {(Environment.CpuUsage.TotalTime - before).TotalMilliseconds:F0} ms of CPU"));
        var watch = new Stopwatch();
        foreach (var (fate, line) in new (string, Func<int, string>)[]
        {
            ("whole", i => products[i].Name), ("with an amount", i => $"2 x 500 g {products[i].Name}"), ("mistyped", i => Spellings.First(products[i], i).LastOrDefault().Line ?? "mistyped"),
            ("not sold here", i => $"{i} large {words[i % words.Length]}gram, chopped (for {words[(i + 5) % words.Length]})"),
        })
        {
            // Each line once: a line that is asked for again costs a look-up.
            foreach (var warm in Enumerable.Range(0, 2_000).Select(i => line((i * 7) + 3))) _ = book.Product(ProductId.None, warm);
            var lines = Enumerable.Range(0, 4_000).Select(i => line(i * 7)).ToList();
            var times = new List<double>(lines.Count);
            var used = Environment.CpuUsage.TotalTime;
            foreach (var one in lines)
            {
                watch.Restart();
                _ = book.Product(ProductId.None, one);
                _ = book.IsCare(ProductId.None, one);
                times.Add(watch.Elapsed.TotalMicroseconds);
            }
            var cpu = (Environment.CpuUsage.TotalTime - used).TotalMicroseconds / lines.Count;
            times.Sort();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  a line {fate}: median {times[times.Count / 2]:F1} µs, mean {cpu:F1} µs of CPU"));
        }
    }

    private static string Text(NameFigures figures) => figures.Lines == 0
        ? $"{figures.NotSold} not sold, {figures.NotSoldFound} of them found"
        : string.Create(CultureInfo.InvariantCulture,
            $"{figures.Lines} lines, found {Percent(figures.Found, figures.Lines)}, wrong {Percent(figures.Wrong, figures.Lines)}, missed {figures.Missed}; care {figures.CareLines}, missed {figures.CareMissed}; others silenced {figures.Silenced}; not sold {figures.NotSold}, found {figures.NotSoldFound}");

    private static IReadOnlyDictionary<string, string> NoWays { get; } = new Dictionary<string, string>();

    private static string Percent(int part, int whole) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:F2} %");
}
