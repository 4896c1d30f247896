namespace SmartStore.Core.Cases.Topics;

/// <summary>What one store's settled cases teach about topics, oldest first.</summary>
public sealed record LessonBook(IReadOnlyList<KeptLesson> Lessons)
{
    /// <summary>Lessons of one store; the oldest make room, so that what is learned follows what people say.</summary>
    public const int Max = 500;

    /// <summary>Nothing was learned yet.</summary>
    public static LessonBook None { get; } = new([]);

    /// <summary>With what a case teaches now, in place of what it taught before. An older copy changes nothing.</summary>
    /// <param name="source"><see cref="Fingerprint"/> of the case's key.</param>
    /// <param name="version">Of the copy.</param>
    /// <param name="lesson">Null: what it taught is forgotten.</param>
    public LessonBook With(ulong source, long version, TopicLesson? lesson)
    {
        var known = Lessons.FirstOrDefault(kept => kept.Source == source);
        if (known is not null && known.Version >= version) return this;
        if (known is null && lesson is null) return this;
        IEnumerable<KeptLesson> others = Lessons.Where(kept => kept != known);
        return new LessonBook(lesson is null ? [.. others] : [.. others.Append(new KeptLesson(source, version, lesson)).TakeLast(Max)]);
    }
}

/// <summary>What one case teaches.</summary>
/// <param name="Source"><see cref="Fingerprint"/> of the case's key.</param>
/// <param name="Version">Of the copy.</param>
public sealed record KeptLesson(ulong Source, long Version, TopicLesson Lesson);
