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
    public async Task A_turn_that_ends_the_record_deletes_it_and_what_comes_next_begins_another_life()
    {
        var (record, slot) = await _ledger.Activate();
        await record.Take("f1", T0);
        var life = record.Committed.Life;
        Assert.Equal("answer", await record.Turn("f2", turn =>
        {
            turn.End();
            return "answer";
        }));
        Assert.True(slot.IsAbandoned);
        Assert.Empty(_ledger.Store.Records);
        Assert.Empty(record.PendingCopies);
        await Assert.ThrowsAsync<GrainInterfaces.TryAgainException>(async () => await record.Take("f3", T0));

        _ledger.Time.Advance(TimeSpan.FromSeconds(1));
        var (next, _) = await _ledger.Activate();
        await next.Take("f1", T0);
        Assert.Equal(["f1"], next.Committed.State.Taken);
        Assert.NotEqual(life, next.Committed.Life);
    }

    [Fact]
    public async Task A_deletion_of_which_nothing_is_known_abandons_the_activation()
    {
        var (record, slot) = await _ledger.Activate();
        await record.Take("f1", T0);
        _ledger.Store.Fault = _ => new(StoreFault.After);
        await Assert.ThrowsAsync<GrainInterfaces.StoreUnavailableException>(async () => await record.Delete());
        Assert.True(slot.IsAbandoned);
    }

    [Fact]
    public async Task A_copy_that_is_not_to_be_sent_leaves_the_record()
    {
        var (record, _) = await _ledger.Activate();
        await record.Take("f1", T0, tells: "shopper/ann");
        await record.Take("f2", T0, tells: "store/demo");
        await record.Turn("f3", turn =>
        {
            turn.Untell("shopper/ann");
            return true;
        });
        Assert.Equal(["store/demo"], record.PendingCopies.Select(copy => copy.Target));
        Assert.Equal(["store/demo"], (await _ledger.Activate()).Record.PendingCopies.Select(copy => copy.Target));
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
