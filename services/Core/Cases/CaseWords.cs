using SmartStore.Core.Cases.Topics;

namespace SmartStore.Core.Cases;

/// <summary>What is read out of a shopper's own words: what the case is about, and which products it names.</summary>
internal static class CaseWords
{
    // Who names more is telling a story.
    private const int ProductsMax = 3;

    public static void Understand(CaseTurn turn, StoreBook? book)
    {
        var (held, text) = (turn.Case!, Said(turn.Case!));
        if (text.Length == 0) return;
        var next = held;
        if (!held.IsTopicGiven && turn.Topics.TopicOf(text) is var topic && topic != held.Topic) next = next with { Topic = topic };
        if (held.Products.Count == 0 && book is not null && NamedProducts.In(text, book, ProductsMax) is { Count: > 0 } named)
            next = next with { Products = named, IsDiscreet = held.IsDiscreet || named.Any(product => book.IsCare(product, "")) };
        if (next != held) turn.Become(next);
    }

    /// <summary>What is learned from a case that staff settled; null: nothing, because nobody said what it was about, or it is about care.</summary>
    public static TopicLesson? LessonOf(ServiceCase settled)
    {
        if (settled.IsDiscreet || settled.Staff.Length == 0 || settled.Topic is "" or CaseTopics.Unsorted) return null;
        return Said(settled) is { Length: > 0 } text && TopicWords.Of(text).Parts is { Count: > 0 } parts ? new TopicLesson(settled.Topic, parts) : null;
    }

    private static string Said(ServiceCase of) => string.Join(' ', of.Entries.Where(entry => entry.By == CaseEntry.Shopper).Select(entry => entry.Text));
}
