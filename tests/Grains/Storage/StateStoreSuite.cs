using Microsoft.Extensions.Time.Testing;

namespace SmartStore.Grains.Tests.Storage;

/// <summary>What every <see cref="IStateStore"/> has to do. One class for each store inherits it.</summary>
public abstract class StateStoreSuite
{
    private static readonly DateTimeOffset T0 = DateTimeOffset.Parse("2026-11-28T10:00:00Z");

    protected FakeTimeProvider Time { get; } = new(T0);

    protected abstract Task<IStateStore> Open();

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static RecordWrite Put(string key, long expected, string body) => new(key, expected, Bytes(body));

    [Fact]
    public async Task A_record_that_was_never_written_is_null()
    {
        Assert.Null(await (await Open()).Read("shopper/anna"));
    }

    [Fact]
    public async Task A_written_record_is_read_back_with_its_revision()
    {
        var store = await Open();
        var revision = await store.Write(Put("shopper/안나", 0, "one"));
        var row = await store.Read("shopper/안나");
        Assert.Equal(revision, row!.Revision);
        Assert.Equal("one"u8.ToArray(), row.Body);
        Assert.Null(row.WakeAt);
    }

    [Fact]
    public async Task A_write_with_the_present_revision_replaces_the_record_under_a_greater_one()
    {
        var store = await Open();
        var first = await store.Write(Put("a/1", 0, "one"));
        var second = await store.Write(Put("a/1", first, "two"));
        Assert.True(second > first);
        Assert.Equal("two"u8.ToArray(), (await store.Read("a/1"))!.Body);
    }

    [Fact]
    public async Task A_write_with_a_stale_revision_is_a_conflict_and_changes_nothing()
    {
        var store = await Open();
        var first = await store.Write(Put("a/1", 0, "one"));
        var second = await store.Write(Put("a/1", first, "two"));
        foreach (var stale in new[] { 0, first, second + 1 })
            await Assert.ThrowsAsync<StoreConflictException>(async () => await store.Write(Put("a/1", stale, "three")));
        var row = await store.Read("a/1");
        Assert.Equal(second, row!.Revision);
        Assert.Equal("two"u8.ToArray(), row.Body);
    }

    [Fact]
    public async Task A_write_that_expects_a_record_that_is_not_there_is_a_conflict()
    {
        var store = await Open();
        await Assert.ThrowsAsync<StoreConflictException>(async () => await store.Write(Put("a/1", 7, "one")));
        Assert.Null(await store.Read("a/1"));
    }

    [Fact]
    public async Task No_revision_of_a_deleted_record_is_given_out_again()
    {
        var store = await Open();
        var first = await store.Write(Put("a/1", 0, "one"));
        await store.Write(new RecordWrite("a/1", first, Body: null));
        Assert.Null(await store.Read("a/1"));
        var again = await store.Write(Put("a/1", 0, "new"));
        Assert.True(again > first + 1);
        await Assert.ThrowsAsync<StoreConflictException>(async () => await store.Write(Put("a/1", first, "late")));
    }

    [Fact]
    public async Task Deleting_needs_the_present_revision()
    {
        var store = await Open();
        var first = await store.Write(Put("a/1", 0, "one"));
        await Assert.ThrowsAsync<StoreConflictException>(async () => await store.Write(new RecordWrite("a/1", first + 1, Body: null)));
        Assert.NotNull(await store.Read("a/1"));
    }

    [Fact]
    public async Task Of_many_writers_with_one_revision_exactly_one_wins()
    {
        var store = await Open();
        var first = await store.Write(Put("a/1", 0, "one"));
        var writers = Enumerable.Range(0, 64).Select(async i =>
        {
            try
            {
                await Task.Yield();
                await store.Write(Put("a/1", first, $"writer {i}"));
                return 1;
            }
            catch (StoreConflictException)
            {
                return 0;
            }
        });
        Assert.Equal(1, (await Task.WhenAll(writers)).Sum());
    }

    [Fact]
    public async Task A_conflict_leaves_the_other_writes_of_its_batch_alone()
    {
        var store = await Open();
        await store.Write(Put("a/0", 0, "there"));
        var writes = Enumerable.Range(0, 100).Select(i => store.Write(Put($"a/{i}", 0, "one")).AsTask()).ToList();
        await Task.WhenAll(writes.Skip(1));
        await Assert.ThrowsAsync<StoreConflictException>(() => writes[0]);
        Assert.Equal("there"u8.ToArray(), (await store.Read("a/0"))!.Body);
    }

    [Fact]
    public async Task A_body_at_the_limit_is_taken_and_one_byte_more_is_refused()
    {
        var store = await Open();
        await store.Write(new RecordWrite("a/1", 0, new byte[RecordWrite.BodyBytesMax]));
        Assert.Equal(RecordWrite.BodyBytesMax, (await store.Read("a/1"))!.Body.Length);
        await Assert.ThrowsAsync<RecordTooLargeException>(async () => await store.Write(new RecordWrite("a/2", 0, new byte[RecordWrite.BodyBytesMax + 1])));
    }

    [Fact]
    public async Task Due_gives_records_whose_time_has_come_the_earliest_first()
    {
        var store = await Open();
        foreach (var (key, seconds) in new[] { ("a/late", 30), ("a/first", 10), ("a/second", 20) })
            await store.Write(Put(key, 0, "x") with { WakeAt = T0.AddSeconds(seconds) });
        await store.Write(Put("a/never", 0, "x"));
        Assert.Equal(["a/first", "a/second"], (await store.Due(T0.AddSeconds(20), 10)).Select(due => due.Key));
        Assert.Equal(["a/first"], (await store.Due(T0.AddSeconds(60), 1)).Select(due => due.Key));
        Assert.Equal(T0.AddSeconds(10), (await store.Due(T0.AddSeconds(60), 1))[0].WakeAt);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(null)]
    public async Task A_wake_time_that_moves_alone_leaves_the_record_and_its_revision_as_they_are(int? seconds)
    {
        var store = await Open();
        DateTimeOffset? to = seconds is { } s ? T0.AddSeconds(s) : null;
        var revision = await store.Write(Put("a/1", 0, "one two 3") with { WakeAt = T0.AddSeconds(10) });
        var alone = new RecordWrite("a/1", revision, Body: null) { IsWakeAlone = true, WakeAt = to };
        Assert.Equal(revision, await store.Write(alone));
        var row = await store.Read("a/1");
        Assert.Equal((revision, to), (row!.Revision, row.WakeAt));
        Assert.Equal("one two 3"u8.ToArray(), row.Body);
        Assert.Equal(seconds is null ? 0 : 1, (await store.Due(T0.AddSeconds(99), 10)).Count);
        Assert.Empty(await store.Due(T0.AddSeconds(98), 10));
        var second = await store.Write(Put("a/1", revision, "two"));
        Assert.True(second > revision);
        await Assert.ThrowsAsync<StoreConflictException>(async () => await store.Write(alone));
        await Assert.ThrowsAsync<StoreConflictException>(async () => await store.Write(alone with { Key = "a/none" }));
        await Assert.ThrowsAsync<StoreConflictException>(async () => await store.Write(alone with { Key = "a/none", ExpectedRevision = 0 }));
        Assert.Null(await store.Read("a/none"));
        Assert.Equal(to, (await store.Read("a/1"))!.WakeAt);
    }

    [Fact]
    public async Task A_wake_time_moves_only_when_the_write_says_so()
    {
        var store = await Open();
        var first = await store.Write(Put("a/1", 0, "x") with { WakeAt = T0.AddSeconds(10) });
        var second = await store.Write(Put("a/1", first, "y") with { WakeAt = T0.AddSeconds(99) });
        Assert.Equal(T0.AddSeconds(10), (await store.Read("a/1"))!.WakeAt);
        var third = await store.Write(Put("a/1", second, "z") with { WakeAt = T0.AddSeconds(99), MovesWake = true });
        Assert.Equal(T0.AddSeconds(99), (await store.Read("a/1"))!.WakeAt);
        await store.Write(Put("a/1", third, "z") with { MovesWake = true });
        Assert.Empty(await store.Due(DateTimeOffset.MaxValue.AddDays(-1), 10));
    }

    [Fact]
    public async Task Journal_rows_are_written_with_their_record_or_not_at_all()
    {
        var store = await Open();
        JournalRow Row(string kind) => new(T0, "p1", kind, Bytes(kind));
        var first = await store.Write(Put("a/1", 0, "x") with { Journal = [Row("one"), Row("two")] });
        await Assert.ThrowsAsync<StoreConflictException>(async () => await store.Write(Put("a/1", first + 5, "y") with { Journal = [Row("never")] }));
        await store.Write(Put("a/1", first, "y") with { Journal = [Row("three")] });

        var all = await store.Journal(0, 10);
        Assert.Equal(["one", "two", "three"], all.Select(row => row.Row.Kind));
        Assert.Equal(["three"], (await store.Journal(all[1].Number, 10)).Select(row => row.Row.Kind));
        Assert.Equal(["one"], (await store.Journal(0, 1)).Select(row => row.Row.Kind));
        Assert.Equal("one"u8.ToArray(), all[0].Row.Body.ToArray());
    }

    [Fact]
    public async Task Forgetting_a_pseudonym_deletes_its_journal_rows_alone()
    {
        var store = await Open();
        await store.Write(Put("a/1", 0, "x") with { Journal = [new(T0, "anna", "k", Bytes("1")), new(T0, "ben", "k", Bytes("2")), new(T0, "", "k", Bytes("3"))] });
        await store.ForgetJournal("anna");
        Assert.Equal(["ben", ""], (await store.Journal(0, 10)).Select(row => row.Row.Pseudonym));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1_001)]
    public async Task The_keys_of_a_kind_are_each_named_once(int count)
    {
        var store = await Open();
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => store.Write(Put($"shopper/{i}", 0, "x")).AsTask()));
        foreach (var other in new[] { "shoppers/1", "shoppe/1", "store/shopper/1" }) await store.Write(Put(other, 0, "x"));
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"shopper/{i}").Order(StringComparer.Ordinal), (await Keys(store)).Order(StringComparer.Ordinal));
        if (count == 0) return;
        await store.Write(new RecordWrite("shopper/0", (await store.Read("shopper/0"))!.Revision, Body: null));
        Assert.DoesNotContain("shopper/0", await Keys(store));

        static async Task<List<string>> Keys(IStateStore store)
        {
            var keys = new List<string>();
            await foreach (var key in store.Keys("shopper/")) keys.Add(key);
            return keys;
        }
    }

    [Fact]
    public async Task Deleted_documents_of_a_kind_leave_the_list_after_a_day_without_another_write()
    {
        var store = await Open();
        await store.PutDocument("tags", "ann", Bytes("1"));
        await store.PutDocument("tags", "ben", Bytes("2"));
        await store.PutDocument("devices", "ann", Bytes("3"));
        await store.PutDocument("tags", "ann", null);
        await store.PutDocument("devices", "ann", null);
        await store.Purge(["tags", "devices"]);
        Assert.Equal(2, (await store.Documents("tags")).Count);

        Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMilliseconds(1));
        await store.Purge(["tags"]);
        Assert.Equal(["ben"], (await store.Documents("tags")).Select(document => document.Id));
        Assert.Equal(["ann"], (await store.Documents("devices")).Select(document => document.Id));
    }

    [Fact]
    public async Task Forgetting_nobody_deletes_nothing()
    {
        var store = await Open();
        await store.Write(Put("a/1", 0, "x") with { Journal = [new(T0, "", "k", Bytes("1"))] });
        await store.ForgetJournal("");
        Assert.Single(await store.Journal(0, 10));
    }

    [Fact]
    public async Task A_journal_within_its_bounds_is_left_alone_and_its_size_is_known()
    {
        var store = await Open();
        var bytes = await WriteJournal(store, "anna", (JournalKind.Features, 3), (JournalKind.Response, 2));
        var trimmed = await store.TrimJournal(T0, Part(bytes));
        Assert.Equal((0, 0, bytes, false), (trimmed.TooOld, trimmed.TooMuch.Count, trimmed.BytesLeft, trimmed.HasMore));
        await store.ForgetJournal("anna");
        Assert.Equal(0, (await store.TrimJournal(T0, 0)).BytesLeft);
        Assert.Empty(await store.Journal(0, 10));
    }

    [Fact]
    public async Task Rows_go_when_they_are_older_than_that_and_not_a_millisecond_before()
    {
        var store = await Open();
        await store.Write(Put("a/1", 0, "x") with { Journal = [new(T0, "anna", JournalKind.Response, Bytes("old")), new(T0.AddMilliseconds(1), "anna", JournalKind.Handover, Bytes("new"))] });
        Assert.Equal(0, (await Trim(store, T0, long.MaxValue)).TooOld);
        Assert.Equal(1, (await Trim(store, T0.AddMilliseconds(1), long.MaxValue)).TooOld);
        Assert.Equal([JournalKind.Handover], (await store.Journal(0, 10)).Select(row => row.Row.Kind));
    }

    [Fact]
    public async Task A_journal_that_is_too_large_gives_up_features_then_decisions_then_answers_the_oldest_first_and_nothing_else()
    {
        var store = await Open();
        (string, int)[] all = [(JournalKind.Response, 2), (JournalKind.Answer, 2), (JournalKind.Decision, 4), (JournalKind.Features, 4), (JournalKind.Handover, 1), ("purchase", 1)];
        var bytes = await WriteJournal(store, "anna", all);

        // One byte too much costs one row, and that is the oldest of the first kind. A decision takes as much as its features.
        var row = JournalRow.BytesBeside + "annafeaturesfeatures 0".Length;
        Assert.Equal([(JournalKind.Features, 1)], (await Trim(store, T0, Part(bytes - 1))).TooMuch);
        Assert.Equal(["features 1", "features 2", "features 3"], await Left(store, JournalKind.Features));
        var now = (await store.TrimJournal(T0, long.MaxValue)).BytesLeft;
        Assert.Equal(bytes - row, now);

        await Trim(store, T0, Part(now - (3 * row) - 1));
        Assert.Empty(await Left(store, JournalKind.Features));
        Assert.Equal(["decision 1", "decision 2", "decision 3"], await Left(store, JournalKind.Decision));

        var last = await Trim(store, T0, 0);
        Assert.Equal([(JournalKind.Decision, 3), (JournalKind.Answer, 2)], last.TooMuch);
        Assert.Equal(["response 0", "response 1", "handover 0", "purchase 0"], (await store.Journal(0, 100)).Select(row => System.Text.Encoding.UTF8.GetString(row.Row.Body.Span)));
        Assert.Equal((0, 0, false), ((await store.TrimJournal(T0, 0)).TooOld, (await store.TrimJournal(T0, 0)).TooMuch.Count, (await Trim(store, T0, 0)).HasMore));

        // A person whose rows were partly given up is forgotten whole.
        await store.ForgetJournal("anna");
        Assert.Equal(0, (await store.TrimJournal(T0, 0)).BytesLeft);
    }

    [Fact]
    public async Task Features_that_came_later_still_go_before_any_decision()
    {
        var store = await Open();
        var bytes = await WriteJournal(store, "", (JournalKind.Decision, 2), (JournalKind.Features, 2));
        await Trim(store, T0, Part(bytes - 1));
        var more = await WriteJournal(store, "", (JournalKind.Features, 1));
        var trimmed = await Trim(store, T0, Part(bytes - more));
        Assert.Equal([(JournalKind.Features, 1)], trimmed.TooMuch);
        Assert.Equal(2, (await Left(store, JournalKind.Decision)).Count);
    }

    [Fact]
    public async Task One_step_takes_no_more_than_128_rows()
    {
        var store = await Open();
        await WriteJournal(store, "", (JournalKind.Features, JournalTrimmed.RowsPerStep + 1), (JournalKind.Response, 1));
        var first = await store.TrimJournal(T0, 0);
        Assert.Equal((JournalTrimmed.RowsPerStep, true), (Assert.Single(first.TooMuch).Rows, first.HasMore));
        await Trim(store, T0, 0);
        Assert.Single(await store.Journal(0, 1_000));

        await WriteJournal(store, "", (JournalKind.Response, JournalTrimmed.RowsPerStep + 1));
        var old = await store.TrimJournal(T0.AddSeconds(1), long.MaxValue);
        Assert.Equal((JournalTrimmed.RowsPerStep, true), (old.TooOld, old.HasMore));
    }

    /// <summary>Bytes that a store may keep, when all rows are of one record: a store of several parts gives each its part of them.</summary>
    protected virtual long Part(long bytes) => bytes;

    // Rows of one record, so that they lie in one part of the store.
    private async Task<long> WriteJournal(IStateStore store, string whose, params (string Kind, int Rows)[] kinds)
    {
        JournalRow[] rows = [.. kinds.SelectMany(kind => Enumerable.Range(0, kind.Rows).Select(i => new JournalRow(T0, whose, kind.Kind, Bytes($"{kind.Kind} {i}"))))];
        await store.Write(Put("a/1", (await store.Read("a/1"))?.Revision ?? 0, "x") with { Journal = rows });
        return rows.Sum(row => (long)row.Bytes);
    }

    private static async Task<JournalTrimmed> Trim(IStateStore store, DateTimeOffset before, long bytesMax)
    {
        var (all, steps) = (new JournalTrimmed(0, [], 0, HasMore: true), 0);
        while (all.HasMore)
        {
            Assert.InRange(++steps, 1, 1_000);
            var step = await store.TrimJournal(before, bytesMax);
            var much = all.TooMuch.Concat(step.TooMuch).GroupBy(gone => gone.Kind).Select(gone => (gone.Key, gone.Sum(rows => rows.Rows)));
            all = new JournalTrimmed(all.TooOld + step.TooOld, [.. much], step.BytesLeft, step.HasMore);
        }
        return all;
    }

    private static async Task<List<string>> Left(IStateStore store, string kind) =>
        [.. (await store.Journal(0, 100)).Where(row => row.Row.Kind == kind).Select(row => System.Text.Encoding.UTF8.GetString(row.Row.Body.Span))];

    [Fact]
    public async Task Documents_are_listed_by_kind_in_the_order_of_their_changes()
    {
        var store = await Open();
        await store.PutDocument("layout", "a", Bytes("a1"));
        var b = await store.PutDocument("layout", "b", Bytes("b1"));
        await store.PutDocument("keys", "k", Bytes("secret"));
        await store.PutDocument("layout", "a", Bytes("a2"));
        var all = await store.Documents("layout");
        Assert.Equal([("b", "b1"), ("a", "a2")], all.Select(document => (document.Id, System.Text.Encoding.UTF8.GetString(document.Body!))));
        Assert.Equal(["a"], (await store.Documents("layout", b)).Select(document => document.Id));
    }

    [Fact]
    public async Task A_document_is_replaced_only_at_the_expected_version()
    {
        var store = await Open();
        var first = await store.PutDocument("keys", "k", Bytes("1"), expected: 0);
        await Assert.ThrowsAsync<StoreConflictException>(async () => await store.PutDocument("keys", "k", Bytes("x"), expected: 0));
        var second = await store.PutDocument("keys", "k", Bytes("2"), expected: first);
        Assert.True(second > first);
        await Assert.ThrowsAsync<StoreConflictException>(async () => await store.PutDocument("keys", "k", Bytes("x"), expected: first));
        Assert.Equal("2"u8.ToArray(), (await store.Documents("keys")).Single().Body);
    }

    [Fact]
    public async Task A_deleted_document_is_told_to_followers_for_a_day()
    {
        var store = await Open();
        var put = await store.PutDocument("tags", "anna", Bytes("1"));
        await store.PutDocument("tags", "anna", body: null);
        Assert.Null((await store.Documents("tags", put)).Single().Body);
        Time.Advance(TimeSpan.FromHours(25));
        await store.PutDocument("tags", "ben", Bytes("1"));
        Assert.Equal(["ben"], (await store.Documents("tags")).Select(document => document.Id));
        await store.PutDocument("tags", "anna", Bytes("new"), expected: 0);
    }

    [Fact]
    public async Task Deleting_a_document_that_is_not_there_leaves_nothing_to_follow()
    {
        var store = await Open();
        await store.PutDocument("tags", "anna", body: null);
        Assert.Empty(await store.Documents("tags"));
        await store.PutDocument("tags", "anna", Bytes("1"));
        await store.PutDocument("tags", "anna", body: null);
        var deleted = await store.Documents("tags");
        await store.PutDocument("tags", "anna", body: null);
        Assert.Equal(deleted, await store.Documents("tags"));
    }

    [Fact]
    public async Task A_document_at_the_limit_is_taken_and_one_byte_more_is_refused()
    {
        var store = await Open();
        var body = new byte[StoredDocument.BodyBytesMax + 1];
        await store.PutDocument("layout", "a", body.AsMemory(1));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.PutDocument("layout", "a", body));
        Assert.Equal(StoredDocument.BodyBytesMax, (await store.Documents("layout")).Single().Body!.Length);
    }

    [Fact]
    public async Task A_store_has_a_life_of_its_own()
    {
        Assert.NotEqual("", (await Open()).Life);
    }
}
