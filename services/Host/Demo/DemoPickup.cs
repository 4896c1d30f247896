using Grpc.Core;
using SmartStore.Contracts.Mqtt;
using SmartStore.Terminal;
using SmartStore.Terminal.Lockers;

namespace SmartStore.Host.Demo;

/// <summary>Where orders are fetched in the demo: a desk and a locker, with the devices of a real one, and Kim, who brings what is asked for at the desk.</summary>
internal sealed class DemoPickup : IAsyncDisposable
{
    // Runs on one data folder whose orders were all handed over.
    private const int RunsMax = 1_000;

    private static readonly TimeSpan KimComesAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan KimIsBackAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DoorShutsAfter = TimeSpan.FromSeconds(3);

    private readonly StoreClient _client;
    private readonly ImportDocument _document;
    private readonly DemoScreen _screen;
    private readonly Dictionary<string, TerminalDevice> _devices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Order> _ready = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private readonly List<Task> _fetching = [];
    private readonly string _desk;
    private readonly string _kim;

    /// <param name="document">The demo's terminals, orders and staff.</param>
    public DemoPickup(StoreClient client, ImportDocument document, BrokerAddress broker, string queues, DemoScreen screen)
    {
        (_client, _document, _screen) = (client, document, screen);
        var store = document.Stores[0];
        var pickup = store.Terminals.Where(terminal => store.Zones.Any(zone => zone.Pickup && zone.Id == terminal.ZoneId)).ToList();
        _desk = pickup.First(terminal => terminal.Kind != TerminalKind.Locker).Id;
        _kim = document.Staff[0].Id;
        foreach (var terminal in pickup.Where(terminal => terminal.Id == _desk || terminal.Kind == TerminalKind.Locker))
        {
            var device = new TerminalDevice(new TerminalOptions
            {
                Mqtt = new BrokerOptions { Broker = broker },
                StoreId = store.Id,
                TerminalId = terminal.Id,
                QueueFolder = Path.Combine(queues, terminal.Id),
                Locker = terminal.Kind == TerminalKind.Locker ? new LockerOptions { Slots = [.. terminal.Slots], Door = static (_, _) => Task.FromResult(DoorOutcome.Opened), ClosedAfter = DoorShutsAfter } : null,
            });
            device.DoorMoved = moved => _screen.Door(terminal.Id, moved);
            _devices[terminal.Id] = device;
        }
    }

    /// <summary>Puts the orders of the demo, and switches the terminals on.</summary>
    /// <exception cref="RpcException">The server does not answer, or refuses an order.</exception>
    public async Task Open(CancellationToken cancel)
    {
        foreach (var order in _document.Orders) await Put(order, cancel);
        foreach (var device in _devices.Values) device.Start();
    }

    /// <summary>Whether an order waits for a shopper.</summary>
    public bool IsReady(string shopper) => _ready.ContainsKey(shopper);

    /// <summary>A shopper stands at the pickup desk; whoever has an order there taps, once.</summary>
    public void StandsThere(string shopper)
    {
        _fetching.RemoveAll(static fetching => fetching.IsCompleted);
        if (_ready.Remove(shopper, out var order)) _fetching.Add(Fetch(order));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_fetching);
        foreach (var device in _devices.Values) await device.DisposeAsync();
        _closing.Dispose();
    }

    // An order that was handed over stays so: the next run has the next of its name.
    private async Task Put(Order order, CancellationToken cancel)
    {
        for (var run = 1; run <= RunsMax; run++)
        {
            var put = new Order(order) { Id = run == 1 ? order.Id : $"{order.Id}-{run}" };
            try
            {
                await _client.Stores.PutOrderAsync(new PutOrderRequest { Order = put }, cancellationToken: cancel);
                if (put.State == OrderState.Ready) _ready[put.ShopperId] = put;
                return;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.FailedPrecondition && run < RunsMax)
            {
                // The next one.
            }
        }
    }

    private async Task Fetch(Order order)
    {
        try
        {
            var (terminal, name) = (order.TerminalId.Length > 0 ? order.TerminalId : _desk, _document.Shoppers.First(shopper => shopper.Id == order.ShopperId).Name);
            var pass = await _client.Shoppers.GetPassAsync(new GetPassRequest { ShopperId = order.ShopperId }, cancellationToken: _closing.Token);
            var (_, answer) = await _devices[terminal].TapAsync(Terminal.TapKind.Nfc, pass.Token, _closing.Token);
            _screen.Terminal(terminal, name, answer.Text);
            if (terminal == _desk) await Bring(order);
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException)
        {
            // The demo ends, or somebody else was quicker: the board shows it.
        }
    }

    private async Task Bring(Order order)
    {
        await Task.Delay(KimComesAfter, _closing.Token);
        var claimed = await _client.Staff.ClaimAsync(new ClaimRequest { StoreId = order.StoreId, OrderId = order.Id, StaffId = _kim }, cancellationToken: _closing.Token);
        await Task.Delay(KimIsBackAfter, _closing.Token);
        var proof = claimed.NeedsCheck ? "id" : "";
        await _client.Staff.CompleteAsync(new CompleteRequest { StoreId = order.StoreId, OrderId = order.Id, StaffId = _kim, Proof = proof }, cancellationToken: _closing.Token);
    }
}
