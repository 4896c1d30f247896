namespace SmartStore.Grains.Storage;

/// <summary>
/// Where grains keep their records and silos their documents. One record is one grain: state, outbox and wake time change together or not at all; a wake time may also move alone.
/// An answer means that the data is on disk. Implementations are safe for concurrent use and pass one suite of tests.
/// </summary>
public interface IStateStore : IDocumentStore
{
    /// <summary>Names this history of the store: random when the store is created, new after a restore. Cursors carry it.</summary>
    string Life { get; }

    /// <summary>Fails with <see cref="StoreDamagedException"/> once the store as a whole is found to be damaged or another one; else it never ends.</summary>
    Task Damaged { get; }

    /// <summary>True: other processes write it, too, so that what a grain has in memory may be older than its record.</summary>
    bool IsShared => false;

    /// <summary>False: the store has not answered for some seconds. A process that cannot reach it has nothing to serve with.</summary>
    bool IsReached => true;

    /// <summary>The record of a key, as last committed; null: there is none.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read now.</exception>
    ValueTask<StoredRow?> Read(string key, CancellationToken cancel = default);

    /// <summary>Writes a record, its wake time and its journal rows in one commit.</summary>
    /// <returns>The new revision: the number of the commit, greater than every earlier one of this key, deleted records included. The same as before when only the wake time moved.</returns>
    /// <exception cref="RecordTooLargeException">The body is larger than <see cref="RecordWrite.BodyBytesMax"/>. Nothing was written.</exception>
    /// <exception cref="StoreConflictException">The revision is not the expected one. Nothing was written.</exception>
    /// <exception cref="StoreBusyException">The queue is full. Nothing was written.</exception>
    /// <exception cref="StoreUnavailableException">The outcome is unknown.</exception>
    ValueTask<long> Write(RecordWrite write);

    /// <summary>Records whose wake time has come, the earliest first.</summary>
    /// <param name="until">Inclusive.</param>
    /// <param name="max">At most so many.</param>
    ValueTask<IReadOnlyList<DueRecord>> Due(DateTimeOffset until, int max, CancellationToken cancel = default);

    /// <summary>Keys of the records that begin like this, each once. One that is written or deleted meanwhile may be among them or not.</summary>
    /// <param name="prefix">At least one character of ASCII.</param>
    IAsyncEnumerable<string> Keys(string prefix, CancellationToken cancel = default);

    /// <summary>Takes documents of these kinds that were deleted more than a day ago off the list, and clears the store's files of what was deleted, as far as they are this process's.</summary>
    ValueTask Purge(IReadOnlyList<string> kinds);

    /// <summary>Journal rows in the order of their commits.</summary>
    /// <param name="after">The last number seen; 0: from the beginning.</param>
    ValueTask<IReadOnlyList<StoredJournalRow>> Journal(long after, int max, CancellationToken cancel = default);

    /// <summary>Deletes the journal rows of one person.</summary>
    ValueTask ForgetJournal(string pseudonym);

    /// <summary>
    /// Takes one bounded step of what has to go from the journal: rows that are too old, and while the others are too much, those of the first kind of
    /// <see cref="JournalKind.GivenUp"/> that there are, the oldest first. Rows of other kinds go by their age alone.
    /// </summary>
    /// <param name="before">Rows of before this are too old.</param>
    /// <param name="bytesMax">Rows of more bytes (<see cref="JournalRow.Bytes"/>) are too much.</param>
    /// <returns>What went. Call again while there is more.</returns>
    ValueTask<JournalTrimmed> TrimJournal(DateTimeOffset before, long bytesMax, CancellationToken cancel = default);
}

/// <summary>A record as it lies in the store.</summary>
public sealed record StoredRow(long Revision, DateTimeOffset? WakeAt, byte[] Body);

/// <summary>One change of one record.</summary>
/// <param name="Key">1..200 characters: grain type, slash, grain key.</param>
/// <param name="ExpectedRevision">The revision that is replaced; 0: there is none.</param>
/// <param name="Body">The new bytes; null deletes the record, unless <see cref="IsWakeAlone"/>.</param>
public sealed record RecordWrite(string Key, long ExpectedRevision, ReadOnlyMemory<byte>? Body)
{
    /// <summary>Largest body, bytes: more than the limits of what grains keep add up to, so that no grain outgrows its record.</summary>
    public const int BodyBytesMax = 4 << 20;

    /// <summary>When the grain wants to be woken; null: never. Counts only with <see cref="MovesWake"/> or <see cref="IsWakeAlone"/>, or for a new record.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>False: the wake time stays as it is, which saves a change of the index.</summary>
    public bool MovesWake { get; init; }

    /// <summary>True: the wake time moves and nothing else; the revision stays. <see cref="Body"/> does not count.</summary>
    public bool IsWakeAlone { get; init; }

    /// <summary>Rows that are written in the same commit. None with <see cref="IsWakeAlone"/>.</summary>
    public IReadOnlyList<JournalRow> Journal { get; init; } = [];

    /// <exception cref="RecordTooLargeException">The body is larger than <see cref="BodyBytesMax"/>.</exception>
    internal void CheckSize()
    {
        if (Body is { Length: > BodyBytesMax } body) throw new RecordTooLargeException($"A record of {body.Length} bytes is larger than {BodyBytesMax}.");
    }
}

/// <summary>A record whose wake time has come.</summary>
public sealed record DueRecord(string Key, DateTimeOffset WakeAt, long Revision);

/// <summary>One thing that happened, for later evaluation.</summary>
/// <param name="Pseudonym">Whose it is, as a digest; empty: not about a person.</param>
/// <param name="Kind">What it is: decision, response, handover, case …</param>
/// <param name="Body">A serialized message of that kind.</param>
public sealed record JournalRow(DateTimeOffset At, string Pseudonym, string Kind, ReadOnlyMemory<byte> Body)
{
    /// <summary>What a row takes beside its texts and body, about: its number, time and index entries.</summary>
    public const int BytesBeside = 64;

    /// <summary>About how much of the store it takes. Pseudonym and kind are ASCII.</summary>
    public int Bytes => BytesBeside + Pseudonym.Length + Kind.Length + Body.Length;
}

/// <summary>Kinds of journal rows. Stored: never rename one.</summary>
public static class JournalKind
{
    /// <summary>A suggestion that went out, or silence.</summary>
    public const string Decision = "decision";

    /// <summary>What a suggestion was decided on.</summary>
    public const string Features = "features";

    /// <summary>What a shopper did with a suggestion.</summary>
    public const string Response = "response";

    /// <summary>A tap's answer.</summary>
    public const string Answer = "answer";

    /// <summary>An order that was handed over.</summary>
    public const string Handover = "handover";

    /// <summary>What became of an order that was come for, by desk and hour.</summary>
    public const string Pickup = "pickup";

    /// <summary>What became of a case of the service desk.</summary>
    public const string Case = "case";

    /// <summary>What is given up when the journal is too large, in this order. What shoppers did is never given up for room.</summary>
    public static IReadOnlyList<string> GivenUp { get; } = [Features, Decision, Answer];
}

/// <summary>One step of trimming the journal.</summary>
/// <param name="TooOld">Rows that went by their age.</param>
/// <param name="TooMuch">Rows that went for room, by kind.</param>
/// <param name="BytesLeft">About how much is left.</param>
/// <param name="HasMore">False: nothing more has to go now, or nothing more may.</param>
public sealed record JournalTrimmed(int TooOld, IReadOnlyList<(string Kind, int Rows)> TooMuch, long BytesLeft, bool HasMore)
{
    /// <summary>Rows that one step looks at, at most.</summary>
    public const int RowsPerStep = 128;
}

/// <summary>A journal row with its place.</summary>
public sealed record StoredJournalRow(long Number, JournalRow Row);

/// <summary>The store cannot be opened. The message is one sentence for the operator: what is wrong and what to do next.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True: settings have to be changed, ours or the store's; false: something failed.</summary>
    public bool IsConfiguration { get; init; }
}
