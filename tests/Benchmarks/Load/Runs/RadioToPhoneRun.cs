using System.Reflection;
using Google.Protobuf;
using SmartStore.Contracts.Mqtt;
using SmartStore.Contracts.V1;
using SmartStore.Core;
using SmartStore.Core.Stores;
using SmartStore.Floor;
using SmartStore.Floor.Plan;
using SmartStore.Floor.Radio;
using SmartStore.Floor.Walkers;
using SmartStore.GrainInterfaces;
using SmartStore.Phone;

namespace SmartStore.Benchmarks.Load.Runs;

/// <summary>
/// People walk the demo's shop with real phones: from the first advert of the new zone that a phone hears after its walker stepped over
/// the border, to the zone on that phone's stream.
/// </summary>
internal sealed class RadioToPhoneRun(LoadContext context, TimeSpan length)
{
    private const double P50AtMostSeconds = 2;
    private const int Walkers = 12;
    private const ulong Seed = 7;

    private readonly Lock _gate = new();
    private readonly Latencies _latencies = new();
    private readonly Dictionary<string, WalkersTruth> _truth = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PhoneDevice> _phones = new(StringComparer.Ordinal);
    private Dictionary<string, ZoneId> _zoneOfAnchor = [];
    private int _crossings;
    private int _early;

    public async Task Run()
    {
        context.Say($"{Walkers} people walk the floor for {length.TotalSeconds:0} s …");
        var store = DemoStore();
        var layout = ContractForm.Layout(store);
        _zoneOfAnchor = layout.Anchors.ToDictionary(anchor => anchor.Id, anchor => anchor.Zone, StringComparer.Ordinal);
        await context.Store.PutStore(store);
        string[] walkers = [.. Enumerable.Range(0, Walkers).Select(i => $"walker{i}")];
        await context.Store.PutShoppers(walkers, _ => { });
        foreach (var walker in walkers) StartPhone(walker, store.Id);

        var floor = new ShopFloor(new Floor.Plan.FloorPlan(layout), new RadioModel(), Seed);
        for (var i = 0; i < Walkers; i++) floor.Enter(Plan(walkers[i], i, layout));
        using var stop = new CancellationTokenSource(length);
        await new FloorRun(floor, TimeProvider.System) { Heard = Heard, Crossed = Crossed }.RunAsync(stop.Token);
        foreach (var phone in _phones.Values) await phone.DisposeAsync();

        context.Say($"  {_crossings} borders crossed, {_early} of them told before, {_latencies.Count} after");
        var p50 = _latencies.Percentile(0.5) / 1000;
        context.Table.Add(
            "radio → phone on the floor", $"p50 {p50:0.0} s, p90 {_latencies.Percentile(0.9) / 1000:0.0} s (n = {_latencies.Count} of {_crossings})", $"p50 ≤ {P50AtMostSeconds:0} s",
            p50 <= P50AtMostSeconds);
    }

    private static Store DemoStore()
    {
        using var json = Assembly.Load("smartstore").GetManifestResourceStream("demo-store.json") ?? throw new InvalidOperationException("smartstore carries no demo store.");
        using var text = new StreamReader(json);
        return JsonParser.Default.Parse<ImportDocument>(text.ReadToEnd()).Stores[0];
    }

    // Every third zone, each walker from another one on; short stops, so that a minute sees many borders.
    private static WalkerPlan Plan(string id, int number, StoreLayout layout) => new(id, [.. layout.Zones.Select(zone => zone.Id).Where((_, z) => z % 3 == number % 3)])
    {
        EntersAt = TimeSpan.FromSeconds(number),
        SpeedMps = 1.2,
        DwellMin = TimeSpan.FromSeconds(4),
        DwellMax = TimeSpan.FromSeconds(10),
    };

    private void StartPhone(string walker, string store)
    {
        var mqtt = new BrokerOptions { Broker = new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", context.Server.MqttPort), ClientId = $"phone-{walker}" };
        var phone = new PhoneDevice(new PhoneOptions { ShopperId = walker, StoreId = store, Mqtt = mqtt }, context.Server.Channel)
        {
            Updated = change =>
            {
                if (change.Update.WhatCase == ShopperUpdate.WhatOneofCase.ZoneEntered) Told(walker, change.Update.ZoneEntered.ZoneId);
            },
        };
        _phones[walker] = phone;
        _truth[walker] = new WalkersTruth();
        phone.Start();
    }

    private void Crossed(ZoneCrossing crossing, DateTimeOffset at)
    {
        if (crossing.To.IsUnknown) return;
        lock (_gate)
        {
            var truth = _truth[crossing.Walker];
            _crossings++;
            (truth.Zone, truth.FirstHeardAt) = (crossing.To.Value, null);
            truth.IsTold = truth.ToldZone == truth.Zone;
            if (truth.IsTold) _early++;
        }
    }

    private void Heard(FloorSighting sighting, DateTimeOffset at)
    {
        if (sighting.Kind != ReceiverKind.Phone || !_phones.TryGetValue(sighting.Receiver, out var phone)) return;
        lock (_gate)
        {
            var truth = _truth[sighting.Receiver];
            if (truth.FirstHeardAt is null && _zoneOfAnchor[sighting.Transmitter].Value == truth.Zone) truth.FirstHeardAt = at;
        }

        phone.Hear(at, sighting.RssiDbm, sighting.Adv.Span, sighting.Mac);
    }

    private void Told(string walker, string zone)
    {
        lock (_gate)
        {
            var truth = _truth[walker];
            truth.ToldZone = zone;
            if (truth.IsTold || zone != truth.Zone || truth.FirstHeardAt is not { } heardAt) return;
            truth.IsTold = true;
            _latencies.Add(DateTimeOffset.UtcNow - heardAt);
        }
    }

    private sealed class WalkersTruth
    {
        public string Zone { get; set; } = "";

        public DateTimeOffset? FirstHeardAt { get; set; }

        public string ToldZone { get; set; } = "";

        public bool IsTold { get; set; } = true;
    }
}
