using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Grains.Records;

namespace SmartStore.Grains.Tests.Records;

/// <summary>The record of one ledger in a store in memory, on fake time. A test activates it as often as it likes.</summary>
internal sealed class LedgerRecord
{
    private readonly FactSuspects _suspects = new(NullLogger<FactSuspects>.Instance);

    public LedgerRecord() => Store = new MemoryStateStore(Time);

    public static DateTimeOffset T0 { get; } = DateTimeOffset.Parse("2026-11-28T10:00:00Z");

    public FakeTimeProvider Time { get; } = new(T0);

    public MemoryStateStore Store { get; }

    /// <summary>What the activations handed on, oldest first.</summary>
    public List<Commit> HandedOn { get; } = [];

    /// <summary>A new activation, which has read the stored record.</summary>
    /// <param name="canBeErased">Whether the record's kind may be erased and made anew.</param>
    /// <param name="expiryEndsCursors">Whether a reader that was away until an update expired begins anew.</param>
    /// <exception cref="GrainInterfaces.StoreDamagedException">The record cannot be read.</exception>
    public async Task<(GrainRecord<Ledger> Record, StoreSlot Slot)> Activate(bool canBeErased = true, bool expiryEndsCursors = false)
    {
        var slot = new StoreSlot(Store, "shopper/anna");
        await slot.Load();
        var record = new GrainRecord<Ledger>(slot, new LedgerForm(canBeErased, expiryEndsCursors), Time, _suspects, HandedOn.Add);
        record.Loaded();
        return (record, slot);
    }
}
