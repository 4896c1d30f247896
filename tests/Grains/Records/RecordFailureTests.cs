using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Grains.Records;
using SmartStore.Grains.Stored;
using static SmartStore.Grains.Tests.Records.LedgerRecord;

namespace SmartStore.Grains.Tests.Records;

/// <summary>Writes that fail, activations that compete, rules that throw, and bytes that are no record.</summary>
public sealed class RecordFailureTests
{
    private readonly LedgerRecord _ledger = new();

    [Theory]
    [InlineData(StoreFault.Before, 0)]
    [InlineData(StoreFault.After, 1)]
    public async Task After_a_failed_write_the_activation_takes_nothing_more_and_the_next_one_knows_what_is_committed(StoreFault fault, int committed)
    {
        var (record, slot) = await _ledger.Activate();
        _ledger.Store.Fault = _ => new(fault);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await record.Take("f1", T0));
        Assert.True(slot.IsAbandoned);
        Assert.Empty(_ledger.HandedOn);
        _ledger.Store.Fault = null;
        await Assert.ThrowsAsync<TryAgainException>(async () => await record.Take("f2", T0));

        var (next, _) = await _ledger.Activate();
        Assert.Equal(committed, next.Committed.State.Taken.Count);
        await next.Take("f1", T0);
        Assert.Equal(["f1"], next.Committed.State.Taken);
        // A stream that follows again reads the update of the lost answer from the outbox.
        Assert.Equal((1 - committed, 1), (_ledger.HandedOn.Count, next.Committed.Outbox.Count));
    }

    [Fact]
    public async Task A_fact_whose_record_would_be_too_large_changes_nothing_and_the_grain_takes_the_next_one()
    {
        var (record, _) = await _ledger.Activate();
        await record.Take("f1", T0);
        for (var time = 0; time < 3; time++)
        {
            await Assert.ThrowsAsync<RecordTooLargeException>(async () => await record.Take(new string('x', RecordWrite.BodyBytesMax), T0));
            record = (await _ledger.Activate()).Record;
            Assert.Equal(["f1"], record.Committed.State.Taken);
        }
        Assert.Equal(2, await record.Take("f2", T0));
    }

    [Fact]
    public async Task Of_two_activations_one_commits_and_the_other_hands_nothing_on()
    {
        var (first, _) = await _ledger.Activate();
        var (second, slot) = await _ledger.Activate();
        await first.Take("f1", T0);
        await Assert.ThrowsAsync<StoreConflictException>(async () => await second.Take("f2", T0));
        Assert.True(slot.IsAbandoned);
        Assert.Single(_ledger.HandedOn);
    }

    [Fact]
    public async Task Of_two_activations_the_one_that_knows_less_answers_nothing_even_when_it_would_write_nothing()
    {
        var (first, _) = await _ledger.Activate();
        await first.Take("f1", T0);
        var (second, slot) = await _ledger.Activate();
        Assert.Equal(1, await second.Turn(null, turn => turn.State.Taken.Count));
        await first.Take("f2", T0);
        await Assert.ThrowsAsync<TryAgainException>(async () => await second.Turn(null, turn => turn.State.Taken.Count));
        Assert.True(slot.IsAbandoned);
        await Assert.ThrowsAsync<TryAgainException>(async () => await second.Take("f1", T0));
    }

    [Fact]
    public async Task A_write_that_lands_after_the_reload_is_refused_by_its_revision()
    {
        var (first, _) = await _ledger.Activate();
        await first.Take("f0", T0);
        _ledger.Store.Fault = _ => new(StoreFault.Late);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await first.Take("f1", T0));
        _ledger.Store.Fault = null;
        var (second, _) = await _ledger.Activate();
        await second.Take("f2", T0);
        _ledger.Store.LandLate();
        Assert.Equal(["f0", "f2"], (await _ledger.Activate()).Record.Committed.State.Taken);
    }

    [Fact]
    public async Task A_fact_on_which_the_rules_fail_twice_is_quarantined_in_a_commit()
    {
        for (var time = 0; time < 2; time++)
        {
            var (record, slot) = await _ledger.Activate();
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

        var (next, _) = await _ledger.Activate();
        var again = await Assert.ThrowsAsync<FactQuarantinedException>(async () => await next.Turn<int>("poison", _ => 1));
        Assert.Equal("The rules failed on this fact twice (InvalidOperationException); it changed nothing.", again.Message);
        await next.Take("f1", T0);
        Assert.Equal(["f1"], next.Committed.State.Taken);
    }

    [Fact]
    public async Task A_copy_on_which_the_rules_fail_twice_is_quarantined_by_the_name_it_is_given_and_counts_as_taken()
    {
        await Assert.ThrowsAsync<TryAgainException>(() => Poison("order/o1/7", isCopy: true));
        await Poison("order/o1/7", isCopy: true);
        var (record, _) = await _ledger.Activate();
        await RecordShell.Take(record.Turn(null, _ => 1, suspectId: "order/o1/7"));
        Assert.Single(record.Committed.Envelope.Quarantined);
        await Assert.ThrowsAsync<FactQuarantinedException>(async () => await record.Turn(null, _ => 1, suspectId: "order/o1/7"));
    }

    [Fact]
    public async Task The_oldest_of_17_quarantined_facts_is_given_to_the_rules_again()
    {
        for (var fact = 1; fact <= 17; fact++)
        {
            await Assert.ThrowsAsync<TryAgainException>(() => Poison($"f{fact}"));
            await Assert.ThrowsAsync<FactQuarantinedException>(() => Poison($"f{fact}"));
        }
        await Assert.ThrowsAsync<FactQuarantinedException>(() => Poison("f2"));
        await Assert.ThrowsAsync<TryAgainException>(() => Poison("f1"));
    }

    [Theory]
    [InlineData(FactSuspects.FactsMax - 1, true)]
    [InlineData(FactSuspects.FactsMax, false)]
    public void A_first_failure_is_forgotten_after_1024_others(int others, bool isSecond)
    {
        var suspects = new FactSuspects(NullLogger<FactSuspects>.Instance);
        for (var fact = 0; fact <= others; fact++) Assert.False(suspects.IsSecond("shopper/anna", $"f{fact}", new InvalidOperationException()));
        Assert.Equal(isSecond, suspects.IsSecond("shopper/anna", "f0", new InvalidOperationException()));
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_damage_and_stays_as_it_is()
    {
        await _ledger.Store.Write(new RecordWrite("shopper/anna", 0, new byte[] { 0xFF, 0xFF, 0xFF }));
        await Assert.ThrowsAsync<StoreDamagedException>(() => _ledger.Activate());
        Assert.Equal([0xFF, 0xFF, 0xFF], _ledger.Store.Records["shopper/anna"].Body);
    }

    [Fact]
    public async Task A_record_of_a_newer_program_is_not_read()
    {
        var newer = new Envelope { Form = 2 };
        await _ledger.Store.Write(new RecordWrite("shopper/anna", 0, Google.Protobuf.MessageExtensions.ToByteArray(newer)));
        var refused = await Assert.ThrowsAsync<StoreDamagedException>(() => _ledger.Activate());
        Assert.Contains("form 2, this program reads 1 to 1", refused.Message);
    }

    // A new activation takes a fact on which the rules fail.
    private async Task Poison(string name, bool isCopy = false)
    {
        var (record, _) = await _ledger.Activate();
        var turn = record.Turn<int>(isCopy ? null : name, _ => throw new InvalidOperationException("a bug"), suspectId: name);
        await (isCopy ? RecordShell.Take(turn) : turn.AsTask());
    }
}
