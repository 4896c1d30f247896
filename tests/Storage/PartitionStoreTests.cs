using System.Globalization;
using System.Text;
using SmartStore.Grains;

namespace SmartStore.Storage.Tests;

/// <summary>What every store promises. A provider inherits it and passes it whole.</summary>
public abstract class PartitionStoreTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    protected IPartitionStore Store { get; private set; } = null!;

    protected ManualTime Time { get; } = new(At);

    public async ValueTask InitializeAsync() => Store = await Open(Time);

    public abstract ValueTask DisposeAsync();

    /// <summary>A new store of 4 partitions.</summary>
    protected abstract Task<IPartitionStore> Open(TimeProvider time);

    [Fact]
    public async Task Appended_events_have_positions_from_one_without_gaps_per_partition()
    {
        Assert.Equal([1, 2], await Store.Append(0, [Fact("e1"), Fact("e2")]));
        Assert.Equal([1], await Store.Append(1, [Fact("e3")]));
        Assert.Equal([3], await Store.Append(0, [Fact("e4")]));
    }

    [Fact]
    public async Task Events_are_read_back_as_they_were_in_pages_after_a_position()
    {
        var fact = new GrainEvent("e1", "probe/ä", "tap", At.AddTicks(7), new byte[] { 0, 255, 1 });
        await Store.Append(2, [fact, Fact("e2"), Fact("e3")]);

        var first = (await Store.Read(2, 0, 1))[0];
        Assert.Equal((1, fact with { Payload = default }), (first.Position, first.Event with { Payload = default }));
        Assert.Equal(fact.Payload.ToArray(), first.Event.Payload.ToArray());
        Assert.Equal(["e2", "e3"], (await Store.Read(2, 1, 10)).Select(stored => stored.Event.Id));
        Assert.Empty(await Store.Read(2, 3, 10));
        Assert.Empty(await Store.Read(3, 0, 10));
    }

    [Fact]
    public async Task A_commit_writes_states_effects_timers_and_head_and_consumes_the_inbox()
    {
        var lease = await Lease();
        await Store.Append(0, [Fact("e1"), Fact("e2"), Fact("e3")]);

        var result = await Store.Commit(Commit(lease, last: 2, lastId: "e2") with
        {
            Grains = [new GrainWrite("probe/a", Bytes("state"), At.AddMinutes(1)), new GrainWrite("probe/b", Bytes(""), null)],
            Outbox = [Effect("stream:probe/a", "x1"), Effect("stream:probe/a", "x2"), Effect("answers", "y1")],
        });

        Assert.Equal(CommitOutcome.Committed, result.Outcome);
        Assert.Equal([1, 2, 1], result.Sequences);
        Assert.Equal(new PartitionHead(2, "c1"), await Store.Head(0));
        Assert.Equal(["e3"], (await Store.Read(0, 0, 10)).Select(stored => stored.Event.Id));
        var states = await Store.Load(0, ["probe/a", "probe/x", "probe/b"]);
        Assert.Equal(["state", null, ""], states.Select(state => state is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null));
        Assert.Equal([new GrainTimer("probe/a", At.AddMinutes(1))], await Store.Timers(0));
    }

    [Fact]
    public async Task A_partition_without_commits_has_an_empty_head()
    {
        Assert.Equal(new PartitionHead(0, ""), await Store.Head(3));
        Assert.Empty(await Store.Timers(3));
        Assert.Empty(await Store.Quarantined(3, 10));
    }

    [Fact]
    public async Task The_last_commit_sent_again_changes_nothing_and_is_answered_with_the_same_sequences()
    {
        var lease = await Lease();
        await Store.Append(0, [Fact("e1")]);
        var commit = Commit(lease, last: 1, lastId: "e1") with { Outbox = [Effect("stream:probe/a", "x1"), Effect("answers", "y1")] };
        await Store.Commit(commit);

        var again = await Store.Commit(commit);

        Assert.Equal(CommitOutcome.AlreadyCommitted, again.Outcome);
        Assert.Equal([1, 1], again.Sequences);
        Assert.Single((await Store.ReadOutbox("answers", 0, 10)).Entries);
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(0, "00")]
    public async Task A_commit_of_another_token_or_nonce_is_fenced(int tokenOff, string nonceTail)
    {
        var lease = await Lease();

        var result = await Store.Commit(Commit(lease with { Token = lease.Token + tokenOff, Nonce = lease.Nonce + nonceTail }) with
        {
            Grains = [new GrainWrite("probe/a", Bytes("state"), null)],
        });

        Assert.Equal(CommitOutcome.Fenced, result.Outcome);
        Assert.Null((await Store.Load(0, ["probe/a"]))[0]);
    }

    [Fact]
    public async Task A_commit_after_the_lease_was_given_back_is_fenced()
    {
        var lease = await Lease();
        await Store.Release(lease);

        Assert.Equal(CommitOutcome.Fenced, (await Store.Commit(Commit(lease))).Outcome);
        Assert.False(await Store.Renew(lease));
    }

    [Fact]
    public async Task A_fenced_writer_stays_fenced_when_it_sends_its_last_commit_again()
    {
        var first = await Lease();
        var commit = Commit(first);
        await Store.Commit(commit);
        Time.Advance(TimeSpan.FromSeconds(7));
        Assert.NotNull(await Store.Acquire(0, "second"));

        Assert.Equal(CommitOutcome.Fenced, (await Store.Commit(commit)).Outcome);
    }

    [Theory]
    [InlineData(1, "c1", 2, "e2", CommitOutcome.Committed)]
    [InlineData(0, "c1", 2, "e2", CommitOutcome.Rewind)]
    [InlineData(2, "c1", 2, null, CommitOutcome.Rewind)]
    [InlineData(1, "c0", 2, "e2", CommitOutcome.Rewind)]
    [InlineData(1, "c1", 2, "e1", CommitOutcome.Rewind)]
    [InlineData(1, "c1", 3, "e3", CommitOutcome.Rewind)]
    [InlineData(1, "c1", 1, null, CommitOutcome.Committed)]
    public async Task A_commit_must_follow_the_stored_head_and_consume_what_lies_in_the_inbox(
        long previous, string previousId, long last, string? lastId, CommitOutcome outcome)
    {
        var lease = await Lease();
        await Store.Append(0, [Fact("e1"), Fact("e2")]);
        await Store.Commit(Commit(lease, last: 1, lastId: "e1"));

        var result = await Store.Commit(new PartitionCommit(
            lease, new PartitionHead(previous, previousId), last, lastId, "c2", [new GrainWrite("probe/a", Bytes("2"), null)], [Effect("answers", "y")], []));

        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(outcome == CommitOutcome.Committed, (await Store.Load(0, ["probe/a"]))[0] is not null);
        Assert.Equal(outcome == CommitOutcome.Committed ? 1 : 0, (await Store.ReadOutbox("answers", 0, 10)).Last);
    }

    [Fact]
    public async Task A_held_up_copy_of_an_older_commit_that_consumed_nothing_is_refused()
    {
        var lease = await Lease();
        var older = Commit(lease) with { Grains = [new GrainWrite("probe/a", Bytes("old"), null)] };
        await Store.Commit(older);
        await Store.Commit(Commit(lease, previousId: "c1", id: "c2") with { Grains = [new GrainWrite("probe/a", Bytes("new"), null)] });

        Assert.Equal(CommitOutcome.Rewind, (await Store.Commit(older)).Outcome);
        Assert.Equal("new", Encoding.UTF8.GetString((await Store.Load(0, ["probe/a"]))[0]!.Value.Span));
    }

    [Fact]
    public async Task A_lease_is_given_to_one_until_it_runs_out_and_each_time_with_a_higher_token_and_another_nonce()
    {
        var first = await Lease();
        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await Store.Acquire(0, "second"));
        Assert.True(await Store.Renew(first));
        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await Store.Acquire(0, "second"));
        Time.Advance(TimeSpan.FromSeconds(2));

        var second = await Store.Acquire(0, "second");

        Assert.NotNull(second);
        Assert.Equal(first.Token + 1, second.Token);
        Assert.NotEqual(first.Nonce, second.Nonce);
        Assert.False(await Store.Renew(first));
        Assert.True(await Store.Renew(second));
        Assert.NotNull(await Store.Acquire(1, "second"));
    }

    [Fact]
    public async Task An_erased_grain_leaves_neither_state_nor_timer()
    {
        var lease = await Lease();
        await Store.Commit(Commit(lease) with { Grains = [new GrainWrite("probe/a", Bytes("state"), At)] });

        await Store.Commit(Commit(lease, previousId: "c1", id: "c2") with { Grains = [new GrainWrite("probe/a", null, null)] });

        Assert.Null((await Store.Load(0, ["probe/a"]))[0]);
        Assert.Empty(await Store.Timers(0));
    }

    [Fact]
    public async Task Timers_come_soonest_first_and_move_with_their_grain()
    {
        var lease = await Lease();
        await Store.Commit(Commit(lease) with
        {
            Grains = [new GrainWrite("probe/a", Bytes("a"), At.AddHours(3)), new GrainWrite("probe/b", Bytes("b"), At.AddHours(2)), new GrainWrite("probe/c", Bytes("c"), null)],
        });
        await Store.Commit(Commit(lease, previousId: "c1", id: "c2") with { Grains = [new GrainWrite("probe/a", Bytes("a"), At.AddHours(1))] });

        Assert.Equal([new GrainTimer("probe/a", At.AddHours(1)), new GrainTimer("probe/b", At.AddHours(2))], await Store.Timers(0));
        Assert.Empty(await Store.Timers(1));
    }

    [Fact]
    public async Task Effects_are_read_in_pages_after_a_cursor_as_they_were_committed()
    {
        var effect = new OutboxEntry("answers", "y1", At.AddTicks(3), At.AddMinutes(10), Bytes("payload"));
        await CommitEffects([effect, Effect("answers", "y2"), Effect("answers", "y3")]);

        var page = await Store.ReadOutbox("answers", 0, 2);
        Assert.Equal((1, 3), (page.FirstKept, page.Last));
        Assert.Equal(["y1", "y2"], page.Entries.Select(entry => entry.Entry.Id));
        Assert.Equal(effect with { Payload = default }, page.Entries[0].Entry with { Payload = default });
        Assert.Equal("payload", Encoding.UTF8.GetString(page.Entries[0].Entry.Payload.Span));
        Assert.Equal([3], (await Store.ReadOutbox("answers", 2, 2)).Entries.Select(entry => entry.Sequence));
        Assert.Empty((await Store.ReadOutbox("answers", 3, 2)).Entries);
    }

    [Fact]
    public async Task A_channel_nobody_wrote_to_is_empty()
    {
        var page = await Store.ReadOutbox("stream:probe/nobody", 0, 10);

        Assert.Equal((1, 0, 0), (page.FirstKept, page.Last, page.Entries.Count));
    }

    [Fact]
    public async Task Trimming_moves_what_is_kept_and_never_what_comes_next()
    {
        await CommitEffects([Effect("answers", "y1"), Effect("answers", "y2"), Effect("answers", "y3")]);

        await Store.TrimOutbox("answers", 2);
        var page = await Store.ReadOutbox("answers", 0, 10);
        Assert.Equal((3, 3), (page.FirstKept, page.Last));
        await Store.TrimOutbox("answers", 1);
        Assert.Equal(3, (await Store.ReadOutbox("answers", 0, 10)).FirstKept);
        await Store.TrimOutbox("answers", 99);
        page = await Store.ReadOutbox("answers", 0, 10);
        Assert.Equal((4, 3, 0), (page.FirstKept, page.Last, page.Entries.Count));
    }

    [Theory]
    [InlineData("stream:probe/a", GrainLimits.StreamEntriesMax, 1)]
    [InlineData("stream:probe/a", GrainLimits.StreamEntriesMax + 1, 2)]
    [InlineData("answers", GrainLimits.StreamEntriesMax + 1, 1)]
    public async Task A_stream_keeps_its_newest_200_entries_and_other_channels_keep_all(string channel, int entries, long firstKept)
    {
        await CommitEffects([.. Enumerable.Range(1, entries).Select(i => Effect(channel, $"x{i}"))]);

        var page = await Store.ReadOutbox(channel, 0, 1_000);
        Assert.Equal((firstKept, entries), (page.FirstKept, page.Last));
        Assert.Equal(entries - firstKept + 1, page.Entries.Count);
    }

    [Fact]
    public async Task Expired_entries_at_the_old_end_of_a_stream_leave_with_the_next_commit()
    {
        var lease = await CommitEffects([Expiring("x1", 1), Expiring("x2", 1), Expiring("x3", 9), Expiring("x4", 1)]);
        Time.Advance(TimeSpan.FromMinutes(1));

        await Store.Commit(Commit(lease, previousId: "c1", id: "c2") with { Outbox = [Expiring("x5", 9)] });

        Assert.Equal(["x3", "x4", "x5"], (await Store.ReadOutbox("stream:probe/a", 0, 10)).Entries.Select(entry => entry.Entry.Id));
    }

    [Fact]
    public async Task Quarantined_events_are_kept_with_their_reason_and_the_oldest_make_room()
    {
        var lease = await Lease();
        var kept = Enumerable.Range(1, GrainLimits.QuarantinedMax + 1).Select(i => new QuarantinedEvent(i, Fact($"e{i}"), $"reason {i}")).ToList();

        await Store.Commit(Commit(lease) with { Quarantined = kept });

        var found = await Store.Quarantined(0, GrainLimits.QuarantinedMax + 10);
        Assert.Equal(GrainLimits.QuarantinedMax, found.Count);
        Assert.Equal((2, "e2", "reason 2"), (found[0].Position, found[0].Event.Id, found[0].Reason));
        Assert.Equal(3, (await Store.Quarantined(0, 3)).Count);
        Assert.Empty(await Store.Quarantined(1, 10));
    }

    [Fact]
    public async Task Documents_are_replaced_whole_removed_and_listed_by_id_per_kind()
    {
        await Store.PutDocument("layout", "b", Bytes("2"));
        await Store.PutDocument("layout", "a", Bytes("1"));
        await Store.PutDocument("layout", "c", Bytes("3"));
        await Store.PutDocument("catalog", "a", Bytes("x"));
        await Store.PutDocument("layout", "a", Bytes("new"));
        await Store.PutDocument("layout", "c", null);

        Assert.Equal(["a=new", "b=2"], (await Store.Documents("layout")).Select(document => $"{document.Id}={Encoding.UTF8.GetString(document.Body.Span)}"));
        Assert.Single(await Store.Documents("catalog"));
        Assert.Empty(await Store.Documents("nothing"));
    }

    [Fact]
    public async Task The_largest_event_and_state_fit()
    {
        var lease = await Lease();
        var payload = Enumerable.Range(0, GrainLimits.PayloadBytesMax).Select(i => (byte)i).ToArray();
        var state = Enumerable.Range(0, GrainLimits.StateBytesMax).Select(i => (byte)(i * 7)).ToArray();
        await Store.Append(0, [Fact("e1") with { Payload = payload }]);

        Assert.Equal(payload, (await Store.Read(0, 0, 1))[0].Event.Payload.ToArray());
        await Store.Commit(Commit(lease, last: 1, lastId: "e1") with { Grains = [new GrainWrite("probe/a", state, null)] });

        Assert.Equal(state, (await Store.Load(0, ["probe/a"]))[0]!.Value.ToArray());
    }

    [Fact]
    public async Task Many_writers_at_once_get_every_position_once()
    {
        var positions = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Store.Append(i % 2, [Fact($"e{i}")]).AsTask()));

        Assert.Equal(Enumerable.Range(1, 100).SelectMany(i => new long[] { i, i }), positions.Select(position => position[0]).Order());
    }

    protected static GrainEvent Fact(string id) => new(id, "probe/a", "tap", At, Bytes(id));

    protected static OutboxEntry Effect(string channel, string id) => new(channel, id, At, null, Bytes(id));

    protected static PartitionCommit Commit(Lease lease, string previousId = "", string id = "c1", long last = 0, string? lastId = null) =>
        new(lease, new PartitionHead(0, previousId), last, lastId, id, [], [], []);

    protected async Task<Lease> Lease() => await Store.Acquire(0, "test") ?? throw new InvalidOperationException("The lease is not free.");

    private static OutboxEntry Expiring(string id, int minutes) => Effect("stream:probe/a", id) with { ExpiresAt = At.AddMinutes(minutes) };

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture));

    private async Task<Lease> CommitEffects(IReadOnlyList<OutboxEntry> effects)
    {
        var lease = await Lease();
        Assert.Equal(CommitOutcome.Committed, (await Store.Commit(Commit(lease) with { Outbox = effects })).Outcome);
        return lease;
    }
}
