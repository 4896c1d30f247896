using System.Globalization;
using System.Text;
using MQTTnet;
using MQTTnet.Exceptions;
using SmartStore.Contracts.Mqtt;
using SmartStore.Phone;
using SmartStore.Scanner.Traces;

namespace SmartStore.Host.Replay;

/// <summary>
/// Puts the recorded hall into the server as a store, the recorded transmitters as shoppers with all consents and a list, and then publishes
/// what the recorded receivers heard, each on its own scanner's topic.
/// </summary>
internal sealed class TracePlayer(RecordedTrace trace, StoreClient client, BrokerAddress broker)
{
    private const string Uuid = "6f1c2b8e-4d57-4a0e-9b63-2f7d1a9c5e41";
    private static readonly TimeSpan SettleFor = TimeSpan.FromSeconds(3);
    private int _zones;
    private int _updates;

    public async Task Run(double speed, CancellationToken cancel)
    {
        await SetUp(cancel);
        var phones = trace.Transmitters.Select(Watch).ToList();
        using var publisher = new MqttClientFactory().CreateMqttClient();
        var answer = await publisher.ConnectAsync(new BrokerOptions { Broker = broker, ClientId = $"replay-{Environment.ProcessId}" }.ToClient(), cancel);
        if (answer.ResultCode != MqttClientConnectResultCode.Success) throw new MqttCommunicationException($"it refused with {answer.ResultCode}");
        CommandLine.Say($"Playing {trace.SightingsFile} at {speed.ToString(CultureInfo.InvariantCulture)}× …");
        var rows = await TraceReplay.PlayAsync(TraceFile.Read(trace.SightingsFile), speed, TimeProvider.System, (row, at) => Publish(publisher, row, at), cancel);
        await Task.Delay(SettleFor, cancel);
        foreach (var phone in phones) await phone.DisposeAsync();
        Console.WriteLine($"{rows} sightings played, {_zones} zone changes and {_updates} updates received.");
    }

    private async Task SetUp(CancellationToken cancel)
    {
        await client.Stores.PutStoreAsync(new PutStoreRequest { Store = trace.Layout }, cancellationToken: cancel);
        var last = trace.Layout.Zones[^1].Id;
        var milk = new Product { Id = "milk", Name = "Milk", ZoneId = last, Aisle = "1", PriceMinor = 119, Stock = 20 };
        await client.Stores.PutCatalogAsync(new PutCatalogRequest { StoreId = trace.Layout.Id, Products = { milk } }, cancellationToken: cancel);
        for (var i = 0; i < trace.Transmitters.Count; i++)
        {
            var shopper = Shopper(trace.Transmitters[i]);
            var profile = new Shopper { Id = shopper, Name = trace.Transmitters[i], Tier = Tier.Regular, Tags = { Key(i) } };
            await client.Stores.PutShopperAsync(new PutShopperRequest { Shopper = profile }, cancellationToken: cancel);
            var consent = new PutConsentRequest { ShopperId = shopper, Purposes = { Purpose.Presence, Purpose.Suggestions, Purpose.StaffRecognition } };
            await client.Shoppers.PutConsentAsync(consent, cancellationToken: cancel);
            var list = new PutListRequest { ShopperId = shopper, Items = { new ListItem { Id = "1", Name = "Milk", ProductId = "milk", Quantity = 1 } } };
            await client.Shoppers.PutListAsync(list, cancellationToken: cancel);
        }
    }

    private PhoneDevice Watch(string transmitter)
    {
        var phone = new PhoneDevice(new PhoneOptions { ShopperId = Shopper(transmitter), StoreId = trace.Layout.Id, DeviceId = "replay" }, client.Channel);
        phone.Updated += change =>
        {
            var update = change.Update;
            Interlocked.Increment(ref _updates);
            if (update.ZoneEntered is not null) Interlocked.Increment(ref _zones);
            AnsiConsole.MarkupLine($"[grey]{update.At.ToDateTimeOffset().ToLocalTime():HH:mm:ss.f}[/] [bold]{Markup.Escape(transmitter)}[/] {PhoneWords.Line(update)}");
        };
        phone.Start();
        return phone;
    }

    private async ValueTask Publish(IMqttClient publisher, TraceRow row, DateTimeOffset at)
    {
        var key = Key(trace.Transmitters.TakeWhile(known => known != row.Transmitter).Count());
        var payload = $"{{\"heard\":[{{\"at\":{at.ToUnixTimeMilliseconds()},\"rssi\":{row.RssiDbm},\"beacon\":\"{key}\"}}]}}";
        await publisher.PublishAsync(new MqttApplicationMessage { Topic = Topics.ScannerSightings(trace.Layout.Id, row.Receiver), PayloadSegment = Encoding.UTF8.GetBytes(payload) });
    }

    private string Shopper(string transmitter) => $"replay-{trace.Layout.Id}-{transmitter}";

    private string Key(int transmitter) => $"ibeacon:{Uuid}:{trace.Layout.Id.Sum(c => c) & 0xFFFF}:{transmitter + 1}";
}
