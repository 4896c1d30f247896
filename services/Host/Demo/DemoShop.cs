using System.Reflection;
using SmartStore.Contracts.Import;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core.Stores;
using SmartStore.Floor;
using SmartStore.Floor.Plan;
using SmartStore.Floor.Radio;
using SmartStore.Floor.Walkers;
using SmartStore.GrainInterfaces;
using SmartStore.Host.Composition;
using SmartStore.Host.Import;
using SmartStore.Link;
using SmartStore.Phone;
using SmartStore.Scanner;

namespace SmartStore.Host.Demo;

/// <summary>
/// A simulated shop around a real server: people walk its floor, their phones and tags really send adverts' bytes over MQTT, their phones
/// really hold streams. Everything but the walls and the radio waves is what a shop runs.
/// </summary>
internal sealed class DemoShop : IAsyncDisposable
{
    private readonly DemoOptions _options;
    private readonly ImportDocument _document;
    private readonly StoreLayout _layout;
    private readonly StoreClient _client;
    private readonly BrokerAddress _broker;
    private readonly Dictionary<string, PhoneDevice> _phones = [];
    private readonly Dictionary<string, ScannerDevice> _scanners = [];
    private readonly Dictionary<string, DemoTrolley> _trolleys = [];
    private readonly DemoScreen _screen;
    private readonly DemoPickup _pickup;
    private readonly DemoShelf _shelf;
    private readonly DemoHelp _help;
    private readonly Uri? _pages;
    private readonly string _queues = Path.Combine(Path.GetTempPath(), $"smartstore-demo-{Environment.ProcessId}");
    private DemoHome? _home;
    private int _next;
    private TimeSpan _nextAt;

    private DemoShop(DemoOptions options, ServerPorts ports, ImportDocument document)
    {
        _options = options;
        _document = document;
        _pages = ports.HasPages ? new Uri($"http://{ports.Host}:{ports.Http}/") : null;
        _layout = ContractForm.Layout(document.Stores[0]);
        _screen = new DemoScreen(new ZoneNames(document.Stores[0]));
        _client = new StoreClient(StoreChannel.Open(new Uri($"http://{ports.Host}:{ports.Grpc}")));
        _broker = new BrokerAddress(BrokerTransport.Tcp, ports.Host, ports.Mqtt);
        _pickup = new DemoPickup(_client, _document, _broker, _queues, _screen);
        _shelf = new DemoShelf(_client, _document.Catalogs[0], _screen);
        _help = new DemoHelp(_client, _document, _screen);
    }

    /// <summary>Fills the server and lets people walk until it is told to stop.</summary>
    public static async Task Run(DemoOptions options, ServerPorts ports, CancellationToken cancel)
    {
        using var json = Assembly.GetExecutingAssembly().GetManifestResourceStream("demo-store.json")!;
        using var bytes = new MemoryStream();
        await json.CopyToAsync(bytes, cancel);
        var problems = ImportFile.Read(bytes.ToArray(), "demo-store.json", out var document);
        if (problems.Count > 0) throw new InvalidDataException(problems[0].ToString());
        await using var shop = new DemoShop(options, ports, document);
        await shop.Run(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var phone in _phones.Values) await phone.DisposeAsync();
        if (_home is not null) await _home.DisposeAsync();
        foreach (var scanner in _scanners.Values) await scanner.DisposeAsync();
        await _pickup.DisposeAsync();
        await _help.DisposeAsync();
        _client.Dispose();
        if (Directory.Exists(_queues)) Directory.Delete(_queues, recursive: true);
    }

    private async Task Run(CancellationToken cancel)
    {
        if (_pages is not null) DemoScreen.Addresses(_pages, _layout.Id.Value, _document.Shoppers[0].Id, _document.Stores[0].Terminals[0].Id);
        CommandLine.Say("Filling the demo store …");
        // Orders that an earlier run handed over are over: the pickup puts its own.
        var others = _document.Clone();
        others.Orders.Clear();
        await new Importer(_client).Apply(others, [], isDry: false, cancel);
        await _pickup.Open(cancel);
        DemoScreen.Welcome(_layout);
        foreach (var anchor in _layout.Anchors.Where(anchor => anchor.BeaconKey.Length == 0)) StartScanner(anchor.Id);
        foreach (var shopper in _document.Shoppers.Take(_options.Walkers)) StartPhone(shopper);
        _home = new DemoHome(_client, _document.Shoppers[0], _screen);
        var staff = WatchStaff(cancel);

        var floor = new ShopFloor(new Floor.Plan.FloorPlan(_layout), new RadioModel(), _options.Seed);
        var run = new FloorRun(floor, TimeProvider.System) { Heard = Hear, EachStep = SendInAndShop };
        await run.RunAsync(cancel);
        await staff;
    }

    private void StartScanner(string id)
    {
        var scanner = new ScannerDevice(new ScannerOptions
        {
            Mqtt = new BrokerOptions { Broker = _broker, ClientId = id },
            StoreId = _layout.Id.Value,
            ScannerId = id,
            QueueFolder = Path.Combine(_queues, id),
        });
        _scanners[id] = scanner;
        scanner.Start();
    }

    private void StartPhone(Shopper shopper)
    {
        var phone = new PhoneDevice(
            new PhoneOptions { ShopperId = shopper.Id, StoreId = _layout.Id.Value, DeviceId = "demo-phone", Mqtt = new BrokerOptions { Broker = _broker, ClientId = $"phone-{shopper.Id}" } },
            _client.Channel);
        phone.Updated += change => _screen.Phone(shopper, change.Update);
        _phones[shopper.Id] = phone;
        phone.Start();
    }

    // One walker after the other; who has left comes again after everybody had a turn.
    private void SendIn(ShopFloor floor)
    {
        if (floor.Elapsed < _nextAt || _phones.Count == 0) return;
        var shopper = _document.Shoppers[_next++ % Math.Min(_options.Walkers, _document.Shoppers.Count)];
        _nextAt = floor.Elapsed + _options.Every;
        if (floor.Walkers.Any(walker => walker.Plan.Id == shopper.Id)) return;
        // Who wants no suggestions has come for the order alone.
        var fetches = _pickup.IsReady(shopper.Id);
        var zones = fetches && !_document.Consents.Any(consent => consent.ShopperId == shopper.Id && consent.Purposes.Contains(Purpose.Suggestions)) ? [] : ZonesOf(shopper.Id);
        var last = _layout.Zones.Where(zone => zone.IsPickup && fetches).Select(zone => zone.Id).ToArray();
        floor.Enter(new WalkerPlan(shopper.Id, WalkerPlan.InWalkingOrder(_layout, zones, last)) { EntersAt = floor.Elapsed, Tags = [.. shopper.Tags], SpeedMps = 1.2 });
        _trolleys[shopper.Id] = new DemoTrolley(_client, _document, shopper.Id, forgets: _next);
        _screen.SentIn(shopper);
    }

    private void SendInAndShop(ShopFloor floor)
    {
        SendIn(floor);
        _shelf.At(floor.Elapsed);
        _help.At(floor.Elapsed);
        _home?.At(floor.Elapsed);
        foreach (var walker in floor.Walkers.Where(walker => walker.State == WalkState.Standing))
        {
            if (_trolleys.TryGetValue(walker.Plan.Id, out var trolley)) trolley.StandsIn(walker.Zone);
            if (_layout.Zones.Any(zone => zone.IsPickup && zone.Id == walker.Zone)) _pickup.StandsThere(walker.Plan.Id);
        }
    }

    private IEnumerable<ZoneId> ZonesOf(string shopper)
    {
        var products = _document.Catalogs[0].Products.ToDictionary(product => product.Id);
        foreach (var item in _document.Lists.FirstOrDefault(list => list.ShopperId == shopper)?.Items ?? [])
            if (!item.Done && products.TryGetValue(item.ProductId, out var product))
                yield return new ZoneId(product.ZoneId);
    }

    private void Hear(FloorSighting sighting, DateTimeOffset at)
    {
        if (sighting.Kind == ReceiverKind.Phone)
        {
            if (_phones.TryGetValue(sighting.Receiver, out var phone)) phone.Hear(at, sighting.RssiDbm, sighting.Adv.Span, sighting.Mac);
        }
        else if (_scanners.TryGetValue(sighting.Receiver, out var scanner))
        {
            scanner.Hear(at, sighting.RssiDbm, sighting.Adv.Span, sighting.Mac);
        }
    }

    private async Task WatchStaff(CancellationToken cancel)
    {
        try
        {
            // Kim is on duty.
            var board = new WatchStoreRequest { StoreId = _layout.Id.Value, StaffId = _document.Staff[0].Id };
            await foreach (var update in _client.WatchStore(board, onBreak: null, cancel))
            {
                _screen.Staff(update);
                _help.Staff(update);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }
}

/// <summary>What the demo can be told.</summary>
/// <param name="Walkers">How many of the demo's shoppers take part.</param>
/// <param name="Seed">The same seed, the same walks.</param>
/// <param name="Every">Time between two people coming in.</param>
internal sealed record DemoOptions(int Walkers, ulong Seed, TimeSpan Every);
