using MQTTnet;

namespace SmartStore.Flow.Tests.BadInput;

/// <summary>Rubbish over MQTT: a reason code, a count, one line in the log, and nobody else notices.</summary>
public sealed class BadInputTests(OpenShop shop) : IClassFixture<OpenShop>, IAsyncLifetime
{
    private static readonly string Sightings = Topics.ScannerSightings(CornerShop.Id, "s-entrance");
    private static readonly string Taps = Topics.Taps(CornerShop.Id, CornerShop.Terminal("entrance"));
    private readonly ShopClient _client = shop.Client;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Whatever a test sent: the process lives and serves.</summary>
    public async ValueTask DisposeAsync()
    {
        Assert.False(shop.Server.Child.HasExited);
        Assert.Equal(MqttClientPublishReasonCode.Success, await _client.PhoneHears("nobody", ShopClient.Heard("bakery")));
    }

    [Theory]
    [InlineData("", "not_readable")]
    [InlineData("hello", "not_readable")]
    [InlineData("{\"heard\":[", "not_readable")]
    [InlineData("{\"heard\":[]}trailing", "not_readable")]
    [InlineData("\uFEFF{\"heard\":[]}", "byte_order_mark")]
    [InlineData("[]", "wrong_type")]
    [InlineData("{\"heard\":7}", "wrong_type")]
    [InlineData("{}", "missing")]
    [InlineData("{\"heard\":[],\"heard\":[]}", "duplicate_key")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]", "too_deep")]
    public Task A_message_that_cannot_be_read_is_refused(string payload, string reason) => IsRefused(Sightings, Encoding.UTF8.GetBytes(payload), MqttClientPublishReasonCode.PayloadFormatInvalid, reason);

    [Fact]
    public Task Text_that_is_no_utf8_is_refused() => IsRefused(Sightings, [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D], MqttClientPublishReasonCode.PayloadFormatInvalid, "not_utf8");

    [Fact]
    public async Task A_message_of_64_KiB_is_taken_and_one_byte_more_is_refused()
    {
        var frame = "{\"heard\":[]}";
        var largest = frame.Insert(frame.Length - 2, new string(' ', (64 * 1024) - frame.Length));

        Assert.Equal(MqttClientPublishReasonCode.Success, await _client.Publish(Sightings, largest));
        await IsRefused(Sightings, Encoding.UTF8.GetBytes(largest + " "), MqttClientPublishReasonCode.PayloadFormatInvalid, "too_large");
    }

    [Theory]
    [InlineData("smartstore/v1/nowhere/scanners/s-entrance/sightings", "unknown_store")]
    [InlineData("smartstore/v1/corner/scanners/nobody/sightings", "unknown_scanner")]
    [InlineData("smartstore/v1/corner/terminals/nobody/taps", "unknown_terminal")]
    [InlineData("smartstore/v1/corner/phones/two words/sightings", "unknown_shopper")]
    [InlineData("smartstore/v1/corner/scanners/s-entrance", "wrong_topic")]
    [InlineData("smartstore/v1/corner/scanners/s-entrance/sightings/more", "wrong_topic")]
    [InlineData("smartstore/v1/corner/anything/s-entrance/sightings", "wrong_topic")]
    public Task A_topic_that_leads_nowhere_is_refused(string topic, string reason) => IsRefused(topic, "{\"heard\":[]}"u8.ToArray(), MqttClientPublishReasonCode.TopicNameInvalid, reason);

    [Theory]
    [InlineData("{}", "missing")]
    [InlineData("{\"id\":\"t 1\",\"at\":1,\"kind\":\"nfc\",\"pass\":\"p\"}", "not_allowed")]
    [InlineData("{\"id\":\"t1\",\"at\":\"yesterday\",\"kind\":\"nfc\",\"pass\":\"p\"}", "not_a_time")]
    [InlineData("{\"id\":\"t1\",\"at\":1,\"kind\":\"wink\",\"pass\":\"p\"}", "not_allowed")]
    [InlineData("{\"id\":\"t1\",\"at\":1,\"kind\":\"nfc\",\"pass\":\"\"}", "not_allowed")]
    [InlineData("{\"id\":\"t1\",\"at\":1,\"kind\":\"nfc\"}", "missing")]
    public Task A_tap_that_cannot_be_read_is_refused(string payload, string reason) => IsRefused(Taps, Encoding.UTF8.GetBytes(payload), MqttClientPublishReasonCode.PayloadFormatInvalid, reason);

    [Fact]
    public async Task Bad_entries_are_counted_each_and_the_good_ones_beside_them_are_taken()
    {
        var shopper = await _client.NewShopper([Purpose.Presence]);
        await using var stream = _client.Watch(shopper);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var beacon = CornerShop.Beacon("dairy");
        (string Entry, string Reason)[] bad =
        [
            ($$"""{"at":{{now}},"rssi":-300,"beacon":"{{beacon}}"}""", "rssi_out_of_range"),
            ($$"""{"at":{{now}},"rssi":21,"beacon":"{{beacon}}"}""", "rssi_out_of_range"),
            ($$"""{"at":{{now}},"rssi":1e300,"beacon":"{{beacon}}"}""", "rssi_out_of_range"),
            ($$"""{"at":{{now}},"rssi":"loud","beacon":"{{beacon}}"}""", "wrong_type"),
            ($$"""{"at":"noon","rssi":-60,"beacon":"{{beacon}}"}""", "not_a_time"),
            ($$"""{"at":1e40,"rssi":-60,"beacon":"{{beacon}}"}""", "time_out_of_range"),
            ($$"""{"rssi":-60,"beacon":"{{beacon}}"}""", "missing"),
            ($$"""{"at":{{now}},"rssi":-60,"adv":"02011A1AFF4C000215"}""", "advert_cut_short"),
            ($$"""{"at":{{now}},"rssi":-60,"adv":"0201Z"}""", "not_hex"),
            ($$"""{"at":{{now}},"rssi":-60,"beacon":"ibeacon:zz:1:2"}""", "not_a_beacon_key"),
            ($$"""{"at":{{now}},"rssi":-60,"mac":"aa:bb"}""", "not_a_mac"),
            ($$"""{"at":{{now}},"rssi":-60}""", "names_nobody"),
            ("17", "wrong_type"),
        ];
        var before = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (_, reason) in bad) before[reason] = await Refused(reason);

        var messages = 0;
        await Eventually.Is(
            async () =>
            {
                messages++;
                Assert.Equal(MqttClientPublishReasonCode.Success, await _client.PhoneHears(shopper, [.. bad.Select(entry => entry.Entry), ShopClient.Heard("dairy")]));
                return stream.Seen.Any(update => update.ZoneEntered?.ZoneId == "dairy");
            },
            () => "the zone of the good entries");

        foreach (var reason in bad.GroupBy(entry => entry.Reason, StringComparer.Ordinal))
            Assert.Equal(before[reason.Key] + (reason.Count() * messages), await Refused(reason.Key));
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
        Assert.InRange(entered.At.ToDateTimeOffset() - DateTimeOffset.UtcNow, -Eventually.Limit, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_client_that_sends_much_rubbish_is_named_once_in_the_log()
    {
        await using var scanner = await DeviceClient.Connect(shop.Server, "a-broken-scanner");

        for (var i = 0; i < 20; i++)
            Assert.Equal(MqttClientPublishReasonCode.PayloadFormatInvalid, await scanner.Publish(Sightings, "no"u8.ToArray()));

        await Eventually.Is(() => Named() > 0, () => "a line about the client");
        Assert.Equal(1, Named());

        int Named() => shop.Server.Child.Err.Split('\n').Count(line => line.Contains("a-broken-scanner", StringComparison.Ordinal));
    }

    private async Task IsRefused(string topic, byte[] payload, MqttClientPublishReasonCode code, string reason)
    {
        var before = await Refused(reason);

        Assert.Equal(code, await _client.Mqtt.Publish(topic, payload));
        Assert.Equal(before + 1, await Refused(reason));
    }

    private Task<double> Refused(string reason) => _client.Metric($"smartstore_ingest_refused_total{{reason=\"{reason}\"}}");

    private static string At(string zone, TimeSpan from) =>
        $$"""{"at":{{(DateTimeOffset.UtcNow + from).ToUnixTimeMilliseconds()}},"rssi":-50,"beacon":"{{CornerShop.Beacon(zone)}}"}""";
}
