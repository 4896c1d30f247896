using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Records;

/// <summary>A record in Orleans' persistent state. Queries that come in during a write see the committed bytes.</summary>
internal sealed class PersistentSlot(IGrainBase grain, IPersistentState<StoredRecord> state, IStateStore store) : IRecordSlot
{
    private StoredRecord? _committed;
    private Task? _writing;
    private StoredRecord? _known; // whose stored wake time this activation knows

    private StoredRecord Committed => _committed ?? state.State;

    /// <inheritdoc/>
    public string Key { get; } = StateStorage.KeyOf(grain.GrainContext.GrainId);

    /// <inheritdoc/>
    public byte[] Body => Committed.Body;

    /// <inheritdoc/>
    public DateTimeOffset? WakeAt => Committed.WakeAt;

    /// <inheritdoc/>
    public bool KnowsWake => ReferenceEquals(_known, Committed);

    /// <inheritdoc/>
    public Task Write(byte[] body, DateTimeOffset? wakeAt, bool movesWake, IReadOnlyList<JournalRow> journal)
    {
        var writing = Write(new StoredRecord { Body = body, WakeAt = wakeAt, MovesWake = movesWake, Journal = journal });
        _writing = writing.IsCompleted ? null : writing;
        return writing;
    }

    private async Task Write(StoredRecord next)
    {
        _committed = state.State;
        state.State = next;
        try
        {
            await state.WriteStateAsync();
            _known = next;
        }
        catch
        {
            // An activation that moves to another silo takes its state along: it must not be one that was never committed.
            state.State = _committed;
            throw;
        }
        finally
        {
            (_committed, _writing) = (null, null);
        }
    }

    /// <inheritdoc/>
    public void MoveWake(DateTimeOffset? wakeAt)
    {
        if (_writing is not null || !KnowsWake || state.Etag is not { } etag) return;
        _ = Move(state.State, new RecordWrite(Key, StateStorage.Revision(etag), Body: null) { IsWakeAlone = true, WakeAt = wakeAt });
    }

    private async Task Move(StoredRecord record, RecordWrite write)
    {
        _known = null;
        try
        {
            await store.Write(write);
            record.WakeAt = write.WakeAt;
            // A commit that came meanwhile has said it.
            if (ReferenceEquals(record, state.State)) _known = record;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The time that stays comes too early, and is moved then.
        }
    }

    /// <inheritdoc/>
    public Task Delete() => state.ClearStateAsync();

    /// <inheritdoc/>
    /// <remarks>A write that is under way, or began meanwhile, is waited for: its end says whether another activation was first.</remarks>
    public async ValueTask<bool> IsCurrent()
    {
        if (!store.IsShared) return true;
        var known = state.Etag;
        if (_writing is null)
        {
            var stored = (await store.Read(Key))?.Revision ?? 0;
            if (_writing is null) return StateStorage.Revision(known) == stored || state.Etag != known;
        }
        var writing = _writing;
        await writing.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        return writing.IsCompletedSuccessfully;
    }

    /// <inheritdoc/>
    public void Abandon() => grain.DeactivateOnIdle();
}
