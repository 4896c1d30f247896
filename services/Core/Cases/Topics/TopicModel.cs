namespace SmartStore.Core.Cases.Topics;

/// <summary>A case that was settled, as what can be learned from it: its topic and its words, of which nothing can be read back.</summary>
/// <param name="Parts">As <see cref="TopicWords.Parts"/>.</param>
public sealed record TopicLesson(string Topic, IReadOnlyList<uint> Parts);

/// <summary>
/// What a text is about: naive Bayes over words and pieces of words, with all topics equally likely beforehand. Immutable and replayable; learning from some thousand lessons takes milliseconds.
/// Source: Manning, Raghavan and Schütze, Introduction to Information Retrieval (2008), 13.2, with add-α smoothing.
/// </summary>
public sealed class TopicModel
{
    /// <summary>A topic less likely than this is none.</summary>
    public const double SureFrom = 0.6;

    // The parts of one word say much the same, so a word has these votes and not as many as it has parts. Chosen on the sentences, each told from all others: who is sure is right nine times of ten.
    private const double VotesOfAWord = 1.5;

    // What was never seen in a topic is not impossible there.
    private const double Alpha = 0.5;

    private static readonly string[] Topics = [.. CaseTopics.All.Where(topic => topic != CaseTopics.Unsorted)];

    private readonly Dictionary<uint, float[]> _logs; // by part: log of how likely it is in each topic

    private TopicModel(Dictionary<uint, float[]> logs) => _logs = logs;

    /// <summary>Learned from the committed sentences alone.</summary>
    public static TopicModel Seed { get; } = Learn(TopicSamples.Lessons);

    /// <summary>Learns from lessons; those of a topic that is not known are left out.</summary>
    public static TopicModel Learn(IEnumerable<TopicLesson> lessons)
    {
        var counts = new Dictionary<uint, int[]>();
        var totals = new int[Topics.Length];
        foreach (var lesson in lessons)
        {
            var topic = Array.IndexOf(Topics, lesson.Topic);
            if (topic < 0) continue;
            totals[topic] += lesson.Parts.Count;
            foreach (var part in lesson.Parts)
            {
                if (!counts.TryGetValue(part, out var seen)) counts[part] = seen = new int[Topics.Length];
                seen[topic]++;
            }
        }
        return new TopicModel(counts.ToDictionary(
            seen => seen.Key, seen => seen.Value.Select((count, topic) => (float)Math.Log((count + Alpha) / (totals[topic] + (Alpha * counts.Count)))).ToArray()));
    }

    /// <summary>The topic of a text; <see cref="CaseTopics.Unsorted"/>: none is likely enough. Empty: there is no word in it.</summary>
    public string TopicOf(string text)
    {
        var words = TopicWords.Of(text);
        if (words.Words == 0) return "";
        var (topic, sure) = Best(words);
        return sure >= SureFrom ? topic : CaseTopics.Unsorted;
    }

    /// <summary>The likeliest topic, and how likely it is, 0..1.</summary>
    public (string Topic, double Sure) Best(TopicWords text)
    {
        var scores = new double[Topics.Length];
        foreach (var part in text.Parts)
        {
            // What no topic has seen says nothing.
            if (!_logs.TryGetValue(part, out var logs)) continue;
            for (var topic = 0; topic < scores.Length; topic++) scores[topic] += logs[topic];
        }
        var best = Array.IndexOf(scores, scores.Max());
        var votes = VotesOfAWord * text.Words / Math.Max(1, text.Parts.Count);
        return (Topics[best], 1 / scores.Sum(score => Math.Exp((score - scores[best]) * votes)));
    }
}

/// <summary>A text as its normalised words and the pieces of them, which other forms of a word share, such as Korean ones with another particle. Hashed, so that nobody reads them back.</summary>
/// <param name="Words">How many words were read.</param>
/// <param name="Parts">Each once, at most <see cref="Max"/>.</param>
public sealed record TopicWords(int Words, IReadOnlyList<uint> Parts)
{
    /// <summary>Most parts of one text; the rest is not read.</summary>
    public const int Max = 400;

    private const int PieceMin = 2;
    private const int PieceMax = 4;

    /// <summary>Reads a text. What is stored was made by it: never change it.</summary>
    public static TopicWords Of(string text)
    {
        var (parts, words) = (new HashSet<uint>(), 0);
        foreach (var word in NameKey.Of(text).Words)
        {
            if (parts.Count >= Max) break;
            words++;
            var marked = $"^{word}$";
            parts.Add(Hash(marked));
            // A Korean syllable says as much as two or three Latin letters.
            for (var length = word.Any(c => c is >= '\uac00' and <= '\ud7a3') ? PieceMin : PieceMin + 1; length <= PieceMax; length++)
                for (var start = 0; start + length <= marked.Length && parts.Count < Max; start++)
                    parts.Add(Hash(marked.AsSpan(start, length)));
        }
        return new TopicWords(words, [.. parts]);
    }

    // FNV-1a over UTF-16, 32 bits.
    private static uint Hash(ReadOnlySpan<char> piece)
    {
        var hash = 2166136261u;
        foreach (var c in piece) hash = unchecked((((hash ^ (c & 0xffu)) * 16777619u) ^ (uint)(c >> 8)) * 16777619u);
        return hash;
    }
}
