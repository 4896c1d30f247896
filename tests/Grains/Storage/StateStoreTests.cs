using Microsoft.Data.Sqlite;
using SmartStore.Grains.Storage.Sqlite;
using SmartStore.Grains.Tests.Clusters;

namespace SmartStore.Grains.Tests.Storage;

public sealed class MemoryStateStoreTests : StateStoreSuite
{
    protected override Task<IStateStore> Open() => Task.FromResult<IStateStore>(new MemoryStateStore(Time));
}

public sealed class SqliteStateStoreTests : StateStoreSuite, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smartstore-").FullName;
    private SqliteStateStore? _open;

    protected override async Task<IStateStore> Open() => _open = await SqliteStateStore.Open(_folder, Time);

    public void Dispose()
    {
        _open?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // A restart. The file is changed while it is closed.
    private async Task<SqliteStateStore> Reopen(Action<byte[]>? change = null)
    {
        _open?.Dispose();
        if (change is not null)
        {
            var file = Path.Combine(_folder, "smartstore.db");
            var bytes = await File.ReadAllBytesAsync(file);
            change(bytes);
            await File.WriteAllBytesAsync(file, bytes);
        }
        return _open = await SqliteStateStore.Open(_folder, Time);
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart_and_the_life_is_the_same()
    {
        var store = await Open();
        var revision = await store.Write(new RecordWrite("a/1", 0, "one"u8.ToArray()) { WakeAt = Time.GetUtcNow() });
        await store.PutDocument("layout", "a", "doc"u8.ToArray());
        var life = store.Life;

        var again = await Reopen();
        Assert.Equal(life, again.Life);
        Assert.Equal(revision, (await again.Read("a/1"))!.Revision);
        Assert.Single(await again.Due(Time.GetUtcNow(), 10));
        Assert.Single(await again.Documents("layout"));
    }

    [Fact]
    public async Task Journal_rows_are_counted_once_when_a_neighbour_in_their_transaction_fails()
    {
        var store = await Open();
        var row = new JournalRow(Time.GetUtcNow(), "anna", JournalKind.Response, "one"u8.ToArray());
        // A record without a key is refused by the database only, which gives up the transaction it shares with others.
        var writes = Enumerable.Range(0, 300).Select(i => store.Write(new RecordWrite(i % 10 == 5 ? null! : $"a/{i}", 0, "x"u8.ToArray()) { Journal = [row, row] }).AsTask()).ToList();
        await Task.WhenAll(writes).ContinueWith(static _ => { }, TaskScheduler.Default);
        Assert.Equal(30, writes.Count(write => write.IsFaulted));
        Assert.Equal(540, (await store.Journal(0, 1_000)).Count);
        Assert.Equal(540L * row.Bytes, (await store.TrimJournal(DateTimeOffset.MinValue, long.MaxValue)).BytesLeft);
        Assert.Equal(540L * row.Bytes, (await (await Reopen()).TrimJournal(DateTimeOffset.MinValue, long.MaxValue)).BytesLeft);
    }

    [Fact]
    public async Task A_revision_is_not_given_out_again_after_a_delete_and_a_restart()
    {
        var store = await Open();
        var revision = await store.Write(new RecordWrite("a/1", 0, "one"u8.ToArray()));
        var again = await Reopen();
        await again.Write(new RecordWrite("a/1", revision, Body: null));
        var third = await Reopen();
        Assert.True(await third.Write(new RecordWrite("a/1", 0, "two"u8.ToArray())) > revision + 1);
    }

    [Fact]
    public async Task A_renewed_store_has_another_life()
    {
        var store = (SqliteStateStore)await Open();
        var life = store.Life;
        await store.Renew();
        Assert.NotEqual(life, (await Reopen()).Life);
    }

    [Fact]
    public async Task A_second_server_on_the_folder_is_refused_in_one_sentence()
    {
        await Open();
        var refused = await Assert.ThrowsAsync<StorageException>(() => SqliteStateStore.Open(_folder, Time));
        Assert.Equal($"Another process uses the data folder {_folder}: stop it or choose another folder with --data.", refused.Message);
    }

    [Fact]
    public async Task A_command_beside_a_server_puts_documents_that_the_server_sees()
    {
        var store = await Open();
        await store.Write(new RecordWrite("a/1", 0, "one"u8.ToArray()));
        long version;
        using (var beside = await SqliteStateStore.Open(_folder, Time, exclusive: false)) version = await beside.PutDocument("api-keys", "till", "hash"u8.ToArray());
        Assert.Equal(version, (await store.Documents("api-keys")).Single().Version);
        Assert.True(await store.PutDocument("api-keys", "other", "hash"u8.ToArray()) > version);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_in_one_sentence()
    {
        var file = Path.Combine(_folder, "a-file");
        await File.WriteAllTextAsync(file, "");
        var refused = await Assert.ThrowsAsync<StorageException>(() => SqliteStateStore.Open(Path.Combine(file, "data"), Time));
        Assert.StartsWith($"Cannot write to the data folder {file}", refused.Message);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told_as_damage()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "smartstore.db"), new string('x', 8192));
        var refused = await Assert.ThrowsAsync<StorageException>(() => SqliteStateStore.Open(_folder, Time));
        Assert.Contains("is damaged", refused.Message);
        Assert.Contains("restore its last backup", refused.Message);
    }

    [Theory]
    [InlineData("PRAGMA user_version=99", "was written by a newer SmartStore (schema 99, this program knows 3): start the newer program or restore an older backup.")]
    [InlineData("CREATE TABLE partitions (partition INTEGER)", "was written by an early SmartStore whose data is not taken over: move the folder away, or choose another with --data.")]
    [InlineData("CREATE TABLE notes (text TEXT)", "is not SmartStore's: move it away, or choose another folder with --data.")]
    public async Task A_database_of_another_program_is_refused_in_one_sentence(string made, string sentence)
    {
        Execute(made);
        var refused = await Assert.ThrowsAsync<StorageException>(() => SqliteStateStore.Open(_folder, Time));
        Assert.Equal($"The database {Path.Combine(_folder, "smartstore.db")} {sentence}", refused.Message);
    }

    [Fact]
    public async Task Journal_rows_of_a_commit_wait_together_and_are_there_whoever_asks_first()
    {
        await Open();
        var store = await Beside();
        await store.Write(new RecordWrite("a/1", 0, "one"u8.ToArray()) { Journal = Rows(3, "anna") });
        await store.Write(new RecordWrite("a/2", 0, "one"u8.ToArray()) { Journal = Rows(2, "ben") });
        Assert.Equal((5, 0), (Count("coalesce(sum(count), 0)", "journal_parked"), Count("count(*)", "journal")));
        var again = await Reopen();
        await again.ForgetJournal("anna");
        Assert.Equal(["ben", "ben"], (await again.Journal(0, 10)).Select(row => row.Row.Pseudonym));
        Assert.Equal(Rows(2, "ben").Sum(row => row.Bytes), (await again.TrimJournal(DateTimeOffset.MinValue, long.MaxValue)).BytesLeft);
        Assert.Equal((0, 2), (Count("count(*)", "journal_parked"), Count("count(*)", "journal")));
    }

    [Fact]
    public async Task At_the_limit_of_rows_that_wait_a_commit_puts_some_where_they_are_found_and_not_before()
    {
        await Open();
        var store = await Beside();
        const int half = SqliteStateStore.ParkedMax / 2;
        await store.Write(new RecordWrite("a/1", 0, "one"u8.ToArray()) { Journal = Rows(half, "anna") });
        await store.Write(new RecordWrite("a/2", 0, "one"u8.ToArray()) { Journal = Rows(half - 1, "ben") });
        Assert.Equal((2, 0), (Count("count(*)", "journal_parked"), Count("count(*)", "journal")));
        await store.Write(new RecordWrite("a/3", 0, "one"u8.ToArray()) { Journal = Rows(1, "cleo") });
        // The oldest commit, whole.
        Assert.Equal((2, half), (Count("count(*)", "journal_parked"), Count("count(*)", "journal")));
        Assert.Equal(["anna", "ben", "cleo"], (await store.Journal(0, SqliteStateStore.ParkedMax)).Select(row => row.Row.Pseudonym).Distinct());
    }

    [Fact]
    public async Task When_the_store_is_idle_rows_are_put_where_they_are_found()
    {
        var store = await Open();
        await store.Write(new RecordWrite("a/1", 0, "one"u8.ToArray()) { Journal = Rows(1, "anna") });
        await Eventually.Sees(() => Task.FromResult(Count("count(*)", "journal")), rows => rows == 1);
        Assert.Equal(0, Count("count(*)", "journal_parked"));
    }

    [Fact]
    public async Task The_journal_of_an_earlier_version_is_counted_when_it_is_taken_over()
    {
        var store = await Open();
        JournalRow[] rows = [new(Time.GetUtcNow(), "anna", "k", "body"u8.ToArray()), new(Time.GetUtcNow(), "", JournalKind.Decision, default)];
        await store.Write(new RecordWrite("a/1", 0, "one"u8.ToArray()) { Journal = rows });
        Assert.Equal(2, (await store.Journal(0, 10)).Count);
        _open!.Dispose();
        Execute("ALTER TABLE store DROP COLUMN journal_bytes; DROP INDEX journal_given_up; DROP TABLE journal_parked; PRAGMA user_version=1");
        Assert.Equal(rows.Sum(row => row.Bytes), (await (await Reopen()).TrimJournal(DateTimeOffset.UnixEpoch, long.MaxValue)).BytesLeft);
    }

    [Fact]
    public async Task What_is_given_up_is_found_by_an_index()
    {
        var store = await Open();
        await store.Write(new RecordWrite("a/1", 0, "one"u8.ToArray()) { Journal = [new(Time.GetUtcNow(), "", JournalKind.Decision, default)] });
        _open!.Dispose();
        _open = null;
        Assert.Contains("journal_given_up", Explain("SELECT number FROM journal WHERE kind IN ('features', 'decision', 'answer') AND kind = ?1 ORDER BY number LIMIT ?2"));
        Assert.Contains("journal_by_pseudonym", Explain("DELETE FROM journal WHERE pseudonym = ?1 AND pseudonym <> ''"));
        Assert.Equal(["answer", "decision", "features"], JournalKind.GivenUp.Order());
    }

    [Fact]
    public async Task A_changed_byte_of_a_record_is_damage_and_the_other_records_are_read()
    {
        var store = await Open();
        await store.Write(new RecordWrite("a/1", 0, "anna was here"u8.ToArray()));
        await store.Write(new RecordWrite("a/2", 0, "ben"u8.ToArray()));
        store = await Reopen(change: bytes => bytes[bytes.AsSpan().IndexOf("anna was here"u8)] ^= 1);
        await Assert.ThrowsAsync<StoreDamagedException>(async () => await store.Read("a/1"));
        Assert.Equal("ben"u8.ToArray(), (await store.Read("a/2"))!.Body);
    }

    [Fact]
    public async Task Nobody_else_on_the_machine_can_read_the_database_or_its_log()
    {
        if (OperatingSystem.IsWindows()) return;
        await Open();
        foreach (var file in new[] { "smartstore.db", "smartstore.db-wal" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, file)));
    }

    [Fact]
    public async Task A_damaged_page_stops_the_store_instead_of_giving_wrong_answers()
    {
        var store = await Open();
        for (var i = 0; i < 200; i++) await store.Write(new RecordWrite($"a/{i}", 0, new byte[3_000]));
        var refused = await Assert.ThrowsAsync<StorageException>(() => Reopen(change: bytes => bytes.AsSpan(4096 * 5, 4096 * 35).Fill(0xA5)));
        Assert.Contains("is damaged", refused.Message);
    }

    [Fact]
    public async Task Deleted_bytes_are_overwritten()
    {
        var store = await Open();
        var secret = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("anna-was-here ", 500)));
        var revision = await store.Write(new RecordWrite("a/1", 0, secret));
        await store.Write(new RecordWrite("a/1", revision, Body: null));
        _open!.Dispose();
        _open = null;
        foreach (var file in Directory.GetFiles(_folder)) Assert.DoesNotContain("anna-was-here", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Writes_that_arrive_together_share_transactions()
    {
        var store = (SqliteStateStore)await Open();
        var before = store.Commits;
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => store.Write(new RecordWrite($"a/{i}", 0, new byte[100])).AsTask()));
        Assert.InRange(store.Commits - before, 1, 500);
    }

    // As a command has it: what is put off is left to the server.
    private async Task<SqliteStateStore> Beside()
    {
        _open!.Dispose();
        return _open = await SqliteStateStore.Open(_folder, Time, exclusive: false);
    }

    private JournalRow[] Rows(int count, string whose) => [.. Enumerable.Repeat(new JournalRow(Time.GetUtcNow(), whose, JournalKind.Response, "one"u8.ToArray()), count)];

    private long Count(string what, string table)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "smartstore.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {what} FROM {table}";
        return (long)command.ExecuteScalar()!;
    }

    private string Explain(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "smartstore.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
        command.Parameters.AddWithValue("?1", "x");
        command.Parameters.AddWithValue("?2", 1);
        using var plan = command.ExecuteReader();
        var lines = new List<string>();
        while (plan.Read()) lines.Add(plan.GetString(3));
        return string.Join('\n', lines);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "smartstore.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
