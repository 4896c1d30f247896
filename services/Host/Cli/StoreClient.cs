using SmartStore.Contracts.V1;
using SmartStore.Rpc.Client;

namespace SmartStore.Host.Cli;

/// <summary>The services of a running server, typed, for the commands.</summary>
internal sealed class StoreClient(RpcChannel channel) : IDisposable
{
    private readonly RpcClient _stores = Service(channel, SmartstoreReflection.Descriptor, "Stores");
    private readonly RpcClient _shoppers = Service(channel, SmartstoreReflection.Descriptor, "Shoppers");
    private readonly RpcClient _staff = Service(channel, SmartstoreReflection.Descriptor, "Staff");
    private readonly RpcClient _operators = Service(channel, OperatorsReflection.Descriptor, "Operators");
    private readonly RpcClient _calibrations = Service(channel, OperatorsReflection.Descriptor, "Calibrations");

    /// <summary>Where the calls go.</summary>
    public RpcChannel Channel => channel;

    public ValueTask<Store> PutStore(Store store, CancellationToken cancel) =>
        _stores.UnaryAsync<PutStoreRequest, Store>("PutStore", new PutStoreRequest { Store = store }, cancellation: cancel);

    public ValueTask<Store> GetStore(string id, CancellationToken cancel) =>
        _stores.UnaryAsync<GetStoreRequest, Store>("GetStore", new GetStoreRequest { StoreId = id }, cancellation: cancel);

    public ValueTask<PutCatalogReply> PutCatalog(PutCatalogRequest catalog, CancellationToken cancel) =>
        _stores.UnaryAsync<PutCatalogRequest, PutCatalogReply>("PutCatalog", catalog, cancellation: cancel);

    public ValueTask<Shopper> PutShopper(Shopper shopper, CancellationToken cancel) =>
        _stores.UnaryAsync<PutShopperRequest, Shopper>("PutShopper", new PutShopperRequest { Shopper = shopper }, cancellation: cancel);

    public ValueTask<Order> PutOrder(Order order, CancellationToken cancel) =>
        _stores.UnaryAsync<PutOrderRequest, Order>("PutOrder", new PutOrderRequest { Order = order }, cancellation: cancel);

    public ValueTask<ShoppingList> GetList(string shopper, CancellationToken cancel) =>
        _shoppers.UnaryAsync<GetListRequest, ShoppingList>("GetList", new GetListRequest { ShopperId = shopper }, cancellation: cancel);

    public ValueTask<ShoppingList> PutList(string shopper, IEnumerable<ListItem> items, CancellationToken cancel) =>
        _shoppers.UnaryAsync<PutListRequest, ShoppingList>("PutList", new PutListRequest { ShopperId = shopper, Items = { items } }, cancellation: cancel);

    public ValueTask<Consent> GetConsent(string shopper, CancellationToken cancel) =>
        _shoppers.UnaryAsync<GetConsentRequest, Consent>("GetConsent", new GetConsentRequest { ShopperId = shopper }, cancellation: cancel);

    public ValueTask<Consent> PutConsent(string shopper, IEnumerable<Purpose> purposes, CancellationToken cancel) =>
        _shoppers.UnaryAsync<PutConsentRequest, Consent>("PutConsent", new PutConsentRequest { ShopperId = shopper, Purposes = { purposes } }, cancellation: cancel);

    public ValueTask<RespondReply> Respond(string shopper, string suggestion, Response response, CancellationToken cancel) =>
        _shoppers.UnaryAsync<RespondRequest, RespondReply>("Respond", new RespondRequest { ShopperId = shopper, SuggestionId = suggestion, Response = response }, cancellation: cancel);

    /// <summary>The staff stream, resumed by cursor when it breaks.</summary>
    public IAsyncEnumerable<StoreUpdate> WatchStore(string store, RpcFollowOptions follow, CancellationToken cancel) =>
        _staff.Follow<WatchStoreRequest, StoreUpdate>("Watch", cursor => new WatchStoreRequest { StoreId = store, AfterCursor = cursor }, update => update.Cursor, follow, cancel);

    public IAsyncEnumerable<ReceiversHeard> Listen(string store, CancellationToken cancel) =>
        _operators.ServerStream<ListenRequest, ReceiversHeard>("Listen", new ListenRequest { StoreId = store }, cancellation: cancel);

    public ValueTask<WhyReply> Why(string shopper, CancellationToken cancel) =>
        _operators.UnaryAsync<WhyRequest, WhyReply>("Why", new WhyRequest { ShopperId = shopper }, cancellation: cancel);

    public ValueTask<StoreCalibration> PutCalibration(string store, string json, CancellationToken cancel) =>
        _calibrations.UnaryAsync<PutCalibrationRequest, StoreCalibration>("PutCalibration", new PutCalibrationRequest { StoreId = store, Json = json }, cancellation: cancel);

    public ValueTask<StoreCalibration> GetCalibration(string store, CancellationToken cancel) =>
        _calibrations.UnaryAsync<GetCalibrationRequest, StoreCalibration>("GetCalibration", new GetCalibrationRequest { StoreId = store }, cancellation: cancel);

    public ValueTask<StoreCalibration> RevertCalibration(string store, CancellationToken cancel) =>
        _calibrations.UnaryAsync<RevertCalibrationRequest, StoreCalibration>("RevertCalibration", new RevertCalibrationRequest { StoreId = store }, cancellation: cancel);

    public void Dispose() => channel.Dispose();

    private static RpcClient Service(RpcChannel channel, Google.Protobuf.Reflection.FileDescriptor file, string name) => channel.Service(file.Services.Single(service => service.Name == name));
}
