using System.Text.Json;
using SmartStore.Devices.Tests.Demo;
using SmartStore.Floor;
using SmartStore.Floor.Radio;
using SmartStore.Floor.Walkers;
using SmartStore.Scanner;

namespace SmartStore.Devices.Tests.Scanner;

public sealed class ScannerDeviceTests : IDisposable
{
    private const string Sightings = "smartstore/v1/demo/scanners/scanner-deli/sightings";
    private const string Status = "smartstore/v1/demo/scanners/scanner-deli/status";
    private static readonly byte[] Advert = [0x02, 0x01, 0x06];
    private readonly Folder _folder = new();

    private ScannerOptions Options(BrokerOptions mqtt) => new()
    {
        Mqtt = mqtt,
        StoreId = "demo",
        ScannerId = "scanner-deli",
        QueueFolder = _folder.Path,
        PublishEvery = TimeSpan.FromMilliseconds(10),
    };

    private static void Hear(ScannerDevice scanner, params IEnumerable<int> rssiDbm)
    {
        foreach (var rssi in rssiDbm) scanner.Hear(DateTimeOffset.UtcNow, rssi, Advert, "c4:64:e3:7a:10:04");
    }

    private static List<int> RssiOf(IEnumerable<string> payloads)
    {
        var all = new List<int>();
        foreach (var payload in payloads)
        {
            using var json = JsonDocument.Parse(payload);
            all.AddRange(json.RootElement.GetProperty("heard").EnumerateArray().Select(h => h.GetProperty("rssi").GetInt32()));
        }
        return all;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_scanner_hears_is_published_in_order_and_in_batches_no_larger_than_allowed()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var scanner = new ScannerDevice(Options(broker.Client) with { BatchMax = 4 });
        Hear(scanner, Enumerable.Range(-90, 10));
        scanner.Start();
        await Eventually.IsAsync(() => RssiOf(broker.To(Sightings)).Count == 10, "ten sightings");
        Assert.Equal(Enumerable.Range(-90, 10), RssiOf(broker.To(Sightings)));
        Assert.All(broker.Messages.Where(m => m.Topic == Sightings), m => Assert.True(m.Qos == MqttQualityOfServiceLevel.AtLeastOnce && !m.Retain));
        Assert.All(broker.To(Sightings), payload => Assert.InRange(RssiOf([payload]).Count, 1, 4));
    }

    [Fact]
    public async Task A_scanner_that_hears_nobody_says_so_now_and_then()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var scanner = new ScannerDevice(Options(broker.Client) with { HeartbeatEvery = TimeSpan.FromSeconds(1) });
        scanner.Start();
        await Eventually.IsAsync(() => broker.To(Sightings).Count() >= 2, "two heartbeats");
        Assert.All(broker.To(Sightings), payload => Assert.Equal("""{"heard":[]}""", payload));
        Assert.Equal((0, 0), (scanner.Enqueued, scanner.Waiting));
    }

    [Fact]
    public async Task A_scanner_without_a_broker_keeps_what_it_hears_and_sends_it_when_one_is_there()
    {
        var nobody = TestBroker.Nobody();
        await using var scanner = new ScannerDevice(Options(nobody));
        scanner.Start();
        Hear(scanner, -60, -61);
        await Eventually.IsAsync(() => scanner.Enqueued > 0, "on disk");
        Assert.False(scanner.IsConnected);
        Assert.InRange(scanner.Waiting, 1, 2);

        await using var broker = await TestBroker.StartAsync(nobody.Broker.Port);
        await Eventually.IsAsync(() => RssiOf(broker.To(Sightings)).Count == 2, "both sightings");
        Assert.Equal([-60, -61], RssiOf(broker.To(Sightings)));
        await Eventually.IsAsync(() => scanner.Waiting == 0, "an empty queue");
    }

    [Fact]
    public async Task What_a_scanner_could_not_send_is_sent_by_the_next_one_on_its_folder()
    {
        await using (var before = new ScannerDevice(Options(TestBroker.Nobody())))
        {
            before.Start();
            Hear(before, -60);
        }
        await using var broker = await TestBroker.StartAsync();
        await using var after = new ScannerDevice(Options(broker.Client));
        after.Start();
        await Eventually.IsAsync(() => broker.To(Sightings).Any(), "the kept sighting");
        Assert.Equal([-60], RssiOf(broker.To(Sightings)));
    }

    [Fact]
    public async Task The_buffer_holds_what_it_says_and_then_the_oldest_goes()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var scanner = new ScannerDevice(Options(broker.Client) with { BufferMax = 5 });
        Hear(scanner, -60, -61, -62, -63, -64);
        Assert.Equal(0, scanner.Overrun);
        Hear(scanner, -65);
        Assert.Equal(1, scanner.Overrun);
        scanner.Start();
        await Eventually.IsAsync(() => RssiOf(broker.To(Sightings)).Count == 5, "five sightings");
        Assert.Equal([-61, -62, -63, -64, -65], RssiOf(broker.To(Sightings)));
    }

    [Fact]
    public async Task A_scanner_says_online_and_on_leaving_offline_both_retained()
    {
        await using var broker = await TestBroker.StartAsync();
        await using (var scanner = new ScannerDevice(Options(broker.Client)))
        {
            scanner.Start();
            await Eventually.IsAsync(() => broker.To(Status).Any(), "online");
        }
        Assert.Equal(["online", "offline"], broker.To(Status));
        Assert.All(broker.Messages.Where(m => m.Topic == Status), m => Assert.True(m.Retain));
    }

    [Fact]
    public async Task A_scanner_on_the_floor_publishes_the_tags_that_walk_past()
    {
        const string tag = "ibeacon:d2a4e6f0-17b9-4c83-a5d1-60c8f3b7e912:7:101";
        await using var broker = await TestBroker.StartAsync();
        await using var scanner = new ScannerDevice(Options(broker.Client));
        scanner.Start();
        var floor = new ShopFloor(new FloorPlan(DemoStore.Layout), new RadioModel(), 1);
        floor.Enter(new WalkerPlan("anna", [new("deli")]) { Tags = [tag] });
        var start = DateTimeOffset.UtcNow;
        var heard = 0;
        floor.Advance(TimeSpan.FromMinutes(2), s =>
        {
            if (s.Receiver != "scanner-deli") return;
            scanner.Hear(start, s.RssiDbm, s.Adv.Span, s.Mac);
            heard++;
        });
        Assert.True(heard > 20);
        await Eventually.IsAsync(() => RssiOf(broker.To(Sightings)).Count == heard, $"{heard} sightings");
        using var json = JsonDocument.Parse(broker.To(Sightings).First());
        Assert.StartsWith("0201061aff4c000215d2a4e6f0", json.RootElement.GetProperty("heard")[0].GetProperty("adv").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_options_are_refused_by_name()
    {
        var options = Options(TestBroker.Nobody());
        Assert.Contains("scanner id", Assert.Throws<ArgumentException>(() => new ScannerDevice(options with { ScannerId = "a b" })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScannerDevice(options with { BatchMax = 1_001 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScannerDevice(options with { PublishEvery = TimeSpan.FromMilliseconds(9) }));
    }
}
