using SmartStore.Grains.Records;
using static SmartStore.Grains.Tests.Records.LedgerRecord;

namespace SmartStore.Grains.Tests.Records;

/// <summary>Copies for other grains, and the stored time at which a grain is woken.</summary>
public sealed class CopiesAndWakeTimeTests
{
    private readonly LedgerRecord _ledger = new();

    [Fact]
    public async Task A_copy_takes_the_place_of_the_earlier_one_for_the_same_grain_and_leaves_when_it_is_acknowledged()
    {
        var (record, _) = await _ledger.Activate();
        await record.Take("f1", T0);
        var first = record.PendingCopies.Single();
        await record.Take("f2", T0);
        var pending = record.PendingCopies.Single();
        Assert.Equal(("store/demo", "f2"), (pending.Target, pending.Body.ToStringUtf8()));
        record.Acknowledge(first);
        Assert.Single(record.PendingCopies);
        record.Acknowledge(pending);
        Assert.Empty(record.PendingCopies);
        Assert.Single(record.Committed.Envelope.Copies);
        await record.Take("f3", T0, tells: null);
        Assert.Empty(record.Committed.Envelope.Copies);
    }

    [Theory]
    [InlineData("shopper/bob")]
    [InlineData("order/o1")]
    [InlineData("case/c1")]
    [InlineData("member/anna")]
    [InlineData("household/h1")]
    public async Task A_copy_for_anybody_but_a_place_leaves_the_record_by_itself_once_it_is_taken(string target)
    {
        var (record, slot) = await _ledger.Activate();
        await record.Take("f1", T0, tells: target);
        await record.Take("f2", T0, tells: "store/demo");
        foreach (var copy in record.PendingCopies) record.Acknowledge(copy);
        Assert.Equal(T0 + GrainRecord<Ledger>.CopiesWakeAfter, slot.WakeAt);
        await record.TidyUp();
        Assert.Equal(2, record.Committed.Envelope.Copies.Count);
        _ledger.Time.Advance(GrainRecord<Ledger>.CopiesWakeAfter);
        await record.TidyUp();
        Assert.Empty(record.Committed.Envelope.Copies);
        Assert.Null(slot.WakeAt);
    }

    [Fact]
    public async Task An_activation_that_only_read_a_record_leaves_its_wake_time_to_who_wrote_it()
    {
        await (await _ledger.Activate()).Record.Take("f1", T0);
        var (record, slot) = await _ledger.Activate();
        record.Acknowledge(record.PendingCopies.Single());
        Assert.Equal(T0 + GrainRecord<Ledger>.CopiesWakeAfter, slot.WakeAt);
        Assert.Single(await _ledger.Store.Due(T0 + GrainRecord<Ledger>.CopiesWakeAfter, 10));
        _ledger.Time.Advance(GrainRecord<Ledger>.CopiesWakeAfter);
        await record.TidyUp();
        Assert.Empty(await _ledger.Store.Due(DateTimeOffset.MaxValue.AddDays(-1), 10));
    }

    [Fact]
    public async Task When_the_last_copy_is_taken_nobody_has_to_wake_the_grain_for_it_and_nothing_is_committed()
    {
        var (record, slot) = await _ledger.Activate();
        await record.Take("f1", T0, tells: "store/demo");
        await record.Take("f2", T0, tells: "store/other");
        var revision = _ledger.Store.Records["shopper/anna"].Revision;
        foreach (var copy in record.PendingCopies)
        {
            Assert.Single(await _ledger.Store.Due(T0 + GrainRecord<Ledger>.CopiesWakeAfter, 10));
            record.Acknowledge(copy);
        }
        Assert.Empty(await _ledger.Store.Due(DateTimeOffset.MaxValue.AddDays(-1), 10));
        Assert.Null(slot.WakeAt);
        Assert.Equal(revision, _ledger.Store.Records["shopper/anna"].Revision);
        Assert.Empty((await _ledger.Activate()).Record.PendingCopies);
    }

    [Fact]
    public async Task When_the_last_copy_is_taken_the_grain_is_woken_when_the_rules_want_it()
    {
        var (record, slot) = await _ledger.Activate();
        await record.Turn(null, turn => { turn.Become(turn.State with { WakeAt = T0.AddSeconds(60) }); turn.Tell("store/demo", [1]); return 0; });
        Assert.Equal(T0 + GrainRecord<Ledger>.CopiesWakeAfter, slot.WakeAt);
        record.Acknowledge(record.PendingCopies.Single());
        Assert.Equal([T0.AddSeconds(60)], (await _ledger.Store.Due(T0.AddSeconds(60), 10)).Select(due => due.WakeAt));
    }

    [Fact]
    public async Task A_wake_time_that_could_not_be_moved_comes_once_and_is_moved_then()
    {
        var (record, slot) = await _ledger.Activate();
        await record.Turn(null, turn => { turn.Become(turn.State with { WakeAt = T0.AddSeconds(60) }); turn.Tell("store/demo", [1]); return 0; });
        _ledger.Store.Fault = write => new(write.IsWakeAlone ? StoreFault.Before : StoreFault.None);
        record.Acknowledge(record.PendingCopies.Single());
        Assert.Single(await _ledger.Store.Due(T0 + GrainRecord<Ledger>.CopiesWakeAfter, 10));
        _ledger.Time.Advance(GrainRecord<Ledger>.CopiesWakeAfter);
        await record.TidyUp();
        Assert.Equal([T0.AddSeconds(60)], (await _ledger.Store.Due(T0.AddSeconds(60), 10)).Select(due => due.WakeAt));
        Assert.Equal(T0.AddSeconds(60), slot.WakeAt);
    }

    [Theory]
    [InlineData(StoreFault.Before)]
    [InlineData(StoreFault.After)]
    public async Task A_commit_that_comes_while_a_wake_time_is_being_moved_says_it_whatever_becomes_of_that(StoreFault fault)
    {
        var (record, _) = await _ledger.Activate();
        await record.Turn(null, turn => { turn.Become(turn.State with { WakeAt = T0.AddSeconds(60) }); turn.Tell("store/demo", [1]); return 0; });
        var moved = new TaskCompletionSource<StoreFault>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ledger.Store.Fault = write => write.IsWakeAlone ? new(moved.Task) : new(StoreFault.None);
        record.Acknowledge(record.PendingCopies.Single());
        await record.Turn(null, turn => { turn.Become(turn.State with { WakeAt = T0.AddSeconds(90) }); return 0; });
        moved.SetResult(fault);
        Assert.Equal([T0.AddSeconds(90)], (await _ledger.Store.Due(T0.AddSeconds(99), 10)).Select(due => due.WakeAt));
    }

    [Fact]
    public async Task The_first_commit_of_an_activation_says_the_wake_time_whatever_it_read()
    {
        await (await _ledger.Activate()).Record.Turn(null, turn => { turn.Become(turn.State with { WakeAt = T0.AddSeconds(10) }); return 0; });
        var (record, _) = await _ledger.Activate();
        // An activation of before puts it off, after this one has read it.
        await _ledger.Store.Write(new RecordWrite("shopper/anna", _ledger.Store.Records["shopper/anna"].Revision, Body: null) { IsWakeAlone = true });
        await record.Turn(null, turn => { turn.Become(turn.State with { WakeAt = T0.AddSeconds(20) }); return 0; });
        Assert.Equal([T0.AddSeconds(20)], (await _ledger.Store.Due(T0.AddSeconds(60), 10)).Select(due => due.WakeAt));
    }

    [Fact]
    public async Task A_copy_that_is_not_acknowledged_wakes_the_grain_after_a_crash()
    {
        await (await _ledger.Activate()).Record.Take("f1", T0);
        Assert.Equal(["shopper/anna"], (await _ledger.Store.Due(T0 + GrainRecord<Ledger>.CopiesWakeAfter, 10)).Select(due => due.Key));
        Assert.Single((await _ledger.Activate()).Record.PendingCopies);
    }

    [Fact]
    public async Task Versions_of_copies_never_go_back_even_when_the_record_is_erased_and_made_anew()
    {
        var (record, _) = await _ledger.Activate();
        await record.Take("f1", T0);
        await record.Take("f2", T0);
        var last = record.PendingCopies.Single().Version;
        await _ledger.Store.Write(new RecordWrite("shopper/anna", _ledger.Store.Records["shopper/anna"].Revision, Body: null));
        _ledger.Time.Advance(TimeSpan.FromSeconds(1));
        var (anew, _) = await _ledger.Activate();
        await anew.Take("f3", T0);
        Assert.True(anew.PendingCopies.Single().Version > last);
        Assert.NotEqual(record.Committed.Life, anew.Committed.Life);
    }

    [Fact]
    public async Task The_stored_wake_time_moves_when_it_gets_earlier_passes_or_goes_and_not_otherwise()
    {
        var (record, slot) = await _ledger.Activate();
        Assert.Equal([10, 10, 5], new[] { await Wake(10), await Wake(20), await Wake(5) });
        _ledger.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(30, await Wake(30));
        Assert.Null(await Wake(null));

        async Task<int?> Wake(int? seconds)
        {
            await record.Turn(null, turn =>
            {
                turn.Become(turn.State with { WakeAt = seconds is { } s ? T0.AddSeconds(s) : null });
                return 0;
            });
            return slot.WakeAt is { } at ? (int)(at - T0).TotalSeconds : null;
        }
    }

    [Fact]
    public async Task Tidying_up_moves_a_wake_time_that_has_passed_to_what_the_rules_want()
    {
        var (record, slot) = await _ledger.Activate();
        await record.Turn(null, turn => { turn.Become(turn.State with { WakeAt = T0.AddSeconds(10) }); return 0; });
        await record.Turn(null, turn => { turn.Become(turn.State with { WakeAt = T0.AddSeconds(60) }); return 0; });
        await record.TidyUp();
        Assert.Equal(T0.AddSeconds(10), slot.WakeAt);
        _ledger.Time.Advance(TimeSpan.FromSeconds(10));
        await record.TidyUp();
        Assert.Equal(T0.AddSeconds(60), slot.WakeAt);
    }
}
