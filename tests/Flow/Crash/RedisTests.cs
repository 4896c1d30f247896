using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace SmartStore.Flow.Tests.Crash;

/// <summary>One process with its state in Redis instead of a file.</summary>
public sealed class RedisTests
{
    [Fact]
    public async Task What_a_killed_server_answered_is_there_for_the_next_one_in_another_folder()
    {
        await using var redis = await Start();
        var id = "";
        using (var data = new FreshFolder())
        {
            await using var first = await ServerProcess.Start(data.Path, flags: ["--store", redis.Address]);
            await using var client = await ShopClient.Connect(first);
            await client.Furnish();
            id = await client.NewShopper([Purpose.Presence]);
            await client.PutList(id, new ListItem { Id = "milk", Name = "Milk", ProductId = "milk", Quantity = 1 });
            await first.Kill();
        }

        using var elsewhere = new FreshFolder();
        await using var second = await ServerProcess.Start(elsewhere.Path, flags: ["--store", redis.Address]);
        await using var again = await ShopClient.Connect(second);
        Assert.Equal("milk", Assert.Single((await again.GetList(id)).Items).Id);
    }

    [Fact]
    public async Task A_call_that_finds_Redis_away_is_answered_once_it_is_back()
    {
        await using var redis = await Start();
        using var data = new FreshFolder();
        await using var server = await ServerProcess.Start(data.Path, flags: ["--store", redis.Address]);
        await using var client = await ShopClient.Connect(server);
        await client.Furnish();
        var id = await client.NewShopper([Purpose.Presence]);
        await redis.Kill();
        var put = client.PutList(id, new ListItem { Id = "milk", Name = "Milk", ProductId = "milk", Quantity = 1 });
        await Eventually.Is(() => server.Child.Err.Contains("takes no writes", StringComparison.Ordinal), () => server.Child.Err);
        Assert.False(put.IsCompletedSuccessfully);
        await redis.StartAgain();
        await put;
        Assert.Single((await client.GetList(id)).Items);
    }

    [Fact]
    public async Task A_server_that_does_not_reach_Redis_is_not_ready_lives_answers_unavailable_after_10_s_and_keeps_its_trackers()
    {
        await using var redis = await Start();
        using var data = new FreshFolder();
        await using var server = await ServerProcess.Start(data.Path, flags: ["--store", redis.Address]);
        await using var client = await ShopClient.Connect(server);
        await client.Furnish();
        var id = await client.NewShopper([Purpose.Presence]);
        await client.StandsIn(id, "produce", () => In("produce"), "the shopper in the shop");
        using var http = new HttpClient { BaseAddress = server.Http };

        Assert.Equal(1, await client.Metric("smartstore_store_reached{}"));

        // As behind a switch that failed: no connection is closed, and nobody answers.
        redis.Freeze();
        // A client of gRPC would try again.
        var (clock, read) = (Stopwatch.StartNew(), http.PostAsJsonAsync("/smartstore.v1.Shoppers/GetList", new { shopperId = id }));
        await Eventually.Is(async () => await Says("/readyz") == HttpStatusCode.ServiceUnavailable, () => "that it is not ready");
        Assert.True(clock.Elapsed >= TimeSpan.FromSeconds(4), $"not ready after {clock.Elapsed}");
        Assert.Equal(HttpStatusCode.OK, await Says("/healthz"));
        Assert.Equal(0, await client.Metric("smartstore_store_reached{}"));
        using var unavailable = await read;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unavailable.StatusCode);
        Assert.Contains("\"code\":14", await unavailable.Content.ReadAsStringAsync());
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(30));
        // Zones are told apart without the store.
        await client.StandsIn(id, "bakery", () => In("bakery"), "the shopper in the next zone");

        redis.Thaw();
        await Eventually.Is(async () => await Says("/readyz") == HttpStatusCode.OK, () => "that it is ready again");
        Assert.True(await In("bakery"));
        await client.GetList(id);

        async Task<HttpStatusCode> Says(string path)
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            return answer.StatusCode;
        }

        async Task<bool> In(string zone) => await client.Metric($"smartstore_shoppers_in_zone{{store=\"{CornerShop.Id}\",zone=\"{zone}\"}}") > 0;
    }

    [Fact]
    public async Task Keys_and_devices_are_managed_beside_a_server_on_Redis()
    {
        await using var redis = await Start();
        using var data = new FreshFolder();
        await using var server = await ServerProcess.Start(data.Path, flags: ["--store", redis.Address, "--cluster", "shop-7"]);
        Assert.Equal(0, (await Child.Run("key", "add", "--store", redis.Address, "--cluster", "shop-7", "--id", "till-1", "--role", "till")).Code);
        Assert.StartsWith("till-1 till ", (await Child.Run("key", "list", "--store", redis.Address, "--cluster", "shop-7")).Out);
        Assert.Equal("", (await Child.Run("key", "list", "--store", redis.Address)).Out);
        string[] registry = ["--store", redis.Address, "--cluster", "shop-7"];
        var added = await Child.Run(["device", "add", .. registry, "--store", "hall", "--kind", "scanner", "--id", "s1"]);
        Assert.Equal(0, added.Code);
        Assert.StartsWith("hall/scanner/s1 ", (await Child.Run(["device", "list", .. registry])).Out);
        Assert.Equal("", (await Child.Run("device", "list", "--store", redis.Address)).Out);
        await using (var device = await DeviceClient.Login(server.Mqtt, "hall/scanner/s1", added.Value("password"))) Assert.NotNull(device);
        Assert.Equal(0, (await Child.Run(["device", "remove", "--store", "hall", "--id", "s1", .. registry])).Code);
        await Eventually.Is(async () => await DeviceClient.Login(server.Mqtt, "hall/scanner/s1", added.Value("password")) is null, () => "the end of the device");
    }

    [Fact]
    public async Task Tags_that_one_server_read_from_its_file_are_known_to_the_next_one_which_has_none()
    {
        await using var redis = await Start();
        using var data = new FreshFolder();
        var file = data.Write("keys.json", $$"""[{"shopper_id":"anna","identity_key":"{{RotatingTag.Key}}","exponent":10,"clock_s":65536,"read_at":"{{DateTimeOffset.UtcNow:O}}"}]""");
        await using (var first = await ServerProcess.Start(data.Path, flags: ["--store", redis.Address, "--tag-keys", file])) await first.Kill();

        using var elsewhere = new FreshFolder();
        await using var second = await ServerProcess.Start(elsewhere.Path, flags: ["--store", redis.Address, "--log-level", "debug"]);
        await using var client = await ShopClient.Connect(second);
        await client.Furnish();
        await client.PutShopper("anna", Tier.Regular);
        await client.Consent("anna", Purpose.Presence);
        await using var phone = client.Watch("anna");
        await Eventually.Is(
            async () =>
            {
                await client.Publish(Topics.ScannerSightings(CornerShop.Id, "s-entrance"), RotatingTag.Heard);
                return phone.Seen.Any(update => update.ZoneEntered?.ZoneId == "entrance");
            },
            () => "the zone");
        Assert.DoesNotContain(RotatingTag.Key, second.Child.Err, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_store_in_Redis_is_renewed()
    {
        await using var redis = await Start();
        Assert.Equal(0, (await Child.Run("store", "renew", "--store", redis.Address)).Code);
        var first = await redis.Command("HGET", "ss:{smartstore.docs}:store", "life");
        Assert.Equal(0, (await Child.Run("store", "renew", "--store", redis.Address)).Code);
        Assert.NotEqual(first, await redis.Command("HGET", "ss:{smartstore.docs}:store", "life"));
    }

    [Fact]
    public async Task An_unsafe_Redis_ends_the_start_with_2_and_one_that_is_away_with_1()
    {
        using var data = new FreshFolder();
        await using var redis = await Start("--appendfsync", "everysec");
        var @unsafe = await Serve();
        Assert.Equal((2, $"Redis at 127.0.0.1:{redis.Port} answers before its disk has the data (appendfsync everysec): set appendfsync always, or accept the loss with --insecure."), (@unsafe.Code, Assert.Single(@unsafe.Complaints)));
        await redis.Kill();
        var away = await Serve();
        Assert.Equal(1, away.Code);
        Assert.StartsWith($"Redis at {redis.Address} cannot be reached", Assert.Single(away.Complaints));

        Task<Finished> Serve() => Child.Run("serve", "--data", data.Path, "--mqtt-port", "0", "--http-port", "0", "--grpc-port", "0", "--silo-port", "0", "--silo-gateway-port", "0", "--store", redis.Address);
    }

    private static async Task<RedisProcess> Start(params string[] settings)
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        return await RedisProcess.Start(settings);
    }

    // tests/vectors/rotating: K = 10, and what the tag sends when its clock is at 65,536 s.
    private static class RotatingTag
    {
        public const string Key = "7c91330e61dfea4606b5b3ecb4457d76";

        public static string Heard => $$"""{"heard":[{"at":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}},"rssi":-55,"adv":"0201060303AAFE0D16AAFE30EE462923124601cd87"}]}""";
    }
}
