using System.Diagnostics;
using System.Text.Json;
using Grpc.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Grains.Storage.Sqlite;
using SmartStore.Tests;
using StackExchange.Redis;
using OrderState = SmartStore.Contracts.V1.OrderState;
using Tier = SmartStore.Contracts.V1.Tier;

namespace SmartStore.Flow.Tests.People;

/// <summary>A person who asks to be erased is gone from everything that lies on disk, and what they have paid for can still be fetched.</summary>
public sealed class ErasureTests(ITestOutputHelper output)
{
    // Names that nothing else here has in it.
    private const string Zoe = "zoe-quark-7";
    private const string Order = "o-4711";

    private static readonly string[] Flags = ["--erased-kept", "20s"];

    [Fact]
    public async Task Nothing_names_the_person_in_store_journal_and_a_backup_that_was_restored_and_the_code_opens_the_locker()
    {
        using var data = new FreshFolder();
        using var elsewhere = new FreshFolder();
        var (folder, backup) = (data.File("data"), elsewhere.File("copy"));
        Kept kept;
        await using (var server = await ServerProcess.Start(folder, flags: Flags))
        {
            await using var client = await ShopClient.Connect(server);
            await LivesHere(client);
            await Done("backup", "--data", folder, "--to", backup);
            Assert.NotEmpty(Naming(folder));
            await using var phone = client.Watch(Zoe);
            await phone.First(update => update.VisitStarted is not null, "the visit on the phone");

            var clock = Stopwatch.StartNew();
            kept = Assert.Single((await Erase(client, "r1")).Kept);
            output.WriteLine($"EraseMe took {clock.Elapsed.TotalMilliseconds:0} ms.");
            Assert.Equal(("order", Order, 8), (kept.What, kept.Id, kept.Code.Length));
            Assert.Equal(StatusCode.NotFound, (await phone.Refusal()).StatusCode);
            await NamesNobody(folder);
            Assert.Equal(kept, Assert.Single((await Erase(client, "r1")).Kept));

            await Opens(server, kept.Code);
            await Eventually.Is(async () => await Fails(() => client.Claim(Order, "kim")) == StatusCode.NotFound, () => "the end of the order");
            Assert.Empty(Naming(folder));
            await Stop(server);
        }

        Assert.Empty(Naming(folder));
        var erased = ErasedLog.Read(await File.ReadAllTextAsync(Path.Combine(folder, ErasedLog.FileName)), out _);
        await HasNoRowsOf(folder, Assert.Single(erased).Pseudonym);

        await Done("restore", "--from", backup, "--data", folder, "--replace");
        Assert.NotEmpty(Naming(folder, deep: false));
        await using (var server = await ServerProcess.Start(folder, flags: Flags))
        {
            await using var client = await ShopClient.Connect(server);
            Assert.Equal(StatusCode.NotFound, await Fails(() => client.GetList(Zoe)));
            await Eventually.Is(() => Naming(folder, deep: false).Count == 0, () => $"a folder that names nobody: {string.Join(", ", Naming(folder, deep: false))}");
            await Stop(server);
        }

        await HasNoRowsOf(folder, erased[0].Pseudonym);
    }

    [Fact]
    public async Task A_repeat_after_a_lost_reply_gets_the_same_answer_from_the_next_server_and_any_other_finds_nobody()
    {
        using var data = new FreshFolder();
        EraseMeReply first;
        await using (var server = await ServerProcess.Start(data.Path))
        {
            await using var client = await ShopClient.Connect(server);
            await LivesHere(client);
            first = await Erase(client, "r1");
            await server.Kill();
        }

        await using var again = await ServerProcess.Start(data.Path);
        await using var phone = await ShopClient.Connect(again);
        Assert.Equal(first, await Erase(phone, "r1"));
        foreach (var request in new[] { "r2", "" })
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => Erase(phone, request));
            Assert.Equal((StatusCode.NotFound, "shopper_id: there is no such shopper"), (refused.StatusCode, refused.Status.Detail));
        }

        Assert.Equal(StatusCode.NotFound, await Fails(() => Erase(phone, "r1", "nobody-1")));
        Assert.Equal(StatusCode.InvalidArgument, await Fails(() => Erase(phone, "no id")));
        Assert.Equal(StatusCode.NotFound, await Fails(() => phone.PutList(Zoe, [])));
        Assert.Equal(StatusCode.NotFound, await Fails(() => phone.Consent(Zoe)));
        Assert.Equal(StatusCode.NotFound, await Fails(() => phone.Pass(Zoe)));
        await NamesNobody(data.Path);
    }

    [Fact]
    public async Task A_server_that_is_killed_while_it_erases_finishes_it_after_the_restart()
    {
        using var data = new FreshFolder();
        await using (var server = await ServerProcess.Start(data.Path))
        {
            await using var client = await ShopClient.Connect(server);
            await LivesHere(client);
            var erasing = Erase(client, "r1");
            // As soon as there is no such shopper, and before the rest is done if it can be.
            await Eventually.Is(async () => await Fails(() => client.GetList(Zoe)) == StatusCode.NotFound, () => "the erasure");
            await server.Kill();
            await Assert.ThrowsAnyAsync<Exception>(() => erasing).WaitAsync(Eventually.Limit).ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        await using var next = await ServerProcess.Start(data.Path);
        await using var phone = await ShopClient.Connect(next);
        Assert.Equal(Order, Assert.Single((await Erase(phone, "r1")).Kept).Id);
        await NamesNobody(data.Path);
    }

    [Fact]
    public async Task A_person_gets_everything_that_is_kept_three_times_a_day()
    {
        using var data = new FreshFolder();
        await using var server = await ServerProcess.Start(data.Path);
        await using var client = await ShopClient.Connect(server);
        await LivesHere(client);
        var json = JsonDocument.Parse((await Export()).Json).RootElement;
        Assert.Equal(("smartstore.v1/export", Zoe), (json.GetProperty("schema").GetString(), json.GetProperty("shopper_id").GetString()));
        Assert.Equal(Order, json.GetProperty("orders")[0].GetProperty("id").GetString());
        Assert.Equal("milk", json.GetProperty("list")[0].GetProperty("items")[0].GetProperty("productId").GetString());
        await Export();
        await Export();
        var refused = await Assert.ThrowsAsync<RpcException>(Export);
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Contains("3 times within a day", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.NotFound, await Fails(() => client.Shoppers.ExportMyDataAsync(new ExportMyDataRequest { ShopperId = "nobody-1" }).ResponseAsync));

        Task<ExportMyDataReply> Export() => client.Shoppers.ExportMyDataAsync(new ExportMyDataRequest { ShopperId = Zoe }).ResponseAsync;
    }

    [Fact]
    public async Task On_Redis_nothing_names_the_person_either()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        await using var redis = await RedisProcess.Start();
        using var data = new FreshFolder();
        await using var server = await ServerProcess.Start(data.Path, flags: [.. Flags, "--store", redis.Address]);
        await using var client = await ShopClient.Connect(server);
        await LivesHere(client);
        Assert.NotEmpty(await Naming(redis));

        var clock = Stopwatch.StartNew();
        var kept = Assert.Single((await Erase(client, "r1")).Kept);
        output.WriteLine($"EraseMe took {clock.Elapsed.TotalMilliseconds:0} ms.");
        // What an erasure had no time for goes a moment later.
        await Eventually.Is(async () => (await Naming(redis)).Count == 0, () => "a Redis that names nobody");
        await NamesNobody(data.Path);
        Assert.Equal(kept, Assert.Single((await Erase(client, "r1")).Kept));

        await Opens(server, kept.Code);
        await Eventually.Is(async () => await Fails(() => client.Claim(Order, "kim")) == StatusCode.NotFound, () => "the end of the order");
        Assert.Empty(await Naming(redis));
    }

    // A VIP in the shop, greeted by staff, with an order in the locker.
    private static async Task LivesHere(ShopClient client)
    {
        await client.Furnish();
        await using var board = client.WatchStaff();
        await client.PutShopper(Zoe, Tier.Vip);
        await client.Consent(Zoe, Purpose.Presence, Purpose.Suggestions, Purpose.StaffRecognition);
        await client.PutList(Zoe, CornerShop.Items("milk", "tomatoes", "mozzarella"));
        await client.PutOrder(Order, Zoe, OrderState.Ready, "A1");
        await client.Tap(Zoe, "entrance");
        await board.First(update => update.VipArrived?.ShopperId == Zoe, "the VIP on the board");
        await client.Tap(Zoe, "produce");
        // A voucher, a code and a pass were given, and are worth nothing afterwards.
        await client.Shoppers.GetPassAsync(new GetPassRequest { ShopperId = Zoe, OrderId = Order, Ahead = 2 });
    }

    private static async Task Opens(ServerProcess server, string code)
    {
        await using var locker = await DeviceClient.Connect(server, "locker-of-nobody");
        var granted = JsonDocument.Parse(await Ask(locker, Topics.Taps(CornerShop.Id, CornerShop.Locker), new { id = "t1", at = Now(), kind = "pin", pass = code })).RootElement;
        Assert.Equal(("granted", Order), (granted.GetProperty("outcome").GetString(), granted.GetProperty("order_id").GetString()));
        var taken = JsonDocument.Parse(await Ask(locker, Topics.Handovers(CornerShop.Id, CornerShop.Locker), new { id = "r1", at = Now(), sent = Now(), grant = granted.GetProperty("grant").GetString(), @event = "taken" })).RootElement;
        Assert.Equal("ok", taken.GetProperty("outcome").GetString());

        static Task<byte[]> Ask(DeviceClient locker, string topic, object payload) =>
            locker.Ask(topic, JsonSerializer.Serialize(payload), $"{Topics.TerminalPrefix(CornerShop.Id, CornerShop.Locker)}answers/flow");

        static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    }

    private static async Task<EraseMeReply> Erase(ShopClient client, string request, string shopper = Zoe) =>
        await client.Shoppers.EraseMeAsync(new EraseMeRequest { ShopperId = shopper, RequestId = request });

    private static async Task<StatusCode?> Fails(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (RpcException refused)
        {
            return refused.StatusCode;
        }
    }

    private static async Task Stop(ServerProcess server)
    {
        await server.Child.Signal("TERM");
        Assert.Equal(0, (await server.Child.End()).Code);
    }

    private static async Task Done(params string[] command)
    {
        var run = await Child.Run(command);
        Assert.True(run.Code == 0, run.Err);
    }

    // The files of a folder in which the id or the name lies.
    private static List<string> Naming(string folder, bool deep = true)
    {
        var naming = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", deep ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly))
        {
            // Nothing lies in it, and nobody else may open it.
            if (Path.GetFileName(file) == SqliteStateStore.LockName) continue;
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (IsNamed(bytes.AsSpan(0, read))) naming.Add(file);
        }

        return naming;
    }

    private static Task NamesNobody(string folder) => Eventually.Is(() => Naming(folder).Count == 0, () => $"a folder that names nobody: {string.Join(", ", Naming(folder))}");

    private static bool IsNamed(ReadOnlySpan<byte> bytes) => bytes.IndexOf(Encoding.UTF8.GetBytes(Zoe)) >= 0;

    private static async Task HasNoRowsOf(string folder, string pseudonym)
    {
        using var store = await SqliteStateStore.Open(folder, TimeProvider.System);
        var rows = await store.Journal(0, 1_000);
        Assert.NotEmpty(rows);
        Assert.DoesNotContain(rows, row => row.Row.Pseudonym == pseudonym);
    }

    // The keys of Redis in which the id lies.
    private static async Task<List<string>> Naming(RedisProcess redis)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port}");
        var (database, naming) = (connection.GetDatabase(), new List<string>());
        await foreach (var key in connection.GetServers()[0].KeysAsync())
        {
            RedisValue[] values = await database.KeyTypeAsync(key) switch
            {
                RedisType.String => [await database.StringGetAsync(key)],
                RedisType.List => await database.ListRangeAsync(key),
                RedisType.SortedSet => await database.SortedSetRangeByRankAsync(key),
                RedisType.Hash => [.. (await database.HashGetAllAsync(key)).SelectMany(entry => new[] { entry.Name, entry.Value })],
                RedisType.Stream => [.. (await database.StreamRangeAsync(key)).SelectMany(entry => entry.Values).SelectMany(pair => new[] { pair.Name, pair.Value })],
                var other => throw new NotSupportedException($"{other}"),
            };
            if (values.Prepend((RedisValue)key.ToString()).Any(value => IsNamed((byte[])value!))) naming.Add(key.ToString());
        }

        return naming;
    }
}
