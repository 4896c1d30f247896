using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace SmartStore.Host.Demo;

/// <summary>A shelf that is empty from time to time: a till says so, and whoever is in the shop and has it on the list is told what to take instead.</summary>
internal sealed class DemoShelf
{
    /// <summary>What sells out: on Anna's list, and far enough from the door that it is gone when she comes.</summary>
    public const string Product = "whole-milk";

    private static readonly TimeSpan FirstAt = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan TurnsEvery = TimeSpan.FromMinutes(4);

    private readonly StoreClient _client;
    private readonly string _store;
    private readonly Product _product;
    private readonly DemoScreen _screen;
    private TimeSpan _nextAt;
    private bool _isEmpty = true;
    private Task _last = Task.CompletedTask;

    /// <param name="catalog">With <see cref="Product"/> in it.</param>
    public DemoShelf(StoreClient client, PutCatalogRequest catalog, DemoScreen screen) =>
        (_client, _store, _product, _screen) = (client, catalog.StoreId, catalog.Products.First(product => product.Id == Product), screen);

    /// <summary>Moves on. Full at first: an earlier run may have left it empty.</summary>
    public void At(TimeSpan elapsed)
    {
        if (elapsed < _nextAt || !_last.IsCompleted) return;
        _nextAt += _nextAt == TimeSpan.Zero ? FirstAt : TurnsEvery;
        _isEmpty = !_isEmpty;
        _last = Say(_isEmpty ? 0 : _product.Stock);
    }

    private async Task Say(int stock)
    {
        try
        {
            await _client.Stores.PutStockAsync(new PutStockRequest { StoreId = _store, At = DateTime.UtcNow.ToTimestamp(), Changes = { new StockChange { ProductId = Product, Stock = stock } } });
            if (stock == 0) _screen.Till($"{_product.Name}: the last one was sold");
        }
        catch (RpcException)
        {
            // The server is stopping.
        }
    }
}
