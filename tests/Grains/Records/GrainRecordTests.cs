using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Records;
using SmartStore.Grains.Storage;
using SmartStore.Grains.Stored;

namespace SmartStore.Grains.Tests.Records;

public sealed class GrainRecordTests
{
    private static readonly DateTimeOffset T0 = DateTimeOffset.Parse("2026-11-28T10:00:00Z");
    private readonly FakeTimeProvider _time = new(T0);
    private readonly MemoryStateStore _store;
    private readonly FactSuspects _suspects = new(NullLogger<FactSuspects>.Instance);
    private readonly List<Commit> _handedOn = [];

    public GrainRecordTests() => _store = new MemoryStateStore(_time);

    private async Task<(GrainRecord<Ledger> Record, StoreSlot Slot)> Activate(bool canBeErased = true)
    {
        var slot = new StoreSlot(_store, "shopper/anna");
        await slot.Load();
        var record = new GrainRecord<Ledger>(slot, new LedgerForm(canBeErased), _time, _suspects, _handedOn.Add);
        record.Loaded();
        return (record, slot);
    }

    private Task ActivateAnew() => Activate();

    [Fact]
    public async Task A_fact_is_on_disk_before_it_is_handed_on()
    {
        var (record, _) = await Activate();
        _store.Fault = _ =>
        {
            Assert.Empty(_handedOn);
            return new(StoreFault.None);
        };
        Assert.Equal(1, await record.Take("f1", T0));
        Assert.Single(_handedOn);
        Assert.Equal(["f1"], (await Activate()).Record.Committed.State.Taken);
    }

    [Fact]
    public async Task A_fact_sent_again_changes_nothing_and_gets_the_answer_of_the_state()
    {
        var (record, _) = await Activate();
        await record.Take("f1", T0);
        Assert.Equal(2, await record.Take("f1", T0)); // decided again on the state that holds it, and not committed
        Assert.Equal(["f1"], record.Committed.State.Taken);
        Assert.Single(_handedOn);
    }

    [Fact]
    public async Task A_fact_sent_again_to_a_new_activation_changes_nothing()
    {
        await (await Activate()).Record.Take("f1", T0);
        var (record, _) = await Activate();
        await record.Take("f1", T0);
        Assert.Equal(["f1"], record.Committed.State.Taken);
    }

    [Fact]
    public async Task The_oldest_of_129_consumed_ids_is_forgotten()
    {
        var (record, _) = await Activate();
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
        var (record, _) = await Activate();
        Assert.Equal("answer", await record.Turn("f1", _ => "answer"));
        Assert.Empty(_store.Records);
    }

    [Theory]
    [InlineData(StoreFault.Before, 0)]
    [InlineData(StoreFault.After, 1)]
    public async Task After_a_failed_write_the_activation_takes_nothing_more_and_the_next_one_knows_what_is_committed(StoreFault fault, int committed)
    {
        var (record, slot) = await Activate();
        _store.Fault = _ => new(fault);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await record.Take("f1", T0));
        Assert.True(slot.IsAbandoned);
        Assert.Empty(_handedOn);
        _store.Fault = null;
        await Assert.ThrowsAsync<TryAgainException>(async () => await record.Take("f2", T0));

        var (next, _) = await Activate();
        Assert.Equal(committed, next.Committed.State.Taken.Count);
        await next.Take("f1", T0);
        Assert.Equal(["f1"], next.Committed.State.Taken);
    }

    [Fact]
    public async Task Of_two_activations_one_commits_and_the_other_hands_nothing_on()
    {
        var (first, _) = await Activate();
        var (second, slot) = await Activate();
        await first.Take("f1", T0);
        await Assert.ThrowsAsync<StoreConflictException>(async () => await second.Take("f2", T0));
        Assert.True(slot.IsAbandoned);
        Assert.Single(_handedOn);
    }

    [Fact]
    public async Task A_write_that_lands_after_the_reload_is_refused_by_its_revision()
    {
        var (first, _) = await Activate();
        await first.Take("f0", T0);
        _store.Fault = _ => new(StoreFault.Late);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await first.Take("f1", T0));
        _store.Fault = null;
        var (second, _) = await Activate();
        await second.Take("f2", T0);
        _store.LandLate();
        Assert.Equal(["f0", "f2"], (await Activate()).Record.Committed.State.Taken);
    }

    [Fact]
    public async Task Queries_during_a_write_see_what_is_committed()
    {
        var (record, _) = await Activate();
        var landed = new TaskCompletionSource<StoreFault>();
        _store.Fault = _ => new(landed.Task);
        var turn = record.Take("f1", T0).AsTask();
        Assert.Empty(record.Committed.State.Taken);
        landed.SetResult(StoreFault.None);
        await turn;
        Assert.Equal(["f1"], record.Committed.State.Taken);
    }

    [Fact]
    public async Task A_fact_on_which_the_rules_fail_twice_is_quarantined_in_a_commit()
    {
        for (var time = 0; time < 2; time++)
        {
            var (record, slot) = await Activate();
            var failure = await Record.ExceptionAsync(async () => await record.Turn<int>("poison", _ => throw new InvalidOperationException("a bug")));
            if (time == 0)
            {
                Assert.IsType<TryAgainException>(failure);
                Assert.True(slot.IsAbandoned);
            }
            else
            {
                Assert.IsType<FactQuarantinedException>(failure);
                Assert.False(slot.IsAbandoned);
            }
        }

        var (next, _) = await Activate();
        var again = await Assert.ThrowsAsync<FactQuarantinedException>(async () => await next.Turn<int>("poison", _ => 1));
        Assert.Equal("The rules failed on this fact twice (InvalidOperationException); it changed nothing.", again.Message);
        await next.Take("f1", T0);
        Assert.Equal(["f1"], next.Committed.State.Taken);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_damage_and_stays_as_it_is()
    {
        await _store.Write(new RecordWrite("shopper/anna", 0, new byte[] { 0xFF, 0xFF, 0xFF }));
        await Assert.ThrowsAsync<StoreDamagedException>(ActivateAnew);
        Assert.Equal([0xFF, 0xFF, 0xFF], _store.Records["shopper/anna"].Body);
    }

    [Fact]
    public async Task A_record_of_a_newer_program_is_not_read()
    {
        var newer = new Envelope { Form = 2 };
        await _store.Write(new RecordWrite("shopper/anna", 0, Google.Protobuf.MessageExtensions.ToByteArray(newer)));
        var refused = await Assert.ThrowsAsync<StoreDamagedException>(ActivateAnew);
        Assert.Contains("form 2, this program reads 1 to 1", refused.Message);
    }

    [Fact]
    public async Task Updates_count_up_and_say_what_was_before_them()
    {
        var (record, _) = await Activate();
        await record.Take("f1", T0);
        await record.Take("f2", T0);
        Assert.Equal([(0L, 1L), (1L, 2L)], _handedOn.Select(commit => (commit.Previous, commit.Pushed.Single().Sequence)));
    }

    [Fact]
    public async Task A_newer_update_of_a_subject_takes_the_place_of_the_older_one()
    {
        var (record, _) = await Activate();
        for (var i = 1; i <= 3; i++) await Push(record, $"f{i}", i == 2 ? "zone" : "list");
        Assert.Equal([2L, 3L], record.Committed.Outbox.Select(update => update.Sequence));
        Assert.Equal(0, record.Committed.PushedOut);
    }

    [Fact]
    public async Task An_update_that_takes_another_back_removes_it_and_names_it()
    {
        var (record, _) = await Activate();
        await Push(record, "f1", "suggestion/s1");
        await Push(record, "f2", "", takesBack: "suggestion/s1");
        var left = record.Committed.Outbox.Single();
        Assert.Equal((2L, 1L), (left.Sequence, left.Undoes));
    }

    [Fact]
    public async Task An_expired_update_leaves_with_the_next_commit()
    {
        var (record, _) = await Activate();
        await record.Take("f1", T0);
        _time.Advance(TimeSpan.FromHours(4));
        await record.Take("f2", _time.GetUtcNow());
        Assert.Equal([2L], record.Committed.Outbox.Select(update => update.Sequence));
        Assert.Equal(0, record.Committed.PushedOut);
    }

    [Fact]
    public async Task The_oldest_of_201_updates_is_pushed_out_and_its_place_is_kept()
    {
        var (record, _) = await Activate();
        for (var i = 1; i <= 200; i++) await Push(record, $"f{i}", "");
        Assert.Equal(0, record.Committed.PushedOut);
        await Push(record, "f201", "");
        Assert.Equal(200, record.Committed.Outbox.Count);
        Assert.Equal(1, record.Committed.PushedOut);
    }

    [Fact]
    public async Task Updates_of_more_than_48_KiB_push_the_oldest_out()
    {
        var (record, _) = await Activate();
        for (var i = 1; i <= 3; i++) await Push(record, $"f{i}", "", text: new string('x', 20_000));
        Assert.Equal([2L, 3L], record.Committed.Outbox.Select(update => update.Sequence));
        Assert.Equal(1, record.Committed.PushedOut);
        Assert.Equal(3, _handedOn.Count);
    }

    [Fact]
    public async Task A_copy_takes_the_place_of_the_earlier_one_for_the_same_grain_and_leaves_when_it_is_acknowledged()
    {
        var (record, _) = await Activate();
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
        await record.TidyUp();
        Assert.Empty(record.Committed.Envelope.Copies);
    }

    [Fact]
    public async Task A_copy_that_is_not_acknowledged_wakes_the_grain_after_a_crash()
    {
        await (await Activate()).Record.Take("f1", T0);
        Assert.Equal(["shopper/anna"], (await _store.Due(T0 + GrainRecord<Ledger>.CopiesWakeAfter, 10)).Select(due => due.Key));
        Assert.Single((await Activate()).Record.PendingCopies);
    }

    [Fact]
    public async Task Versions_of_copies_never_go_back_even_when_the_record_is_erased_and_made_anew()
    {
        var (record, _) = await Activate();
        await record.Take("f1", T0);
        await record.Take("f2", T0);
        var last = record.PendingCopies.Single().Version;
        await _store.Write(new RecordWrite("shopper/anna", _store.Records["shopper/anna"].Revision, Body: null));
        _time.Advance(TimeSpan.FromSeconds(1));
        var (anew, _) = await Activate();
        await anew.Take("f3", T0);
        Assert.True(anew.PendingCopies.Single().Version > last);
        Assert.NotEqual(record.Committed.Life, anew.Committed.Life);
    }

    [Fact]
    public async Task A_kind_that_is_never_erased_has_one_life()
    {
        var (record, _) = await Activate(canBeErased: false);
        Assert.Equal(0, record.Committed.Life);
        await record.Take("f1", T0);
        Assert.Equal(0, record.Committed.Life);
    }

    [Fact]
    public async Task The_stored_wake_time_moves_when_it_gets_earlier_passes_or_goes_and_not_otherwise()
    {
        var (record, slot) = await Activate();
        Assert.Equal([10, 10, 5], new[] { await Wake(10), await Wake(20), await Wake(5) });
        _time.Advance(TimeSpan.FromSeconds(6));
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
        var (record, slot) = await Activate();
        await record.Turn(null, turn => { turn.Become(turn.State with { WakeAt = T0.AddSeconds(10) }); return 0; });
        await record.Turn(null, turn => { turn.Become(turn.State with { WakeAt = T0.AddSeconds(60) }); return 0; });
        await record.TidyUp();
        Assert.Equal(T0.AddSeconds(10), slot.WakeAt);
        _time.Advance(TimeSpan.FromSeconds(10));
        await record.TidyUp();
        Assert.Equal(T0.AddSeconds(60), slot.WakeAt);
    }

    private static async Task Push(GrainRecord<Ledger> record, string fact, string subject, string? takesBack = null, string text = "x") => await record.Turn(fact, turn =>
    {
        turn.Push(new PushedUpdate(subject, T0, T0.AddHours(4), new StringValue { Value = text }, takesBack));
        return 0;
    });
}
