using Google.Protobuf;
using Microsoft.Extensions.Logging;
using SmartStore.Core.Cases.Topics;
using SmartStore.Grains.Hosting;

namespace SmartStore.Grains.Cases;

/// <summary>
/// What texts of cases are about: learned each night, by one silo for all, from the committed sentences and from what the cases of all stores taught. Every silo follows
/// the document in which that lies.
/// </summary>
internal sealed partial class TopicLearning(
    IDocumentStore documents, IStoreCatalog catalog, IGrainFactory grains, TimeProvider time, ILogger<TopicLearning> log, IClusterMembershipService? membership = null, ILocalSiloDetails? self = null)
{
    /// <summary>Kind of the document.</summary>
    public const string DocumentKind = "topics";

    /// <summary>Its id.</summary>
    public const string DocumentId = "lessons";

    /// <summary>How often to call <see cref="Look"/>.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    /// <summary>Lessons of all stores that are learned from: of each store the newest, the same number.</summary>
    public const int LessonsMax = 10_000;

    /// <summary>When it is night, hour of the day, UTC.</summary>
    public const int NightHour = 3;

    private volatile TopicModel _model = TopicModel.Seed;
    private DateTimeOffset _learnedAt = DateTimeOffset.MinValue;
    private long _followed;

    /// <summary>What is known now.</summary>
    public TopicModel Model => _model;

    /// <summary>Takes over what was learned elsewhere, and learns when the night has come.</summary>
    public async Task Look(CancellationToken stopping)
    {
        await Follow(stopping);
        if (!FirstSilo.Is(membership, self) || !IsDue(_learnedAt, time.GetUtcNow())) return;
        await Learn(stopping);
    }

    /// <summary>Whether a night has begun since it was learned last.</summary>
    /// <param name="learnedAt">The earliest time there is: never.</param>
    public static bool IsDue(DateTimeOffset learnedAt, DateTimeOffset now)
    {
        var night = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(NightHour);
        return learnedAt < (now < night ? night.AddDays(-1) : night);
    }

    private async Task Learn(CancellationToken stopping)
    {
        var (now, taught) = (time.GetUtcNow(), new List<TopicLesson[]>());
        foreach (var store in catalog.Stores)
        {
            stopping.ThrowIfCancellationRequested();
            taught.Add(await grains.GetGrain<ILessonsGrain>(store).All());
        }
        var each = LessonsMax / Math.Max(1, taught.Count);
        var document = new LessonsDocument { LearnedAtUnixMs = StoredForm.Ms(now), Lessons = { taught.SelectMany(lessons => lessons.TakeLast(each)).Select(lesson => new LessonTold { Topic = lesson.Topic, Parts = { lesson.Parts } }) } };
        await documents.PutDocument(DocumentKind, DocumentId, document.ToByteArray());
        await Follow(stopping);
        LogLearned(document.Lessons.Count);
    }

    private async Task Follow(CancellationToken stopping)
    {
        foreach (var found in await documents.Documents(DocumentKind, _followed, stopping))
        {
            _followed = found.Version;
            if (found.Id != DocumentId || found.Body is not { } body) continue;
            var document = LessonsDocument.Parser.ParseFrom(body);
            _learnedAt = StoredForm.Time(document.LearnedAtUnixMs);
            _model = TopicModel.Learn(TopicSamples.Lessons.Concat(document.Lessons.Select(lesson => new TopicLesson(lesson.Topic, [.. lesson.Parts]))));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Topics of cases were learned from {Lessons} settled cases.")]
    private partial void LogLearned(int lessons);
}
