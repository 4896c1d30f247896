namespace SmartStore.Core.Cases.Topics;

/// <summary>What shoppers write, twenty sentences a topic in English and as many in Korean: all that a new store knows of topics. What staff settle is learned from beside them.</summary>
public static partial class TopicSamples
{
    /// <summary>Sentences of one topic in one language.</summary>
    public const int PerTopic = 20;

    /// <summary>All of them: topic and sentence.</summary>
    public static IReadOnlyList<(string Topic, string Text)> All { get; } =
    [
        .. Of("product.spoiled", SpoiledEnglish, SpoiledKorean),
        .. Of("product.damaged", DamagedEnglish, DamagedKorean),
        .. Of("product.wrong", WrongEnglish, WrongKorean),
        .. Of("product.missing", MissingEnglish, MissingKorean),
        .. Of("product.price", PriceEnglish, PriceKorean),
        .. Of("product.advice", AdviceEnglish, AdviceKorean),
        .. Of("staff.waiting", WaitingEnglish, WaitingKorean),
        .. Of("staff.unfriendly", UnfriendlyEnglish, UnfriendlyKorean),
        .. Of("staff.praise", PraiseEnglish, PraiseKorean),
        .. Of("checkout.queue", QueueEnglish, QueueKorean),
        .. Of("checkout.error", ErrorEnglish, ErrorKorean),
        .. Of("pickup.late", LateEnglish, LateKorean),
        .. Of("pickup.incomplete", IncompleteEnglish, IncompleteKorean),
        .. Of("store.dirty", DirtyEnglish, DirtyKorean),
        .. Of("store.find", FindEnglish, FindKorean),
        .. Of("app.trouble", AppEnglish, AppKorean),
    ];

    /// <summary>All of them, to be learned from.</summary>
    public static IReadOnlyList<TopicLesson> Lessons { get; } = [.. All.Select(sample => new TopicLesson(sample.Topic, TopicWords.Of(sample.Text).Parts))];

    private static IEnumerable<(string Topic, string Text)> Of(string topic, params IEnumerable<string> texts) =>
        texts.SelectMany(lines => lines.Split('\n')).Select(line => (topic, line));
}
