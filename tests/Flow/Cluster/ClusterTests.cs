namespace SmartStore.Flow.Tests.Cluster;

/// <summary>Several processes are one store, and go on when one of them does not.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task What_one_server_is_told_another_one_streams_and_a_third_one_tracks()
    {
        await using var chain = await ThreeServers.Start();
        var (first, second, third) = (chain.Clients[0], chain.Clients[1], chain.Clients[2]);
        var shopper = await first.NewShopper([Purpose.Presence], "milk");
        await using var phone = second.Watch(shopper);
        await third.StandsIn(shopper, "dairy", () => phone.Seen.Any(update => update.ZoneEntered?.ZoneId == "dairy"), "the zone");
        // The tracker is with one of them, wherever the sightings come in.
        await first.StandsIn(shopper, "bakery", () => phone.Seen.Any(update => update.ZoneEntered?.ZoneId == "bakery"), "the next zone");
        Assert.Single(phone.Seen, update => update.VisitStarted is not null);
    }

    [Fact]
    public async Task A_consent_that_is_withdrawn_at_one_server_ends_the_tracking_at_another()
    {
        await using var chain = await ThreeServers.Start();
        var (first, second) = (chain.Clients[0], chain.Clients[1]);
        var shopper = await first.NewShopper([Purpose.Presence]);
        await using var phone = first.Watch(shopper);
        await second.StandsIn(shopper, "dairy", () => phone.Seen.Any(update => update.ZoneEntered is not null), "the zone");
        await first.Consent(shopper);
        var dropped = 0d;
        await second.StandsIn(shopper, "bakery", async () => (dropped = (await Task.WhenAll(chain.Clients.Select(Refused))).Sum()) > 0, "a sighting that is dropped");
        Assert.DoesNotContain(phone.Seen, update => update.ZoneEntered?.ZoneId == "bakery");

        static Task<double> Refused(ShopClient client) => client.Metric("""smartstore_sightings_total{fate="no_consent"}""");
    }

    [Fact]
    public async Task Preferences_and_a_pause_that_one_server_is_told_count_at_the_others()
    {
        await using var chain = await ThreeServers.Start();
        var (first, second, third) = (chain.Clients[0], chain.Clients[1], chain.Clients[2]);
        var shopper = await first.NewShopper([Purpose.Presence], "milk");
        await first.Shoppers.PutPreferencesAsync(new PutPreferencesRequest { Preferences = new Preferences { ShopperId = shopper, Language = "ko", SuggestionsPerVisit = 2 } });
        await using var phone = second.Watch(shopper);
        await third.StandsIn(shopper, "dairy", () => phone.Seen.Any(update => update.ZoneEntered?.ZoneId == "dairy"), "the zone");
        await third.StandsIn(shopper, "bakery", () => phone.Seen.Any(update => update.Suggestion is not null), "a reminder");
        Assert.Contains(phone.Seen.First(update => update.Suggestion is not null).Suggestion.Title, character => character is >= '가' and <= '힣');

        var pause = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddDays(1));
        await second.Shoppers.PutConsentAsync(new PutConsentRequest { ShopperId = shopper, Purposes = { Purpose.Presence }, PauseUntil = pause });

        await phone.First(update => update.VisitEnded is not null, "the visit's end");
        await third.StandsIn(shopper, "dairy", async () => (await Task.WhenAll(chain.Clients.Select(client => client.Metric("""smartstore_sightings_total{fate="no_consent"}""")))).Sum() > 0, "a sighting that is dropped");
        Assert.Equal(2, (await third.Shoppers.GetAccessLogAsync(new GetAccessLogRequest { ShopperId = shopper })).Consents.Count);
        Assert.Single(phone.Seen, update => update.VisitStarted is not null);
        Assert.Equal("ko", (await third.Shoppers.GetMemberAsync(new GetMemberRequest { ShopperId = shopper })).Preferences.Language);
    }

    [Fact]
    public async Task Streams_and_calls_outlive_a_killed_server_without_a_gap()
    {
        await using var chain = await ThreeServers.Start();
        var (left, phones) = (chain.Clients[1], chain.Clients[2]);
        var shoppers = new List<string>();
        for (var i = 0; i < 20; i++) shoppers.Add(await left.NewShopper([Purpose.Presence]));
        var streams = shoppers.Select(shopper => phones.Watch(shopper)).ToList();
        await Order(shoppers[..10], "before");
        await chain.Servers[0].Kill();
        // Calls to grains of the killed process end well all the same: their edge says them again.
        await Order(shoppers, "after");
        foreach (var (shopper, stream) in shoppers.Zip(streams)) await stream.First(update => update.Pickup?.OrderId == $"after-{shopper}", $"the order of {shopper}");
        for (var i = 0; i < 20; i++)
        {
            string[] wanted = i < 10 ? [$"before-{shoppers[i]}", $"after-{shoppers[i]}"] : [$"after-{shoppers[i]}"];
            Assert.Equal(wanted, streams[i].Seen.Where(update => update.Pickup is not null).Select(update => update.Pickup.OrderId));
        }
        foreach (var stream in streams) await stream.DisposeAsync();

        Task Order(IEnumerable<string> of, string name) => Task.WhenAll(of.Select(shopper => left.PutOrder($"{name}-{shopper}", shopper, OrderState.Ready)));
    }

    [Fact]
    public async Task A_server_that_is_stopped_lets_no_call_of_the_others_fail()
    {
        await using var chain = await ThreeServers.Start();
        var shoppers = new List<string>();
        for (var i = 0; i < 20; i++) shoppers.Add(await chain.Clients[1].NewShopper([]));
        using var enough = new CancellationTokenSource();
        var calling = Task.WhenAll(shoppers.Select(async shopper =>
        {
            for (var n = 1; !enough.IsCancellationRequested; n++) await chain.Clients[1 + (n % 2)].PutList(shopper, new ListItem { Id = "milk", Name = "Milk", ProductId = "milk", Quantity = n });
        }));
        await chain.Servers[0].Child.Signal("TERM");
        Assert.Equal(0, (await chain.Servers[0].Child.End()).Code);
        await enough.CancelAsync();
        await calling;
    }

    [Fact]
    public async Task A_frozen_server_is_declared_dead_and_ends_itself_when_it_wakes_up()
    {
        await using var chain = await ThreeServers.Start();
        var frozen = chain.Servers[0].Child;
        // Through all three, so that grains of each are among them.
        var shoppers = new List<string>();
        for (var i = 0; i < 30; i++) shoppers.Add(await chain.Clients[i % 3].NewShopper([]));
        await frozen.Signal("STOP");
        await Eventually.Is(async () => await chain.Dead() == 1, () => "the others to declare it dead");
        await Task.WhenAll(shoppers.Select(shopper => chain.Clients[1].PutList(shopper, new ListItem { Id = "milk", Name = "Milk", ProductId = "milk", Quantity = 2 })));
        await frozen.Signal("CONT");
        Assert.NotEqual(0, (await frozen.End()).Code);
        Assert.Contains("it is no member of its cluster any more", frozen.Err);
        foreach (var shopper in shoppers) Assert.Equal(2, Assert.Single((await chain.Clients[2].GetList(shopper)).Items).Quantity);
    }

    [Fact]
    public async Task Stores_are_shared_out_and_each_is_tracked_by_one_server()
    {
        await using var chain = await ThreeServers.Start();
        string[] stores = [.. Enumerable.Range(0, 12).Select(i => $"branch-{i}")];
        foreach (var store in stores) await chain.Clients[0].Stores.PutStoreAsync(new PutStoreRequest { Store = CornerShop.Layout(store) });
        int[][] tracked = [];
        await Eventually.Is(
            async () =>
            {
                tracked = await Task.WhenAll(chain.Clients.Select(async client => (await Task.WhenAll(stores.Select(store => client.Measures($$"""smartstore_receivers{state="online",store="{{store}}"}"""))))
                    .Index().Where(has => has.Item).Select(has => has.Index).ToArray()));
                // Whoever asked for a store first has it, until the membership has stood still for 10 s.
                return tracked.Count(some => some.Length > 0) > 1 && tracked.SelectMany(some => some).Order().SequenceEqual(Enumerable.Range(0, stores.Length));
            },
            () => $"each store at one server, and not all at one; they track {string.Join(" | ", tracked.Select(some => string.Join(',', some)))}");
    }

    [Fact]
    public async Task An_edge_without_grains_serves_phones_and_devices_and_goes_on_when_a_silo_is_killed()
    {
        await using var chain = await ThreeServers.Start();
        await chain.Add(await chain.StartServer("--role", "ingest,api"));
        var edge = chain.Clients[3];
        var shoppers = new List<string>();
        for (var i = 0; i < 10; i++) shoppers.Add(await edge.NewShopper([Purpose.Presence], "milk"));
        var streams = shoppers.Select(shopper => edge.Watch(shopper)).ToList();
        await edge.StandsIn(shoppers[0], "dairy", () => streams[0].Seen.Any(update => update.ZoneEntered?.ZoneId == "dairy"), "the zone");

        await chain.Servers[0].Kill();
        await Task.WhenAll(shoppers.Select(shopper => edge.PutOrder($"o-{shopper}", shopper, OrderState.Ready)));
        foreach (var (shopper, stream) in shoppers.Zip(streams)) await stream.First(update => update.Pickup?.OrderId == $"o-{shopper}", $"the order of {shopper}");
        await edge.StandsIn(shoppers[0], "bakery", () => streams[0].Seen.Any(update => update.ZoneEntered?.ZoneId == "bakery"), "the next zone");
        foreach (var stream in streams) await stream.DisposeAsync();
    }

    [Fact]
    public async Task Two_clusters_on_one_Redis_do_not_meet()
    {
        await using var chain = await ThreeServers.Start();
        using var folder = new FreshFolder();
        await using var other = await ServerProcess.Start(folder.Path, flags: ["--store", chain.Redis.Address, "--cluster", "other"]);
        await using var client = await ShopClient.Connect(other);
        Assert.Equal(Grpc.Core.StatusCode.NotFound, (await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => client.Stores.GetStoreAsync(new GetStoreRequest { StoreId = CornerShop.Id }).ResponseAsync)).StatusCode);
        // One member, and the version of the table.
        Assert.Equal(":2", (await chain.Redis.Command("HLEN", "other/members/other")).Trim());
    }

    [Fact]
    public async Task A_silo_port_that_is_in_use_is_named()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        await using var redis = await RedisProcess.Start();
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        using var folder = new FreshFolder();
        var ended = await Child.Run("serve", "--data", folder.Path, "--mqtt-port", "0", "--http-port", "0", "--grpc-port", "0", "--silo-port", $"{port}", "--silo-gateway-port", "0", "--store", redis.Address);
        Assert.Equal((1, $"--silo-port {port} cannot be opened, because 127.0.0.1:{port} is in use; choose another port, or 0 for any."), (ended.Code, Assert.Single(ended.Complaints)));
    }
}
