using MQTTnet;

namespace SmartStore.Flow.Tests.BadInput;

/// <summary>Rubbish over MQTT: a reason code, a count, one line in the log, and nobody else notices.</summary>
public sealed class BadInputTests(OpenShop shop) : IClassFixture<OpenShop>, IAsyncLifetime
{
    private static readonly string Sightings = Topics.ScannerSightings(CornerShop.Id, "s-entrance");
    private readonly ShopClient _client = shop.Client;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Whatever a test sent: the process lives and serves.</summary>
    public async ValueTask DisposeAsync()
    {
        Assert.False(shop.Server.Child.HasExited);
        Assert.Equal(MqttClientPublishReasonCode.Success, await _client.PhoneHears("nobody", ShopClient.Heard("bakery")));
    }

    [Theory]
    [InlineData("hello", "not_readable")]
    [InlineData("[]", "wrong_type")]
    public async Task A_message_that_cannot_be_read_is_refused_and_counted(string payload, string reason)
    {
        var counter = $"smartstore_ingest_refused_total{{reason=\"{reason}\"}}";
        var before = await _client.Metric(counter);

        Assert.Equal(MqttClientPublishReasonCode.PayloadFormatInvalid, await _client.Publish(Sightings, payload));
        Assert.Equal(before + 1, await _client.Metric(counter));
    }

    [Fact]
    public async Task What_was_heard_long_ago_is_counted_late_and_what_lies_in_the_future_is_taken_as_now()
    {
        const string late = "smartstore_sightings_total{fate=\"late\"}";
        var shopper = await _client.NewShopper([Purpose.Presence]);
        await using var stream = _client.Watch(shopper);
        var before = await _client.Metric(late);

        await _client.PhoneHears(shopper, At("bakery", -TimeSpan.FromMinutes(6)), At("bakery", -TimeSpan.FromDays(2000)));
        Assert.Equal(before + 2, await _client.Metric(late));

        await Eventually.Is(
            async () =>
            {
                await _client.PhoneHears(shopper, At("dairy", TimeSpan.FromDays(9000)));
                return stream.Seen.Any(update => update.ZoneEntered is not null);
            },
            () => "the zone heard in the future");
        var entered = await stream.First(update => update.ZoneEntered is not null, "a zone");
        Assert.Equal("dairy", entered.ZoneEntered.ZoneId);
        Assert.InRange(entered.At.ToDateTimeOffset() - DateTimeOffset.UtcNow, -TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2));
    }

    private static string At(string zone, TimeSpan from) =>
        $$"""{"at":{{(DateTimeOffset.UtcNow + from).ToUnixTimeMilliseconds()}},"rssi":-50,"beacon":"{{CornerShop.Beacon(zone)}}"}""";
}
