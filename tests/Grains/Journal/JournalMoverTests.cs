using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Grains.Journal;
using SmartStore.Grains.Storage.Redis;
using SmartStore.Grains.Storage.Sqlite;
using SmartStore.Grains.Tests.Clusters;
using SmartStore.Grains.Tests.Storage;

namespace SmartStore.Grains.Tests.Journal;

/// <summary>The role <c>insights</c> over a real Redis: rows end in its file, each once, and those of the forgotten do not.</summary>
[Collection(RedisStores.Servers)]
public sealed class JournalMoverTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    private readonly string _folder = Directory.CreateTempSubdirectory("smartstore-insights-").FullName;
    private readonly FakeTimeProvider _time = new(Now);
    private RedisProcess _redis = null!;
    private RedisStateStore _store = null!;
    private int _records;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        _redis = await RedisProcess.Start();
        _store = await RedisStores.Open(_redis.Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Rows_lie_in_the_file_in_the_order_of_their_commits_and_nowhere_else()
    {
        var rows = Enumerable.Range(0, 100).Select(i => Row($"p{i % 7}", $"{i}")).ToList();
        foreach (var row in rows) await Write(row);
        var inRedis = await _store.Journal(0, 1_000);
        using var mover = await Open();
        await mover.Round(default);

        var moved = mover.File.Read(0, 1_000);
        Assert.Equal(inRedis.Select(Told), moved.Select(Told));
        Assert.Equal(rows.Sum(row => (long)row.Bytes), mover.File.Bytes);
        Assert.Empty(await _store.Journal(0, 1_000));
        Assert.Equal(0, (await _store.TrimJournal(Now.AddDays(-1), long.MaxValue)).BytesLeft);
        Assert.Equal("*0\r\n", await _redis.Command("KEYS", "*:w:*"));
    }

    [Theory]
    [InlineData(JournalMover.RowsPerPartition - 1)]
    [InlineData(JournalMover.RowsPerPartition)]
    [InlineData(JournalMover.RowsPerPartition + 1)]
    [InlineData((3 * JournalMover.RowsPerPartition) + 5)]
    public async Task One_round_moves_all_that_there_is_however_many_steps_it_takes(int rows)
    {
        await Write([.. Enumerable.Range(0, rows).Select(i => Row("anna", $"{i}"))]);
        using var mover = await Open();
        await mover.Round(default);
        Assert.Equal(Enumerable.Range(0, rows).Select(i => $"{i}"), Bodies(mover));
        Assert.Empty(await _store.Journal(0, 1_000));
    }

    [Fact]
    public async Task A_process_that_ended_between_file_and_Redis_moves_nothing_twice()
    {
        for (var i = 0; i < 40; i++) await Write(Row("anna", $"{i}"));
        using (var killed = await Open()) Assert.Equal(40, killed.File.Add(await _store.FirstJournalRows(1_000)));
        for (var i = 40; i < 50; i++) await Write(Row("anna", $"{i}"));
        using var mover = await Open();
        await mover.Round(default);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), Bodies(mover));
        Assert.Equal(50 * (long)Row("anna", "10").Bytes - 10, mover.File.Bytes);
        Assert.Empty(await _store.Journal(0, 1_000));
    }

    [Fact]
    public async Task Who_is_forgotten_goes_from_the_file_and_who_comes_back_stays()
    {
        await Write(Row("anna", "1"), Row("ben", "2"), Row("", "3"));
        using var mover = await Open();
        await mover.Round(default);
        await Write(Row("anna", "4"));
        await _store.ForgetJournal("anna");
        await mover.Round(default);
        Assert.Equal(["2", "3"], Bodies(mover));
        await Write(Row("anna", "5"));
        await mover.Round(default);
        await mover.Round(default);
        Assert.Equal(["2", "3", "5"], Bodies(mover));
        Assert.Equal(Row("ben", "2").Bytes + Row("", "3").Bytes + Row("anna", "5").Bytes, mover.File.Bytes);
    }

    [Fact]
    public async Task Rows_that_were_on_their_way_when_somebody_was_forgotten_do_not_stay()
    {
        await Write(Row("anna", "1"), Row("ben", "2"));
        using var mover = await Open();
        // Read before, taken over after it: they go with the next look.
        var onTheirWay = await _store.FirstJournalRows(1_000);
        await _store.ForgetJournal("anna");
        Assert.Equal(2, mover.File.Add(onTheirWay));
        await mover.Round(default);
        Assert.Equal(["2"], Bodies(mover));

        // Taken over when the file knows of it already: they do not come in.
        await Write(Row("ben", "3"), Row("anna", "4"));
        onTheirWay = await _store.FirstJournalRows(1_000);
        await _store.ForgetJournal("ben");
        await mover.Round(default);
        Assert.Equal(["4"], Bodies(mover));
        var again = onTheirWay.Select(part => new JournalPart(part.Partition, [.. part.Rows.Select(row => row with { Number = row.Number + 64 })])).ToList();
        Assert.Equal(1, mover.File.Add(again));
        Assert.Equal(["4", "4"], Bodies(mover));
    }

    [Fact]
    public async Task A_file_from_a_backup_forgets_again_whom_it_had_not_forgotten_and_takes_no_row_twice()
    {
        await Write(Row("anna", "1"), Row("ben", "2"), Row("", "3"));
        using (var mover = await Open()) await mover.Round(default);
        var backup = await File.ReadAllBytesAsync(PathOf(""));
        await _store.ForgetJournal("ben");
        await _store.ForgetJournal("anna");
        await Write(Row("carl", "4"));
        using (var mover = await Open())
        {
            await mover.Round(default);
            Assert.Equal(["3", "4"], Bodies(mover));
        }

        await File.WriteAllBytesAsync(PathOf(""), backup);
        using var restored = await Open();
        // Before a single row is moved.
        Assert.Equal(["3"], Bodies(restored));
        await Write(Row("dora", "5"));
        await restored.Round(default);
        Assert.Equal(["3", "5"], Bodies(restored));
    }

    [Fact]
    public async Task More_forgotten_people_than_one_look_reads_are_all_forgotten()
    {
        const int people = 1_001;
        await Write([.. Enumerable.Range(0, people).Select(i => Row($"p{i}", $"{i}")), Row("last", "stays")]);
        using var mover = await Open();
        await mover.Round(default);
        Assert.Equal(people + 1, Bodies(mover).Count);
        foreach (var chunk in Enumerable.Range(0, people).Chunk(100)) await Task.WhenAll(chunk.Select(i => _store.ForgetJournal($"p{i}").AsTask()));
        await mover.Round(default);
        Assert.Equal(["stays"], Bodies(mover));
    }

    [Fact]
    public async Task Who_was_forgotten_is_known_for_401_days()
    {
        var day = (long)TimeSpan.FromDays(1).TotalMicroseconds;
        var now = (Now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        await _redis.Command("ZADD", "ss:{smartstore.docs}:forgotten", $"{now - (401 * day) - 60_000_000}", "too-old", $"{now - (401 * day) + 60_000_000}", "old");
        await _store.ForgetJournal("anna");
        Assert.Equal(["old", "anna"], (await _store.Forgotten(0, 10)).Select(person => person.Pseudonym));
        await _store.ForgetJournal("");
        Assert.Equal(2, (await _store.Forgotten(0, 10)).Count);
    }

    [Fact]
    public async Task Another_file_is_refused_until_the_first_one_is_let_go()
    {
        using (await Open()) { }
        var other = Path.Combine(_folder, "other");
        using (var elsewhere = Mover(other))
        {
            var refused = await Assert.ThrowsAsync<StorageException>(() => elsewhere.Open(default));
            Assert.True(refused.IsConfiguration);
            Assert.Contains("smartstore store new-journal", refused.Message);
        }

        await JournalPlace.LetGo(_store);
        using var begun = Mover(other);
        await begun.Open(default);
        await begun.Round(default);
    }

    [Fact]
    public async Task Of_two_processes_the_one_that_started_later_moves()
    {
        using var first = await Open();
        await first.Round(default);
        var (file, id) = (new JournalPlace(_store), first.File.Id);
        await file.Take(id, Now, default);
        await Assert.ThrowsAsync<StorageException>(() => first.Round(default));
        Assert.True(await file.IsMine(default));
    }

    [Fact]
    public async Task A_folder_in_which_a_process_moves_rows_is_nobody_elses()
    {
        using var first = await Open();
        using var second = Mover(_folder);
        Assert.StartsWith("Another process moves the journal into the folder", (await Assert.ThrowsAsync<StorageException>(() => second.Open(default))).Message);
    }

    [Fact]
    public void A_file_under_another_key_is_refused()
    {
        using (JournalFile.Open(_folder, "aaaa")) { }
        Assert.Contains("belongs to another installation", Assert.Throws<StorageException>(() => JournalFile.Open(_folder, "bbbb")).Message);
        using var again = JournalFile.Open(_folder, "aaaa");
        Assert.Equal(0, again.Bytes);
    }

    [Fact]
    public void A_damaged_file_is_told_in_one_sentence()
    {
        File.WriteAllText(PathOf(""), new string('x', 8_192));
        Assert.Contains("is damaged", Assert.Throws<StorageException>(() => JournalFile.Open(_folder, "aaaa")).Message);
    }

    [Fact]
    public async Task The_file_keeps_400_days()
    {
        await Write(Row("anna", "1"));
        using var mover = await Open();
        await mover.Round(default);
        _time.Advance(TimeSpan.FromDays(400));
        await mover.Round(default);
        Assert.Single(Bodies(mover));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await mover.Round(default);
        Assert.Empty(Bodies(mover));
    }

    [Fact]
    public async Task A_file_that_is_too_large_gives_up_features_first_and_never_what_shoppers_did()
    {
        await Write([.. Enumerable.Range(0, 3).SelectMany(i => new[] { Row("anna", $"r{i}"), Row("anna", $"f{i}", JournalKind.Features), Row("anna", $"d{i}", JournalKind.Decision) })]);
        using var mover = await Open();
        await mover.Round(default);
        var kept = mover.File.Bytes;
        Assert.Empty(mover.File.Trim(Now.AddDays(-1), kept).TooMuch);
        Assert.Equal([(JournalKind.Features, 1)], mover.File.Trim(Now.AddDays(-1), kept - 1).TooMuch);
        while (mover.File.Trim(Now.AddDays(-1), 0).HasMore) { }
        Assert.Equal(["r0", "r1", "r2"], Bodies(mover));
    }

    [Fact]
    public async Task While_Redis_is_away_nothing_is_lost()
    {
        await Write(Row("anna", "1"));
        using var mover = await Open();
        await _redis.Kill();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => mover.Round(default));
        await _redis.StartAgain();
        await Eventually.Sees(async () =>
        {
            await mover.Round(default);
            return Bodies(mover).Count;
        }, rows => rows == 1);
        Assert.Equal(["1"], Bodies(mover));
    }

    private static JournalRow Row(string whose, string body, string kind = JournalKind.Response) => new(Now, whose, kind, System.Text.Encoding.UTF8.GetBytes(body));

    private static (long, DateTimeOffset, string, string, string) Told(StoredJournalRow row) => (row.Number, row.Row.At, row.Row.Pseudonym, row.Row.Kind, System.Text.Encoding.UTF8.GetString(row.Row.Body.Span));

    private static List<string> Bodies(JournalMover mover) => [.. mover.File.Read(0, 10_000).Select(row => System.Text.Encoding.UTF8.GetString(row.Row.Body.Span))];

    // Rows of one record, so that they lie in one partition; each call another record.
    private async Task Write(params JournalRow[] rows) => await _store.Write(new RecordWrite($"a/{_records++}", 0, "x"u8.ToArray()) { Journal = rows });

    private async Task<JournalMover> Open()
    {
        var mover = Mover(_folder);
        await mover.Open(default);
        return mover;
    }

    private JournalMover Mover(string folder) => new(_store, folder, new Pseudonyms(_store), _time, NullLogger<JournalMover>.Instance);

    private string PathOf(string suffix) => Path.Combine(_folder, JournalFile.FileName + suffix);

}
