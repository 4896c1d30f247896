using static SmartStore.Grains.Tests.Records.LedgerRecord;

namespace SmartStore.Grains.Tests.Records;

/// <summary>What a turn does to a record.</summary>
public sealed class GrainRecordTests
{
    private readonly LedgerRecord _ledger = new();

    [Fact]
    public async Task A_fact_is_on_disk_before_it_is_handed_on()
    {
        var (record, _) = await _ledger.Activate();
        _ledger.Store.Fault = _ =>
        {
            Assert.Empty(_ledger.HandedOn);
            return new(StoreFault.None);
        };
        Assert.Equal(1, await record.Take("f1", T0));
        Assert.Single(_ledger.HandedOn);
        Assert.Equal(["f1"], (await _ledger.Activate()).Record.Committed.State.Taken);
    }

    [Fact]
    public async Task A_fact_sent_again_changes_nothing_and_gets_the_answer_of_the_state()
    {
        var (record, _) = await _ledger.Activate();
        await record.Take("f1", T0);
        Assert.Equal(2, await record.Take("f1", T0)); // decided again on the state that holds it, and not committed
        Assert.Equal(["f1"], record.Committed.State.Taken);
        Assert.Single(_ledger.HandedOn);
    }

    [Fact]
    public async Task A_fact_sent_again_to_a_new_activation_changes_nothing()
    {
        await (await _ledger.Activate()).Record.Take("f1", T0);
        var (record, _) = await _ledger.Activate();
        await record.Take("f1", T0);
        Assert.Equal(["f1"], record.Committed.State.Taken);
    }

    [Fact]
    public async Task The_oldest_of_129_consumed_ids_is_forgotten()
    {
        var (record, _) = await _ledger.Activate();
        for (var i = 1; i <= 128; i++) await record.Take($"f{i}", T0);
        await record.Take("f1", T0);
        Assert.Equal(128, record.Committed.State.Taken.Count);
        await record.Take("f129", T0);
        await record.Take("f2", T0);
        Assert.Equal(129, record.Committed.State.Taken.Count);
        await record.Take("f1", T0);
        Assert.Equal(130, record.Committed.State.Taken.Count);
    }

    [Fact]
    public async Task A_turn_without_effects_writes_nothing()
    {
        var (record, _) = await _ledger.Activate();
        Assert.Equal("answer", await record.Turn("f1", _ => "answer"));
        Assert.Empty(_ledger.Store.Records);
    }

    [Fact]
    public async Task Queries_during_a_write_see_what_is_committed()
    {
        var (record, _) = await _ledger.Activate();
        var landed = new TaskCompletionSource<StoreFault>();
        _ledger.Store.Fault = _ => new(landed.Task);
        var turn = record.Take("f1", T0).AsTask();
        Assert.Empty(record.Committed.State.Taken);
        landed.SetResult(StoreFault.None);
        await turn;
        Assert.Equal(["f1"], record.Committed.State.Taken);
    }

    [Fact]
    public async Task A_kind_that_is_never_erased_has_one_life()
    {
        var (record, _) = await _ledger.Activate(canBeErased: false);
        Assert.Equal(0, record.Committed.Life);
        await record.Take("f1", T0);
        Assert.Equal(0, record.Committed.Life);
    }
}
