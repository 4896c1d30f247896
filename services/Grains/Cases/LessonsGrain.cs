using Google.Protobuf;
using Google.Protobuf.Reflection;
using SmartStore.Core.Cases.Topics;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Cases;

/// <summary>The lessons of one store: takes copies from its cases, and gives all of them to the nightly learning.</summary>
[GrainType(GrainKeys.Lessons)]
internal sealed class LessonsGrain : Grain, ILessonsGrain
{
    private readonly RecordShell<LessonBook> _shell;

    public LessonsGrain([PersistentState("record", StateStorage.Name)] IPersistentState<StoredRecord> state, GrainParts parts) =>
        _shell = new RecordShell<LessonBook>(this, state, new LessonsForm(), parts, static () => Task.CompletedTask, streamsMax: 0);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _shell.Activated();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _shell.Deactivated();
        return Task.CompletedTask;
    }

    public async Task Take(string source, long version, byte[] copy)
    {
        if (!GrainKeys.TryParse(source, out var kind, out _) || kind != GrainKeys.Case) throw new InvalidDataException("Lessons are copies of cases.");
        var told = LessonTold.Parser.ParseFrom(copy);
        var lesson = told.Topic.Length > 0 ? new TopicLesson(told.Topic, [.. told.Parts]) : null;
        await RecordShell.Take(_shell.Record.Turn(factId: null, turn =>
        {
            var after = turn.State.With(Fingerprint.Of(source), version, lesson);
            if (after != turn.State) turn.Become(after);
            return true;
        }, suspectId: $"{source}/{version}"));
    }

    public Task<TopicLesson[]> All() => Task.FromResult(_shell.Record.Committed.State.Lessons.Select(kept => kept.Lesson).ToArray());

    public Task Wake() => _shell.Wake();
}

/// <summary>A store's lessons as they lie in the record.</summary>
internal sealed class LessonsForm : IStateForm<LessonBook>
{
    public LessonBook Empty => LessonBook.None;

    public bool CanBeErased => false;

    public MessageDescriptor Descriptor => LessonsState.Descriptor;

    public DateTimeOffset? WakeAt(LessonBook state) => null;

    public byte[] Write(LessonBook state) => new LessonsState
    {
        Lessons = { state.Lessons.Select(kept => new StoredLesson { Source = kept.Source, Version = kept.Version, Topic = kept.Lesson.Topic, Parts = { kept.Lesson.Parts } }) },
    }.ToByteArray();

    public LessonBook Read(ReadOnlySpan<byte> bytes) => new(
        [.. LessonsState.Parser.ParseFrom(bytes).Lessons.Select(stored => new KeptLesson(stored.Source, stored.Version, new TopicLesson(stored.Topic, [.. stored.Parts])))]);
}
