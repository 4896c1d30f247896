using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using SmartStore.Grains.Storage;
using SmartStore.Grains.Storage.Redis;

namespace SmartStore.Flow.Tests.Crash;

/// <summary>The role <c>insights</c> as a process of its own beside Redis.</summary>
public sealed partial class InsightsTests
{
    [Fact]
    public async Task Every_row_of_the_journal_is_moved_exactly_once_however_often_the_process_is_killed()
    {
        const int kills = 6;
        await using var redis = await Redis();
        await using var store = await Open(redis);
        using var data = new FreshFolder();
        using var stopping = new CancellationTokenSource();
        var written = 0;
        // All the while, as a busy store does: some rows of a person, some of nobody.
        var writing = Task.Run(async () =>
        {
            for (; !stopping.IsCancellationRequested; written += 3)
            {
                var rows = Enumerable.Range(written, 3).Select(i => new JournalRow(DateTimeOffset.UtcNow, i % 2 == 0 ? $"p{i % 10}" : "", "response", Encoding.UTF8.GetBytes($"{i}"))).ToList();
                await store.Write(new RecordWrite($"a/{written}", 0, "x"u8.ToArray()) { Journal = rows });
            }
        }, CancellationToken.None);

        var random = new Random(7);
        for (var kill = 0; kill < kills; kill++)
        {
            await using var process = await Insights(redis, data);
            // Not always at the same point of its work.
            var until = Moved(data) + random.Next(1, 150);
            await Eventually.Is(() => Moved(data) >= until, () => $"rows in the file, kill {kill}. {process.Err}");
            await process.Kill();
        }

        await stopping.CancelAsync();
        await writing;
        await using var last = await Insights(redis, data);
        await Eventually.Is(async () => (await store.Journal(0, 1)).Count == 0, () => $"the end of the rows in Redis. {last.Err}");
        await last.Signal("TERM");
        var end = await last.End();
        Assert.True(end.Code == 0, end.Err);
        Assert.Equal(Enumerable.Range(0, written), Rows(data).Select(row => int.Parse(row.Body, CultureInfo.InvariantCulture)).Order());
        Assert.Equal(["0"], (await redis.Command("HGET", $"ss:{{smartstore.p{7:00}}}:head", "jb")).Split("\r\n").Where((_, line) => line == 1));
    }

    [Fact]
    public async Task What_shops_write_is_moved_and_an_erasure_reaches_it_there_even_while_the_process_is_away()
    {
        await using var redis = await Redis();
        await using var store = await Open(redis);
        using var data = new FreshFolder();
        await using var server = await ServerProcess.Start(data.File("server"), flags: ["--store", redis.Address]);
        await using var client = await ShopClient.Connect(server);
        await client.Furnish();
        var (anna, ben) = (await client.NewShopper([Purpose.Presence]), await client.NewShopper([Purpose.Presence]));
        string whose;
        await using (var process = await Insights(redis, data))
        {
            await client.Tap(anna, "pickup");
            await Eventually.Is(() => Rows(data).Count == 1, () => $"the row of the tap. {process.Err}");
            (whose, _) = Assert.Single(Rows(data));
            Assert.Matches("^[0-9a-f]{16}$", whose);
            await client.Tap(ben, "pickup");
            await Eventually.Is(() => Rows(data).Count == 2, () => $"the row of the other tap. {process.Err}");
            await store.ForgetJournal(whose);
            await Eventually.Is(() => Rows(data).TrueForAll(row => row.Whose != whose), () => "the end of the rows of who was forgotten");
            await client.Tap(ben, "bakery");
            await Eventually.Is(() => Rows(data).Count == 2, () => $"the row of the third tap. {process.Err}");
        }

        var other = Rows(data)[0].Whose;
        await store.ForgetJournal(other);
        Assert.Equal(2, Rows(data).Count);
        await using (await Insights(redis, data)) Assert.Empty(Rows(data));
    }

    [Fact]
    public async Task Its_file_is_backed_up_while_rows_are_moved_and_goes_on_from_the_backup_and_forgets_who_was_forgotten_since()
    {
        await using var redis = await Redis();
        await using var store = await Open(redis);
        using var data = new FreshFolder();
        using var elsewhere = new FreshFolder();
        var copy = data.File("copy");
        await using (var process = await Insights(redis, data))
        {
            await Write(store, "a", "ann", "ben");
            await Eventually.Is(() => Moved(data) == 2, () => $"the rows. {process.Err}");
            var made = await Child.Run("backup", "--data", data.Path, "--to", copy);
            Assert.True(made.Code == 0, made.Err);
            Assert.Matches(@" bytes=\d+ journal=2 seconds=", made.Out);
            await store.ForgetJournal("ann");
            await Eventually.Is(() => Moved(data) == 1, () => $"the end of Ann's row. {process.Err}");
            var early = await Child.Run("restore", "--from", copy, "--data", data.Path, "--replace");
            Assert.Equal(1, early.Code);
            Assert.Contains("Another process moves the journal into the folder", Assert.Single(early.Complaints));
        }

        var restored = await Child.Run("restore", "--from", copy, "--data", elsewhere.Path);
        Assert.True(restored.Code == 0, restored.Err);
        Assert.Equal(2, Moved(elsewhere));
        await using var next = await Insights(redis, elsewhere);
        Assert.Equal("ben", Assert.Single(Rows(elsewhere)).Whose);
        await Write(store, "b", "cem");
        await Eventually.Is(() => Moved(elsewhere) == 2, () => $"the next row. {next.Err}");
        Assert.True((await Child.Run("backup", "--data", elsewhere.Path, "--to", copy, "--replace")).Code == 0);
        File.Copy(data.File("journal.db"), Path.Combine(copy, "smartstore.db"));
        var mixed = await Child.Run("restore", "--from", copy, "--data", data.File("mixed"));
        Assert.Equal(1, mixed.Code);
        Assert.Contains("is not SmartStore's", Assert.Single(mixed.Complaints));
    }

    [Fact]
    public async Task A_cluster_has_one_file_and_another_one_only_once_the_first_is_given_up()
    {
        await using var redis = await Redis();
        using var data = new FreshFolder();
        using var other = new FreshFolder();
        await using (var first = await Insights(redis, data)) await first.Kill();

        var refused = await Child.Run(Serve(redis, other));
        Assert.Equal(1, refused.Code);
        Assert.Contains("is moved to another journal.db, since ", Assert.Single(refused.Complaints));
        refused.ShowsNoStackTrace();

        Assert.Equal(0, (await Child.Run("store", "new-journal", "--store", redis.Address)).Code);
        await using var next = await Insights(redis, other);
        // The first one comes back, and that is said, too.
        Assert.Equal(1, (await Child.Run(Serve(redis, data))).Code);
        Assert.Equal(0, (await Child.Run("store", "new-journal", "--store", redis.Address)).Code);
        var ended = await next.End();
        Assert.Equal((1, "The store cannot go on: Another process moves the journal now, or 'smartstore store new-journal' took it from this one."), (ended.Code, Assert.Single(ended.Complaints)));
    }

    [Fact]
    public async Task It_serves_health_and_metrics_and_nothing_else()
    {
        await using var redis = await Redis();
        using var data = new FreshFolder();
        await using var process = await Insights(redis, data);
        var ready = ReadyLine().Match(Assert.Single(process.Out));
        using var http = new HttpClient { BaseAddress = new Uri(ready.Groups["http"].Value) };
        Assert.Equal("ready\n", await http.GetStringAsync(new Uri("/readyz", UriKind.Relative)));
        await Eventually.Is(async () => (await http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Contains("smartstore_journal_file_bytes{} 0", StringComparison.Ordinal), () => "the metric");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.GetAsync(new Uri("/smartstore.v1.Shoppers/GetList", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task It_has_nothing_to_do_alone_on_a_store_in_a_folder()
    {
        using var data = new FreshFolder();
        var refused = await Child.Run("serve", "--data", data.Path, "--role", "insights");
        Assert.Equal((2, "--role insights has nothing to do alone without --store redis://…: in a folder, the journal is where it belongs already."), (refused.Code, Assert.Single(refused.Complaints)));
    }

    private static async Task<RedisProcess> Redis()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        return await RedisProcess.Start();
    }

    private static async Task<RedisStateStore> Open(RedisProcess redis)
    {
        Assert.True(RedisAddress.TryParse(redis.Address, out var address, out _));
        return await RedisStateStore.Open(new RedisStoreOptions { Address = address! }, TimeProvider.System);
    }

    private static ValueTask<long> Write(RedisStateStore store, string record, params string[] whose) =>
        store.Write(new RecordWrite(record, 0, "x"u8.ToArray()) { Journal = [.. whose.Select(one => new JournalRow(DateTimeOffset.UtcNow, one, "response", "1"u8.ToArray()))] });

    private static string[] Serve(RedisProcess redis, FreshFolder data) => ["serve", "--role", "insights", "--data", data.Path, "--store", redis.Address, "--http-port", "0"];

    private static async Task<Child> Insights(RedisProcess redis, FreshFolder data)
    {
        var child = Child.SmartStore(Serve(redis, data));
        await Eventually.Is(() => child.HasExited || child.Out.Any(line => ReadyLine().IsMatch(line)), () => $"the ready line. {child.Err}");
        Assert.False(child.HasExited, child.Err);
        return child;
    }

    private static int Moved(FreshFolder data)
    {
        using var connection = Open(data);
        using var query = connection.CreateCommand();
        query.CommandText = "SELECT count(*) FROM journal";
        return Convert.ToInt32(query.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static List<(string Whose, string Body)> Rows(FreshFolder data)
    {
        using var connection = Open(data);
        using var query = connection.CreateCommand();
        query.CommandText = "SELECT pseudonym, body FROM journal ORDER BY number";
        using var reader = query.ExecuteReader();
        var rows = new List<(string, string)>();
        while (reader.Read()) rows.Add((reader.GetString(0), Encoding.UTF8.GetString((byte[])reader[1])));
        return rows;
    }

    // As an operator would read it: beside the process that writes it.
    private static SqliteConnection Open(FreshFolder data)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = data.File("journal.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    [GeneratedRegex(@"^ready mqtt=none http=(?<http>http://127\.0\.0\.1:\d+) grpc=none$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReadyLine();
}
