using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using MQTTnet;
using SmartStore.Link;

namespace SmartStore.Flow.Tests.Shop;

/// <summary>Everything somebody outside can do to a server: call it, publish to it, ask its metrics.</summary>
internal sealed class ShopClient : IAsyncDisposable
{
    private static int _shoppers;
    private readonly ServerProcess _server;
    private readonly GrpcChannel _channel;
    private readonly HttpClient _http = new();

    private ShopClient(ServerProcess server, DeviceClient mqtt)
    {
        (_server, Mqtt) = (server, mqtt);
        _channel = StoreChannel.Open(server.Grpc);
        Stores = new Stores.StoresClient(_channel);
        Shoppers = new Shoppers.ShoppersClient(_channel);
        Staff = new Staff.StaffClient(_channel);
        Terminals = new Contracts.V1.Terminals.TerminalsClient(_channel);
        Operators = new Contracts.V1.Operators.OperatorsClient(_channel);
    }

    public Stores.StoresClient Stores { get; }

    public Shoppers.ShoppersClient Shoppers { get; }

    public Staff.StaffClient Staff { get; }

    public Contracts.V1.Terminals.TerminalsClient Terminals { get; }

    public Contracts.V1.Operators.OperatorsClient Operators { get; }

    public DeviceClient Mqtt { get; }

    public static async Task<ShopClient> Connect(ServerProcess server) => new(server, await DeviceClient.Connect(server, $"flow-{Guid.NewGuid():N}"));

    /// <summary>Puts the corner shop and its catalogue.</summary>
    public async Task Furnish(string store = CornerShop.Id)
    {
        await Stores.PutStoreAsync(new PutStoreRequest { Store = CornerShop.Layout(store) });
        await Stores.PutCatalogAsync(CornerShop.Catalog(store));
    }

    /// <summary>Waits until this server knows the shop, which another one of its cluster was given.</summary>
    public Task KnowsShop() => Eventually.Is(
        async () =>
        {
            try
            {
                return (await Stores.GetStoreAsync(new GetStoreRequest { StoreId = CornerShop.Id })).Zones.Count > 0;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
            {
                return false;
            }
        },
        () => "the shop, at every server");

    /// <summary>A new shopper with these consents and a list of these products.</summary>
    /// <returns>Their id.</returns>
    public async Task<string> NewShopper(IEnumerable<Purpose> purposes, params IEnumerable<string> list)
    {
        var id = $"shopper-{Interlocked.Increment(ref _shoppers)}";
        await PutShopper(id, Tier.Regular);
        if (list.Any()) await PutList(id, CornerShop.Items(list));
        if (purposes.Any()) await Consent(id, purposes);
        return id;
    }

    public async Task<Shopper> PutShopper(string id, Tier tier, params IEnumerable<string> tags) =>
        await Stores.PutShopperAsync(new PutShopperRequest { Shopper = new Shopper { Id = id, Name = $"Name of {id}", Tier = tier, Tags = { tags } } });

    public async Task<Consent> Consent(string shopper, params IEnumerable<Purpose> purposes) =>
        await Shoppers.PutConsentAsync(new PutConsentRequest { ShopperId = shopper, Purposes = { purposes } });

    public async Task<ShoppingList> PutList(string shopper, params IEnumerable<ListItem> items) =>
        await Shoppers.PutListAsync(new PutListRequest { ShopperId = shopper, Items = { items } });

    public async Task<ShoppingList> GetList(string shopper) =>
        await Shoppers.GetListAsync(new GetListRequest { ShopperId = shopper });

    public async Task<RespondReply> Respond(string shopper, string suggestion, Response response) =>
        await Shoppers.RespondAsync(new RespondRequest { ShopperId = shopper, SuggestionId = suggestion, Response = response });

    /// <param name="slot">Of the locker; empty: it lies at the desk.</param>
    public async Task<Order> PutOrder(string id, string shopper, OrderState state, string slot = "") => await Stores.PutOrderAsync(new PutOrderRequest
    {
        Order = new Order { Id = id, StoreId = CornerShop.Id, ShopperId = shopper, State = state, PickupZoneId = "pickup", TerminalId = slot.Length > 0 ? CornerShop.Locker : "", Slot = slot },
    });

    public async Task<Order> Claim(string order, string staff, bool release = false) =>
        await Staff.ClaimAsync(new ClaimRequest { StoreId = CornerShop.Id, OrderId = order, StaffId = staff, Release = release });

    public async Task<Order> Complete(string order, string staff, string proof = "") =>
        await Staff.CompleteAsync(new CompleteRequest { StoreId = CornerShop.Id, OrderId = order, StaffId = staff, Proof = proof });

    public async Task<string> Pass(string shopper) =>
        (await Shoppers.GetPassAsync(new GetPassRequest { ShopperId = shopper })).Token;

    /// <summary>The phone's stream.</summary>
    public Updates<ShopperUpdate> Watch(string shopper, string cursor = "", string device = "") =>
        new(cancel => Shoppers.Watch(new WatchShopperRequest { ShopperId = shopper, AfterCursor = cursor, DeviceId = device }, cancellationToken: cancel));

    /// <summary>The staff's stream.</summary>
    public Updates<StoreUpdate> WatchStaff(string cursor = "", string store = CornerShop.Id) =>
        new(cancel => Staff.Watch(new WatchStoreRequest { StoreId = store, AfterCursor = cursor }, cancellationToken: cancel));

    /// <summary>Holds a fresh pass to the terminal of a zone: the shopper is there now, for certain.</summary>
    public async Task Tap(string shopper, string zone)
    {
        var taken = await Publish(Topics.Taps(CornerShop.Id, CornerShop.Terminal(zone)), TapBody(Guid.NewGuid().ToString("N"), await Pass(shopper)));
        Assert.Equal(MqttClientPublishReasonCode.Success, taken);
    }

    /// <summary>Holds a pass to a terminal that speaks HTTP.</summary>
    public async Task<TapAnswer> TapOverHttp(string terminal, string id, string pass) => await Terminals.TapAsync(
        new TapRequest { StoreId = CornerShop.Id, TerminalId = terminal, Id = id, At = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow), Kind = TapKind.Nfc, Pass = pass });

    /// <summary>Another connection to the same server that reads a topic.</summary>
    public Task<DeviceClient> Device(string filter) => DeviceClient.Connect(_server, $"flow-{Guid.NewGuid():N}", filter);

    /// <summary>A terminal's stream.</summary>
    public Updates<TerminalUpdate> WatchTerminal(string terminal) =>
        new(cancel => Terminals.Watch(new WatchTerminalRequest { StoreId = CornerShop.Id, TerminalId = terminal, HeartbeatS = 3 }, cancellationToken: cancel));

    /// <summary>What a terminal publishes.</summary>
    public static string TapBody(string id, string pass) => JsonSerializer.Serialize(new { id, at = Now, kind = "nfc", pass });

    /// <summary>One thing heard, as JSON.</summary>
    public static string Heard(string zone, int rssi = -55) => $$"""{"at":{{Now}},"rssi":{{rssi}},"beacon":"{{CornerShop.Beacon(zone)}}"}""";

    /// <summary>Publishes at QoS 1.</summary>
    public Task<MqttClientPublishReasonCode> Publish(string topic, string payload) => Mqtt.Publish(topic, Encoding.UTF8.GetBytes(payload));

    /// <summary>What a phone heard.</summary>
    public Task<MqttClientPublishReasonCode> PhoneHears(string shopper, params IEnumerable<string> heard) =>
        Publish(Topics.PhoneSightings(CornerShop.Id, shopper), $"{{\"heard\":[{string.Join(',', heard)}]}}");

    /// <summary>A shopper's phone stands in a zone and hears its beacon, until something happens.</summary>
    public Task StandsIn(string shopper, string zone, Func<bool> until, string what) => StandsIn(shopper, zone, () => Task.FromResult(until()), what);

    /// <inheritdoc cref="StandsIn(string, string, Func{bool}, string)"/>
    public Task StandsIn(string shopper, string zone, Func<Task<bool>> until, string what) =>
        Eventually.Is(
            async () =>
            {
                await PhoneHears(shopper, Heard(zone));
                return await until();
            },
            () => what);

    /// <summary>A metric as it is now; 0 where it was never counted.</summary>
    /// <param name="series">Name with its labels, as /metrics writes it.</param>
    public async Task<double> Metric(string series)
    {
        var text = await _http.GetStringAsync(new Uri(_server.Http, "/metrics"));
        return text.Split('\n').Where(line => line.StartsWith(series + " ", StringComparison.Ordinal)).Select(line => double.Parse(line[(series.Length + 1)..])).FirstOrDefault();
    }

    /// <summary>Whether /metrics has the series at all.</summary>
    public async Task<bool> Measures(string series) => (await _http.GetStringAsync(new Uri(_server.Http, "/metrics"))).Contains($"\n{series} ", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await Mqtt.DisposeAsync();
        _channel.Dispose();
        _http.Dispose();
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
}
