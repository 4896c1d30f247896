using Google.Protobuf.WellKnownTypes;
using SmartStore.Grains.Following;
using SmartStore.Grains.Records;
using static SmartStore.Grains.Tests.Records.LedgerRecord;

namespace SmartStore.Grains.Tests.Records;

/// <summary>Updates that a record keeps for streams that resume.</summary>
public sealed class OutboxTests
{
    private readonly LedgerRecord _ledger = new();

    [Fact]
    public async Task Updates_count_up_and_say_what_was_before_them()
    {
        var (record, _) = await _ledger.Activate();
        await record.Take("f1", T0);
        await record.Take("f2", T0);
        Assert.Equal([(0L, 1L), (1L, 2L)], _ledger.HandedOn.Select(commit => (commit.Previous, commit.Pushed.Single().Sequence)));
    }

    [Fact]
    public async Task A_newer_update_of_a_subject_takes_the_place_of_the_older_one()
    {
        var (record, _) = await _ledger.Activate();
        for (var i = 1; i <= 3; i++) await Push(record, $"f{i}", i == 2 ? "zone" : "list");
        Assert.Equal([2L, 3L], record.Committed.Outbox.Select(update => update.Sequence));
        Assert.Equal(0, record.Committed.PushedOut);
    }

    [Fact]
    public async Task An_update_that_takes_another_back_removes_it_and_names_it()
    {
        var (record, _) = await _ledger.Activate();
        await Push(record, "f1", "suggestion/s1");
        await Push(record, "f2", "", takesBack: "suggestion/s1");
        var left = record.Committed.Outbox.Single();
        Assert.Equal((2L, 1L), (left.Sequence, left.Undoes));
    }

    [Fact]
    public async Task An_update_that_must_not_be_kept_is_gone_and_who_had_not_read_it_asks_anew()
    {
        var (record, _) = await _ledger.Activate();
        for (var i = 1; i <= 4; i++) await Push(record, $"f{i}", i is 2 or 3 ? "ann" : "ben");
        await record.Turn("f5", turn =>
        {
            turn.Forget(update => update.Subject == "ann");
            return true;
        });
        Assert.Equal([4L], record.Committed.Outbox.Select(update => update.Sequence));
        Assert.Equal([false, true], new[] { 2, 3 }.Select(after => IsComplete(record, after)));
    }

    [Fact]
    public async Task An_expired_update_leaves_with_the_next_commit()
    {
        var (record, _) = await _ledger.Activate();
        await record.Take("f1", T0);
        _ledger.Time.Advance(TimeSpan.FromHours(4));
        await record.Take("f2", _ledger.Time.GetUtcNow());
        Assert.Equal([2L], record.Committed.Outbox.Select(update => update.Sequence));
        Assert.Equal(0, record.Committed.PushedOut);
        Assert.True(IsComplete(record, after: 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_expiry_ends_cursors_a_reader_that_missed_what_expired_begins_anew_and_one_that_had_it_goes_on(bool isCommittedSince)
    {
        var (record, _) = await _ledger.Activate(expiryEndsCursors: true);
        for (var i = 1; i <= 2; i++) await record.Take($"f{i}", T0);
        _ledger.Time.Advance(TimeSpan.FromHours(4) - TimeSpan.FromMilliseconds(1));
        Assert.True(IsComplete(record, after: 0, endsByExpiry: true));
        _ledger.Time.Advance(TimeSpan.FromMilliseconds(1));
        if (isCommittedSince) await record.Take("f3", _ledger.Time.GetUtcNow());
        Assert.Equal([false, false, true], new[] { 0, 1, 2 }.Select(after => IsComplete(record, after, endsByExpiry: true)));
    }

    [Fact]
    public async Task The_oldest_of_201_updates_is_pushed_out_and_its_place_is_kept()
    {
        var (record, _) = await _ledger.Activate();
        for (var i = 1; i <= 200; i++) await Push(record, $"f{i}", "");
        Assert.Equal((0, true), (record.Committed.PushedOut, IsComplete(record, after: 0)));
        await Push(record, "f201", "");
        Assert.Equal((200, 1), (record.Committed.Outbox.Count, record.Committed.PushedOut));
        Assert.Equal([false, true], new[] { 0, 1 }.Select(after => IsComplete(record, after)));
    }

    [Fact]
    public async Task Updates_of_more_than_48_KiB_push_the_oldest_out()
    {
        var (record, _) = await _ledger.Activate();
        await Push(record, "f1", "", text: new string('x', 20_000));
        var size = record.Committed.Outbox.Single().CalculateSize();
        await Push(record, "f2", "", text: new string('x', 20_000 + (48 * 1024) - (2 * size)));
        Assert.Equal([1L, 2L], record.Committed.Outbox.Select(update => update.Sequence));
        await Push(record, "f3", "");
        Assert.Equal([2L, 3L], record.Committed.Outbox.Select(update => update.Sequence));
        Assert.Equal([false, true], new[] { 0, 1 }.Select(after => IsComplete(record, after)));
        Assert.Equal(3, _ledger.HandedOn.Count);
    }

    private bool IsComplete(GrainRecord<Ledger> record, long after, bool endsByExpiry = false) => Backlog.IsComplete(record.Committed, after, new LedgerForm(expiryEndsCursors: endsByExpiry), _ledger.Time.GetUtcNow());

    private static async Task Push(GrainRecord<Ledger> record, string fact, string subject, string? takesBack = null, string text = "x") => await record.Turn(fact, turn =>
    {
        turn.Push(new PushedUpdate(subject, T0, T0.AddHours(4), new StringValue { Value = text }, takesBack));
        return 0;
    });
}
