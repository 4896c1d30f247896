using System.Buffers;
using System.Text;

namespace SmartStore.Core.Stores.Names;

/// <summary>
/// A line of a shopping list as people type, dictate or paste it: the thing with its amount (<c>2 x 500 g crème fraîche, cold</c>). What is not the
/// thing is known by its place and by the words of <see cref="ListWords"/>: a bullet before it, amounts and units at either end, brackets, what follows a comma,
/// and at last what describes it without making it another product (<c>large ripe tomatoes</c>).
/// </summary>
/// <param name="Things">What the line may name, in words: the least cut first, without the whole line; each once, none empty.</param>
/// <param name="Thing">The one without amounts, bracket and what follows a comma; empty: nothing is left.</param>
/// <param name="BareCount">How many of <paramref name="Things"/>, from the first, lack nothing but bullet and amounts.</param>
internal sealed record ListLine(IReadOnlyList<string> Things, string Thing, int BareCount)
{
    /// <summary>Most words of a line that are read; a longer line is a text, and is compared whole only.</summary>
    public const int WordsMax = 40;

    // Amounts at one end after which a line that still has one is no product's name.
    private const int StepsMax = 4;

    private static readonly SearchValues<char> s_bullets = SearchValues.Create(" \t-*•–—·☐✓✔☑▢□■●○◦‣▪►→>+#~.");

    /// <summary>Reads a line. Throws nothing.</summary>
    public static ListLine Read(string line)
    {
        var text = WithoutBullet(Plain(line));
        var open = WithoutBrackets(text);
        var (headEnd, isColon) = EndOfHead(open);
        var head = LineWords.Of(open.AsSpan(0, headEnd));
        var tail = headEnd == open.Length ? [] : LineWords.Of(open.AsSpan(headEnd + 1));
        if (head.Count + tail.Count > WordsMax) return new ListLine([], "", 0);

        var things = new List<string>();
        var isBare = open.Length == text.Length && tail.Count == 0;
        // Brackets and what follows a comma may belong to a name: "2 peas (frozen)".
        var whole = isBare ? [] : LineWords.Of(text);
        var (wholeStart, wholeEnd) = whole.Count is > 0 and <= WordsMax ? Amounts(whole, things) : (0, 0);
        Reduce(whole[wholeStart..wholeEnd], wholeEnd - wholeStart < whole.Count, isNumberLeft: false, things);
        if (tail.Count > 0 && (head.Count == 0 || (head.Exists(LineWords.IsAmount) && head.TrueForAll(LineWords.IsOfAmounts))))
        {
            Amounts(head, things);
            (head, tail) = (tail, []); // "2 kg, potatoes"
        }
        var (start, end) = Amounts(head, things);
        var bareCount = isBare ? things.Count : 0;
        if (tail.Count > 0)
        {
            var (tailStart, tailEnd) = Amounts(tail, []);
            Add(things, [.. tail[tailStart..tailEnd], .. head[start..end]]); // "onions, red"
            if (isColon) Add(things, tail[tailStart..tailEnd]); // "for grandma: plasters"
        }
        var hadAmount = end - start < head.Count;
        // A number at the end may belong to the name, so it goes last.
        Reduce(head[start..], hadAmount, isNumberLeft: true, things);
        Reduce(head[start..end], hadAmount, isNumberLeft: false, things);
        var longestFirst = things.Skip(bareCount).OrderByDescending(thing => thing.AsSpan().Count(' '));
        return new ListLine([.. things.Take(bareCount), .. longestFirst], string.Join(' ', head[start..end]), bareCount);
    }

    private static void Add(List<string> things, List<string> words)
    {
        if (words.Count > 0 && string.Join(' ', words) is var thing && !things.Contains(thing)) things.Add(thing);
    }

    // Usual width, nothing invisible, Korean and Japanese letters whole.
    private static string Plain(string line)
    {
        var plain = new StringBuilder(line.Length);
        foreach (var written in line)
        {
            var c = LetterFolding.FullOf(written);
            if (LetterFolding.IsInvisible(c)) continue;
            if (plain.Length > 0 && LetterFolding.TryCompose(plain[^1], c, out var composed)) plain[^1] = composed;
            else plain.Append(c);
        }
        return plain.ToString();
    }

    // A dot may begin a number: ".5 l".
    private static string WithoutBullet(string line)
    {
        var start = line.AsSpan().IndexOfAnyExcept(s_bullets);
        if (start > 0 && line[start - 1] == '.' && char.IsDigit(line[start])) start--;
        return start < 0 ? "" : line[start..];
    }

    private static string WithoutBrackets(string line)
    {
        var kept = new StringBuilder(line.Length);
        var depth = 0;
        foreach (var c in line)
        {
            if (c is '(' or '[' or '{' or '【') depth++;
            if (depth == 0) kept.Append(c);
            if (c is ')' or ']' or '}' or '】') depth = Math.Max(0, depth - 1);
        }
        // Nothing stands outside, or a bracket was never closed: "[2 milk".
        return kept.ToString().AsSpan().ContainsAnyExcept(s_bullets) ? kept.ToString() : line;
    }

    // Where the thing ends and a remark begins: a comma that is not a decimal one, a colon, a dash or stroke between spaces.
    private static (int End, bool IsColon) EndOfHead(string line)
    {
        for (var i = 1; i < line.Length; i++)
        {
            var next = i + 1 < line.Length ? line[i + 1] : ' ';
            var ends = line[i] switch
            {
                ',' => !(char.IsDigit(line[i - 1]) && char.IsDigit(next)),
                '、' or ';' or ':' => true,
                '-' or '–' or '—' or '/' or '|' => line[i - 1] == ' ' && next == ' ' && !IsBetweenAmounts(line, i),
                _ => false,
            };
            if (ends) return (i, line[i] == ':');
        }
        return (line.Length, false);
    }

    // "2 - 3 onions", "400 g / 14 oz bacon"
    private static bool IsBetweenAmounts(string line, int dash) => line.AsSpan(dash + 1).TrimStart() is [>= '0' and <= '9', ..] && line[0] is >= '0' and <= '9';

    // Where the thing between the amounts at both ends is. A number may belong to the name (7 up; nappies size 3), and a package, too (bolsas de basura), so that each step is a thing.
    private static (int Start, int End) Amounts(List<string> words, List<string> things)
    {
        var (starts, ends) = (new List<int> { 0 }, new List<int> { words.Count });
        while (LineWords.AmountAtStart(words, starts[^1]) is > 0 and var taken)
        {
            if (taken > 1) starts.Add(starts[^1] + 1);
            starts.Add(starts[^1] + taken - (taken > 1 ? 1 : 0));
        }
        while (LineWords.AmountAtEnd(words, ends[^1]) is > 0 and var taken) ends.Add(ends[^1] - taken);
        foreach (var end in ends.Take(StepsMax))
            foreach (var start in starts.Take(StepsMax))
                if (start < end) Add(things, words[start..end]);
        var bare = ends[^1] > starts[^1] ? (starts[^1], ends[^1]) : (starts[^1], words.Count);
        Add(things, words[bare.Item1..bare.Item2]);
        return bare;
    }

    // Remarks from the last one on, what is said around the thing, what describes it from either side, its package: a step at a time and in either order, so that a name that holds such a word is found.
    private static void Reduce(List<string> words, bool hadAmount, bool isNumberLeft, List<string> things)
    {
        var asides = Enumerable.Range(1, Math.Max(0, words.Count - 1)).Where(i => ListWords.IsAside(words[i])).Reverse().Take(StepsMax);
        foreach (var length in asides.Prepend(words.Count))
        {
            var left = words[..length];
            Add(things, left);
            StripWords(left, isNumberLeft, things);
            StripDescribing([.. left], left.Count - 1, -1, things);
            List<string> unpacked = [.. left];
            StripPackage(unpacked, hadAmount, isNumberLeft, things);
            StripDescribing(unpacked, 0, 1, things);
            StripDescribing(left, 0, 1, things);
            StripWords(left, isNumberLeft, things);
            StripPackage(left, hadAmount, isNumberLeft, things);
            if (left.Count > 1 && ListWords.IsParticle(left[^1])) left.RemoveAt(left.Count - 1);
            else if (left.Count > 0 && ListWords.ParticleOf(left[^1]) is > 0 and var particle) left[^1] = left[^1][..^particle];
            Add(things, left);
        }
    }

    private static void StripDescribing(List<string> words, int from, int step, List<string> things)
    {
        for (var i = from; i >= 0 && i < words.Count && words.Count > 1;)
        {
            if (!ListWords.IsDescribing(words[i]))
            {
                i += step;
                continue;
            }
            words.RemoveAt(i);
            Add(things, words);
            if (step < 0) i--;
        }
    }

    // "eine Packung Nudeln", "2 garlic cloves"
    private static void StripPackage(List<string> words, bool hadAmount, bool isNumberLeft, List<string> things)
    {
        while (words.Count > 1)
        {
            if (LineWords.BeginWithPackage(words)) words.RemoveAt(0);
            else if (hadAmount && ListWords.IsPart(words[^1])) words.RemoveAt(words.Count - 1);
            else return;
            Add(things, words);
            StripWords(words, isNumberLeft, things);
        }
    }

    // "buy some milk please", "우유 두 개 사기"
    private static void StripWords(List<string> words, bool isNumberLeft, List<string> things)
    {
        while (words.Count > 1)
        {
            if (LineWords.IsSaidBefore(words[0])) words.RemoveAt(0);
            else if (LineWords.AmountAtStart(words, 0) is > 0 and var taken) words.RemoveRange(0, taken);
            else if (ListWords.IsRequest(words[^1]) || ListWords.IsNumber(words[^1])) words.RemoveAt(words.Count - 1);
            else if (!isNumberLeft && LineWords.AmountAtEnd(words, words.Count) is > 0 and var behind) words.RemoveRange(words.Count - behind, behind);
            else return;
            Add(things, words);
        }
    }
}
