using System.Buffers;
using System.Text.Json;
using MQTTnet;

namespace SmartStore.Flow.Tests.Contract;

/// <summary>Contract, "Taps": each terminal here belongs to one test.</summary>
public sealed class TapTests(OpenShop shop) : IClassFixture<OpenShop>
{
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task A_tap_is_answered_by_whether_an_order_is_ready()
    {
        var (with, without) = (await _client.NewShopper([]), await _client.NewShopper([]));
        await _client.PutOrder($"order-of-{with}", with, OrderState.Ready);
        await _client.PutOrder($"order-of-{without}", without, OrderState.Preparing);

        var ready = await Ask("entrance", ShopClient.TapBody("tap-ready", await _client.Pass(with)));
        var none = await Ask("entrance", ShopClient.TapBody("tap-none", await _client.Pass(without)));

        Assert.Equal(("tap-ready", "ok", $"order-of-{with}"), (Text(ready, "id"), Text(ready, "outcome"), Text(ready, "order_id")));
        Assert.Equal(("tap-none", "no_order"), (Text(none, "id"), Text(none, "outcome")));
        Assert.False(JsonDocument.Parse(none).RootElement.TryGetProperty("order_id", out _));
        Assert.NotEmpty(Text(none, "text"));
    }

    [Fact]
    public async Task The_same_tap_gets_the_same_bytes_on_the_response_topic_and_on_the_answers_topic()
    {
        var shopper = await _client.NewShopper([]);
        var (topic, body) = (Topics.Taps(CornerShop.Id, CornerShop.Terminal("bakery")), ShopClient.TapBody("tap-same", await _client.Pass(shopper)));
        await using var terminal = await DeviceClient.Connect(shop.Server, "terminal-bakery", Topics.Answers(CornerShop.Id, CornerShop.Terminal("bakery")));

        var first = await Ask("bakery", body);
        await _client.PutOrder($"order-of-{shopper}", shopper, OrderState.Ready); // which would change a new tap's answer
        var second = await Ask("bakery", body);
        Assert.Equal(MqttClientPublishReasonCode.Success, await _client.Publish(topic, body));
        var third = await terminal.Next();

        Assert.Equal(first, second);
        Assert.Equal(first, BuffersExtensions.ToArray(third.Payload));
        Assert.Null(third.CorrelationData);
    }

    [Fact]
    public async Task A_tap_corrects_the_zone_that_radio_believed()
    {
        var shopper = await _client.NewShopper([Purpose.Presence]);
        await using var stream = _client.Watch(shopper);
        await _client.StandsIn(shopper, "produce", () => stream.Seen.Any(update => update.ZoneEntered?.ZoneId == "produce"), "the zone that the phone hears");

        await _client.Tap(shopper, "pickup");

        await stream.First(update => update.ZoneEntered?.ZoneId == "pickup", "the zone of the terminal");
    }

    [Fact]
    public async Task A_tap_without_consent_to_presence_is_answered_and_tells_nobody_where_the_shopper_is()
    {
        var shopper = await _client.NewShopper([]);
        await using var stream = _client.Watch(shopper);

        Assert.Equal("no_order", Text(await Ask("pharmacy", ShopClient.TapBody("tap-silent", await _client.Pass(shopper))), "outcome"));

        // What is told after consent was given follows whatever the tap would have told.
        await _client.Consent(shopper, Purpose.Presence);
        await _client.Tap(shopper, "dairy");
        Assert.Equal("dairy", (await stream.First(update => update.ZoneEntered is not null, "a zone")).ZoneEntered.ZoneId);
    }

    private Task<byte[]> Ask(string zone, string body) =>
        _client.Mqtt.Ask(Topics.Taps(CornerShop.Id, CornerShop.Terminal(zone)), body, $"{Topics.TerminalPrefix(CornerShop.Id, CornerShop.Terminal(zone))}mine");

    private static string Text(byte[] answer, string field) => JsonDocument.Parse(answer).RootElement.GetProperty(field).GetString()!;
}
