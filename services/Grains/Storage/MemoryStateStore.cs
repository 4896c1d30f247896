using System.Security.Cryptography;

namespace SmartStore.Grains.Storage;

/// <summary>How one write of a <see cref="MemoryStateStore"/> fails.</summary>
public enum StoreFault
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Nothing is written, and the caller gets <see cref="StoreUnavailableException"/>.</summary>
    Before,

    /// <summary>It is written, and the caller gets <see cref="StoreUnavailableException"/>.</summary>
    After,

    /// <summary>The caller gets <see cref="StoreUnavailableException"/>, and the write lands with <see cref="MemoryStateStore.LandLate"/>, if its revision still fits then.</summary>
    Late,
}

/// <summary>A store in memory, for tests: it can be slow, fail before, after, or land late. Two silos that share one object share one store.</summary>
public sealed class MemoryStateStore(TimeProvider time) : IStateStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StoredRow> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, string Id), (StoredDocument Document, DateTimeOffset At)> _documents = [];
    private readonly List<StoredJournalRow> _journal = [];
    private readonly List<RecordWrite> _late = [];
    private long _commit;
    private long _journalNumber;

    /// <inheritdoc/>
    public string Life { get; init; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <inheritdoc/>
    public Task Damaged { get; } = new TaskCompletionSource().Task;

    /// <inheritdoc/>
    public bool IsShared { get; init; }

    /// <summary>Asked before each write; its answer may come late. Null: no faults.</summary>
    public Func<RecordWrite, ValueTask<StoreFault>>? Fault { get; set; }

    /// <summary>Asked before each read. False: the read fails. Null: no faults.</summary>
    public Func<string, ValueTask<bool>>? CanRead { get; set; }

    /// <summary>False switches the check of revisions off, so that tests can show what it is for.</summary>
    public bool ChecksRevisions { get; set; } = true;

    /// <summary>All records.</summary>
    public IReadOnlyDictionary<string, StoredRow> Records
    {
        get
        {
            lock (_gate) return new Dictionary<string, StoredRow>(_records, StringComparer.Ordinal);
        }
    }

    /// <summary>Writes that failed as <see cref="StoreFault.Late"/> land now, as far as their revisions fit.</summary>
    public void LandLate()
    {
        lock (_gate)
        {
            foreach (var write in _late) Commit(write);
            _late.Clear();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<StoredRow?> Read(string key, CancellationToken cancel = default)
    {
        if (CanRead is { } canRead && !await canRead(key)) throw Unavailable();
        lock (_gate) return _records.GetValueOrDefault(key);
    }

    /// <inheritdoc/>
    public async ValueTask<long> Write(RecordWrite write)
    {
        write.CheckSize();
        var fault = Fault is { } asked ? await asked(write) : StoreFault.None;
        lock (_gate)
        {
            if (fault == StoreFault.Late) _late.Add(write);
            if (fault is StoreFault.Before or StoreFault.Late) throw Unavailable();
            var revision = Commit(write);
            if (fault == StoreFault.After) throw Unavailable();
            return revision > 0 ? revision : throw new StoreConflictException("The record has another revision than expected.");
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueRecord>> Due(DateTimeOffset until, int max, CancellationToken cancel = default)
    {
        lock (_gate)
            return new(_records.Where(pair => pair.Value.WakeAt <= until)
                .OrderBy(pair => pair.Value.WakeAt).Take(max)
                .Select(pair => new DueRecord(pair.Key, pair.Value.WakeAt!.Value, pair.Value.Revision)).ToArray());
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> Keys(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel = default)
    {
        if (CanRead is { } canRead && !await canRead(prefix)) throw Unavailable();
        foreach (var key in Records.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))) yield return key;
    }

    /// <inheritdoc/>
    public ValueTask Purge(IReadOnlyList<string> kinds)
    {
        lock (_gate)
            foreach (var kind in kinds) ForgetDeleted(kind);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredJournalRow>> Journal(long after, int max, CancellationToken cancel = default)
    {
        lock (_gate) return new(_journal.Where(row => row.Number > after).Take(max).ToArray());
    }

    /// <inheritdoc/>
    public ValueTask ForgetJournal(string pseudonym)
    {
        lock (_gate) _journal.RemoveAll(row => pseudonym.Length > 0 && row.Row.Pseudonym == pseudonym);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<JournalTrimmed> TrimJournal(DateTimeOffset before, long bytesMax, CancellationToken cancel = default)
    {
        lock (_gate)
        {
            var old = _journal.Take(JournalTrimmed.RowsPerStep).TakeWhile(row => row.Row.At < before).Count();
            _journal.RemoveRange(0, old);
            var bytes = _journal.Sum(row => (long)row.Row.Bytes);
            if (old > 0) return new(new JournalTrimmed(old, [], bytes, HasMore: true));
            foreach (var kind in JournalKind.GivenUp)
            {
                var gone = 0;
                foreach (var row in _journal.Where(row => row.Row.Kind == kind).Take(JournalTrimmed.RowsPerStep).ToList())
                {
                    if (bytes <= bytesMax) break;
                    (bytes, gone) = (bytes - row.Row.Bytes, gone + 1);
                    _journal.Remove(row);
                }
                if (gone > 0) return new(new JournalTrimmed(0, [(kind, gone)], bytes, bytes > bytesMax));
            }
            return new(new JournalTrimmed(0, [], bytes, HasMore: false));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, long after = 0, CancellationToken cancel = default)
    {
        lock (_gate)
            return new(_documents.Values.Select(kept => kept.Document).Where(document => document.Kind == kind && document.Version > after).OrderBy(document => document.Version).ToArray());
    }

    /// <inheritdoc/>
    public ValueTask<long> PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, long? expected = null)
    {
        StoredDocument.CheckSize(body);
        lock (_gate)
        {
            var present = _documents.TryGetValue((kind, id), out var kept) && kept.Document.Body is not null ? kept.Document.Version : 0;
            if (expected is { } wanted && wanted != present) throw new StoreConflictException($"Document {id} of kind {kind} has another version than expected.");
            // There is nothing to delete.
            if (body is null && present == 0) return new(_commit);
            _documents[(kind, id)] = (new StoredDocument(kind, id, ++_commit, body?.ToArray()), time.GetUtcNow());
            ForgetDeleted(kind);
            return new(_commit);
        }
    }

    private void ForgetDeleted(string kind)
    {
        var now = time.GetUtcNow();
        foreach (var old in _documents.Where(pair => pair.Key.Kind == kind && pair.Value.Document.Body is null && now - pair.Value.At > TimeSpan.FromDays(1)).ToList()) _documents.Remove(old.Key);
    }

    // 0: conflict.
    private long Commit(RecordWrite write)
    {
        _records.TryGetValue(write.Key, out var present);
        if (ChecksRevisions && (present?.Revision ?? 0) != write.ExpectedRevision) return 0;
        if (write.IsWakeAlone)
        {
            if (present is null) return 0;
            _records[write.Key] = present with { WakeAt = write.WakeAt?.WholeMs() };
            return present.Revision;
        }
        var revision = ++_commit;
        if (write.Body is { } body) _records[write.Key] = new StoredRow(revision, write.MovesWake || present is null ? write.WakeAt?.WholeMs() : present.WakeAt, body.ToArray());
        else _records.Remove(write.Key);
        foreach (var row in write.Journal) _journal.Add(new StoredJournalRow(++_journalNumber, row with { Body = row.Body.ToArray() }));
        return revision;
    }

    private static StoreUnavailableException Unavailable() => new("The store does not answer at the moment.");
}
