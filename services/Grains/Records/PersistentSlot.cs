using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Records;

/// <summary>A record in Orleans' persistent state. Queries that come in during a write see the committed bytes.</summary>
internal sealed class PersistentSlot(IGrainBase grain, IPersistentState<StoredRecord> state, IStateStore store) : IRecordSlot
{
    private StoredRecord? _committed;

    private StoredRecord Committed => _committed ?? state.State;

    /// <inheritdoc/>
    public string Key { get; } = StateStorage.KeyOf(grain.GrainContext.GrainId);

    /// <inheritdoc/>
    public byte[] Body => Committed.Body;

    /// <inheritdoc/>
    public DateTimeOffset? WakeAt => Committed.WakeAt;

    /// <inheritdoc/>
    public async Task Write(byte[] body, DateTimeOffset? wakeAt, bool movesWake, IReadOnlyList<JournalRow> journal)
    {
        var next = new StoredRecord { Body = body, WakeAt = wakeAt, MovesWake = movesWake, Journal = journal };
        _committed = state.State;
        state.State = next;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // An activation that moves to another silo takes its state along: it must not be one that was never committed.
            state.State = _committed;
            throw;
        }
        finally
        {
            _committed = null;
        }
    }

    /// <inheritdoc/>
    public Task Delete() => state.ClearStateAsync();

    /// <inheritdoc/>
    public async ValueTask<bool> IsCurrent()
    {
        // A write that is under way, or was meanwhile, finds out by itself.
        if (!store.IsShared || _committed is not null) return true;
        var known = state.Etag;
        return StateStorage.Revision(known) == ((await store.Read(Key))?.Revision ?? 0) || _committed is not null || state.Etag != known;
    }

    /// <inheritdoc/>
    public void Abandon() => grain.DeactivateOnIdle();
}
