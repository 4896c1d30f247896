using Google.Protobuf.Reflection;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Records;

/// <summary>Where one grain's record lies: Orleans' persistent state, or a store directly in tests.</summary>
internal interface IRecordSlot
{
    /// <summary>Grain key, such as <c>shopper/anna</c>.</summary>
    string Key { get; }

    /// <summary>The bytes as last committed; empty: there is no record.</summary>
    byte[] Body { get; }

    /// <summary>The wake time as last committed or put off.</summary>
    DateTimeOffset? WakeAt { get; }

    /// <summary>True: this activation wrote the stored wake time, and no move of it is open or has failed. Otherwise the next commit has to say it.</summary>
    bool KnowsWake { get; }

    /// <summary>Commits. Any exception means that the outcome is unknown or that another writer was first.</summary>
    Task Write(byte[] body, DateTimeOffset? wakeAt, bool movesWake, IReadOnlyList<JournalRow> journal);

    /// <summary>Moves the stored wake time without a commit; nobody waits for it, and where it fails the time stays. Does nothing during a write, or unless <see cref="KnowsWake"/>: of two activations that have one revision only its writer may.</summary>
    void MoveWake(DateTimeOffset? wakeAt);

    /// <summary>Deletes the record. Exceptions as of <see cref="Write"/>.</summary>
    Task Delete();

    /// <summary>Whether the store still holds what this activation read or wrote last. True without a look where nobody else writes.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read now.</exception>
    ValueTask<bool> IsCurrent();

    /// <summary>Ends this activation after the present call: its memory may differ from the store.</summary>
    void Abandon();
}

/// <summary>How the state of one kind of grain is stored.</summary>
internal interface IStateForm<TState>
{
    /// <summary>The state of a grain without a record.</summary>
    TState Empty { get; }

    /// <summary>False: the kind is never erased, so that its cursors stay good for as long as the store lives.</summary>
    bool CanBeErased { get; }

    /// <summary>
    /// True: what a reader gets without a cursor is all that it needs, and a reader that was away until an update expired has to begin so, because it would keep what that update took away.
    /// False: a cursor stays good, and what expired is not told. See docs/decisions/0069.
    /// </summary>
    bool ExpiryEndsCursors => false;

    /// <summary>The message that is stored.</summary>
    MessageDescriptor Descriptor { get; }

    /// <summary>Reads what <see cref="Write"/> gave.</summary>
    /// <exception cref="InvalidDataException">It is no state of this kind, or one of a newer version.</exception>
    TState Read(ReadOnlySpan<byte> bytes);

    /// <summary>The bytes to keep.</summary>
    byte[] Write(TState state);

    /// <summary>When the rules want to be asked again without any news; null: never.</summary>
    DateTimeOffset? WakeAt(TState state);
}

/// <summary>
/// One grain's record, and the one way to change it: decide on the committed state, write under the revision, then take the new record as
/// committed, answer and hand on. Nothing is answered or handed on before its commit. Between two turns only the stored bytes are kept, and what each thread read last.
/// </summary>
/// <remarks>One turn at a time. Queries may come in between; they see what is committed.</remarks>
/// <param name="remembered">Adds to the state what is kept in memory alone; null: nothing is.</param>
internal sealed class GrainRecord<TState>(
    IRecordSlot slot, IStateForm<TState> form, TimeProvider time, FactSuspects suspects, Action<Commit> handOn, Func<TState, TState>? remembered = null)
{
    /// <summary>How long after its commit an unacknowledged copy wakes the grain again when the process has ended meanwhile. A board that has not heard of a change is wrong for so long.</summary>
    public static readonly TimeSpan CopiesWakeAfter = TimeSpan.FromSeconds(5);

    // A larger record is not worth the room.
    private const int KeptBytesMax = 64 * 1024;

    // What this thread read or committed last: one call reads its record several times.
    [ThreadStatic]
    private static (byte[] Body, RecordImage<TState> Image) t_read;

    private Copy[] _pending = [];
    private bool _areAllForPlaces;
    private bool _isLost;

    /// <summary>The committed record.</summary>
    /// <exception cref="StoreDamagedException">It cannot be read.</exception>
    public RecordImage<TState> Committed => remembered is null ? Read() : Read().With(remembered);

    /// <summary>Version of the committed record; 0: there is none.</summary>
    public long Version { get; private set; }

    /// <summary>When the rules want to be asked again; null: never.</summary>
    public DateTimeOffset? RulesWakeAt { get; private set; }

    /// <summary>Copies that their targets have not acknowledged.</summary>
    public IReadOnlyList<Copy> PendingCopies => _pending;

    /// <summary>Call it once, when the slot was loaded.</summary>
    /// <exception cref="StoreDamagedException">The record cannot be read.</exception>
    public void Loaded()
    {
        if (slot.Body.Length == 0) return;
        var image = Committed;
        // A record with a copy that waits has a wake time; without one all were taken.
        (Version, RulesWakeAt) = (image.Version, form.WakeAt(image.State));
        WaitFor(slot.WakeAt is null ? [] : image.Envelope.Copies);
    }

    /// <summary>What is kept in memory alone may have changed: the rules may want to be asked at another time.</summary>
    public void Remembered() => RulesWakeAt = form.WakeAt(Committed.State);

    /// <summary>A target has taken a copy. It leaves the record with the next commit, which <see cref="TidyUp"/> makes when the wake time comes that was set for it. When all were for places, no commit is made for that: until the next one the wake time says that none waits.</summary>
    public void Acknowledge(Copy copy)
    {
        Copy[] left = [.. _pending.Where(pending => !IsSame(pending, copy))];
        if (left.Length == _pending.Length) return;
        _pending = left;
        if (left.Length > 0 || _isLost || !_areAllForPlaces) return;
        if (slot.WakeAt is { } stored && (RulesWakeAt is not { } wanted || wanted > stored)) slot.MoveWake(RulesWakeAt);
    }

    /// <summary>Takes one fact.</summary>
    /// <param name="factId">Makes a repeat harmless; null: the fact is harmless by itself (a time has come, a copy with a version).</param>
    /// <param name="suspectId">Names a fact without an id, should the rules fail on it: failing twice quarantines it. Null: it is never quarantined.</param>
    /// <param name="decide">Pure: asks the rules, and says in the turn what follows. Its result is the answer.</param>
    /// <exception cref="FactQuarantinedException">The rules failed on this fact twice.</exception>
    /// <exception cref="TryAgainException">The outcome is unknown; the same fact may be sent again.</exception>
    public async ValueTask<TReply> Turn<TReply>(string? factId, Func<GrainTurn<TState>, TReply> decide, string? suspectId = null)
    {
        if (_isLost) throw new TryAgainException("The grain is being loaded again after a failed write.");
        var before = Committed;
        var named = factId ?? suspectId;
        var seen = named is null ? 0 : Fingerprint.Of(named);
        var isRepeat = factId is not null && before.HasSeen(seen);
        if (named is not null && before.Envelope.Quarantined.FirstOrDefault(kept => kept.Seen == seen) is { } kept) throw new FactQuarantinedException(kept.Why);

        var turn = new GrainTurn<TState>(before.State, isRepeat);
        TReply reply;
        try
        {
            reply = decide(turn);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw await Failed(before, named, seen, error);
        }

        if (isRepeat || !turn.HasEffects)
        {
            await Confirm();
            return reply;
        }

        await Commit(before, turn, factId is null ? null : seen);
        return reply;
    }

    /// <summary>What writes nothing conflicts with nothing: while the directory knows two activations, the older one would answer from what it had. It gives itself up.</summary>
    /// <exception cref="TryAgainException">Another activation has written the record.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be asked now.</exception>
    public async ValueTask Confirm()
    {
        if (await slot.IsCurrent()) return;
        Lose();
        throw new TryAgainException("Another activation has written this record; the grain is loaded again.");
    }

    /// <summary>Moves the wake time when the stored one has passed, and removes acknowledged copies with it. Writes only when there is something to write.</summary>
    public async ValueTask TidyUp()
    {
        if (_isLost || slot.Body.Length == 0 || slot.WakeAt is not { } wake || wake > time.GetUtcNow()) return;
        var before = Committed;
        await Commit(before, new GrainTurn<TState>(before.State), seen: null);
    }

    private void WaitFor(IEnumerable<Copy> copies)
    {
        _pending = [.. copies];
        _areAllForPlaces = _pending.All(IsForAPlace);
    }

    private bool IsPending(Copy copy) => _pending.Any(pending => IsSame(pending, copy));

    private static bool IsSame(Copy a, Copy b) => a.Target == b.Target && a.Version == b.Version;

    // Trackers and boards ignore a version that they know, so a copy they have taken may stay in the record. Other copies may not: the erasure of a person they name would not find them, and sent again they would undo later changes.
    private static bool IsForAPlace(Copy copy) => copy.Target.StartsWith($"{GrainKeys.Presence}/", StringComparison.Ordinal) || copy.Target.StartsWith($"{GrainKeys.Store}/", StringComparison.Ordinal);

    private RecordImage<TState> Read()
    {
        var body = slot.Body;
        if (t_read.Body == body && body.Length > 0) return t_read.Image;
        var image = RecordImage<TState>.Read(body, form);
        Keep(body, image);
        return image;
    }

    private static void Keep(byte[] body, RecordImage<TState> image)
    {
        if (body.Length <= KeptBytesMax) t_read = (body, image);
    }

    private async ValueTask Commit(RecordImage<TState> before, GrainTurn<TState> turn, ulong? seen)
    {
        if (turn.IsEnd)
        {
            await Delete();
            return;
        }
        var now = time.GetUtcNow();
        var next = before.Next(turn, form, seen, now, IsPending, out var pushed);
        var rulesWakeAt = form.WakeAt(turn.State);
        var wanted = Earlier(rulesWakeAt, next.Copies.Count > 0 ? now + CopiesWakeAfter : null);
        // A stored wake time that comes too early costs one look; moving it with every commit costs its index each time.
        var movesWake = !slot.KnowsWake || slot.WakeAt is not { } stored || wanted is not { } at || at < stored || stored <= now;
        var body = before.Bytes(next, form);
        await Write(body, movesWake ? wanted : slot.WakeAt, movesWake && (!slot.KnowsWake || slot.WakeAt != wanted), turn.Journal);
        (Version, RulesWakeAt) = (next.Version, rulesWakeAt);
        WaitFor(next.Copies);
        if (before.Follow(next, turn.State) is { } image) Keep(body, image);
        handOn(new Commit(slot.Key, before.Envelope.Sequence, pushed, next.Copies));
    }

    /// <summary>Deletes the record. Nothing is taken by this activation any more: the next one finds a grain without a record.</summary>
    /// <exception cref="TryAgainException">The outcome is unknown.</exception>
    public async ValueTask Delete()
    {
        if (_isLost) throw new TryAgainException("The grain is being loaded again after a failed write.");
        // Whether it is deleted or not: only the store knows.
        _pending = [];
        RulesWakeAt = null;
        try
        {
            await slot.Delete();
        }
        finally
        {
            Lose();
        }
    }

    private async ValueTask Write(byte[] body, DateTimeOffset? wakeAt, bool movesWake, IReadOnlyList<JournalRow> journal)
    {
        try
        {
            await slot.Write(body, wakeAt, movesWake, journal);
        }
        catch
        {
            // The write may have landed or not: only the store knows what is committed.
            Lose();
            throw;
        }
    }

    // Nothing is taken any more; what comes next is taken by an activation that reads the store.
    private void Lose()
    {
        _isLost = true;
        slot.Abandon();
    }

    // The first failure may come from memory that is wrong: the grain is loaded again, and the caller sends the fact again. A second failure comes from the fact.
    private async ValueTask<Exception> Failed(RecordImage<TState> before, string? factId, ulong seen, Exception error)
    {
        if (!suspects.IsSecond(slot.Key, factId, error))
        {
            Lose();
            return new TryAgainException("The rules failed on this fact; the grain is loaded again.");
        }
        var why = $"The rules failed on this fact twice ({error.GetType().Name}); it changed nothing.";
        var turn = new GrainTurn<TState>(before.State);
        turn.Quarantine(new Quarantined { Seen = seen, At = time.GetUtcNow().ToUnixTimeMilliseconds(), Why = why });
        await Commit(before, turn, seen);
        return new FactQuarantinedException(why);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;
}

/// <summary>What a commit hands on.</summary>
/// <param name="Previous">The sequence before it: a reader who has that one has all.</param>
/// <param name="Pushed">The new updates.</param>
/// <param name="Copies">What other grains have to be told, earlier copies included.</param>
internal sealed record Commit(string Key, long Previous, IReadOnlyList<Update> Pushed, IReadOnlyList<Copy> Copies);
