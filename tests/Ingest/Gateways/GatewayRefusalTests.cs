using System.Text;
using SmartStore.Ingest.Sightings;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;

namespace SmartStore.Ingest.Tests.Gateways;

/// <summary>What is refused of a maker's gateway is counted and logged as what is refused of our own scanners.</summary>
public sealed class GatewayRefusalTests : IAsyncLifetime
{
    private const string BadEntry = """{"type":"Unknown","mac":"010203040506","rssi":-500,"timestamp":"2026-11-22T02:00:00Z","rawData":""}""";
    private const string GoodEntry = """{"type":"Unknown","mac":"010203040506","rssi":-50,"timestamp":"2026-11-22T02:00:00Z","rawData":""}""";

    private readonly DoorIntake _intake = new();
    private readonly ConnectionNotes _notes = new("bridge");
    private readonly MqttServer _server = new();

    public ValueTask InitializeAsync()
    {
        _intake.Gateways.Follow(_server);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _intake.Dispose();
    }

    [Fact]
    public void Every_refused_entry_of_a_message_is_counted_and_the_good_one_beside_them_is_taken()
    {
        const int bad = SightingBatch.RefusedKept + 4;
        Assert.Equal(ReasonCode.Success, Take("hall/status", $"[{string.Concat(Enumerable.Repeat(BadEntry + ",", bad))}{GoodEntry}]"));

        Assert.Equal(1, _intake.Heard);
        Assert.Equal(
            [("a1", "more_in_one_message", 4L), ("a1", "rssi_out_of_range", SightingBatch.RefusedKept)],
            _intake.Refused.Of("s1").OrderBy(refusal => refusal.Reason, StringComparer.Ordinal));
        Assert.Equal(Line("[0].rssi: -500 is not in -127..20"), Assert.Single(_intake.Log.Lines));
    }

    [Fact]
    public void A_gateways_message_is_taken_though_no_entry_can_be_used_because_that_is_every_day_there()
    {
        Assert.Equal(ReasonCode.Success, Take("hall/status", $"[{BadEntry}]"));
        Assert.Equal([("a1", "rssi_out_of_range", 1L)], _intake.Refused.Of("s1"));
    }

    [Theory]
    [InlineData("hall/status", "{", "not_readable", "cannot be read at byte 1")]
    [InlineData("yard/status", "[]", "unknown_maker", "the maker of gateway a2 of store s1 is neither one we know nor seen from the topic")]
    public void A_message_that_is_refused_is_counted_and_logged(string topic, string payload, string reason, string sentence)
    {
        Assert.Equal(ReasonCode.PayloadFormatInvalid, Take(topic, payload));

        Assert.Equal((reason, 1L), Assert.Single(_intake.Refused.Of("s1").Select(refusal => (refusal.Reason, refusal.Count))));
        Assert.Equal(Line(sentence), Assert.Single(_intake.Log.Lines));
    }

    [Fact]
    public void A_message_of_64_KiB_is_taken_and_one_byte_more_is_refused()
    {
        var largest = "[]".Insert(1, new string(' ', SightingsReader.BytesMax - 2));
        Assert.Equal(ReasonCode.Success, Take("hall/status", largest));
        Assert.Equal(ReasonCode.PayloadFormatInvalid, Take("hall/status", largest + " "));

        Assert.Equal([("a1", "too_large", 1L)], _intake.Refused.Of("s1"));
        Assert.Equal(Line("has 65537 bytes, more than allowed"), Assert.Single(_intake.Log.Lines));
    }

    [Fact]
    public void A_connection_that_errs_in_a_makers_form_and_in_ours_is_logged_once_and_counted_each_time()
    {
        Take("hall/status", "{");
        Take("hall/status", $"[{BadEntry}]");
        Assert.Equal(ReasonCode.PayloadFormatInvalid, _intake.Messages.Take(new DeviceMessage("smartstore/v1/s1/scanners/a1/sightings"u8, "{"u8, default, default), _notes).Reason);

        Assert.Equal(3, _intake.Refused.Of("s1").Sum(refusal => refusal.Count));
        Assert.Single(_intake.Log.Lines);
    }

    private static string Line(string sentence) => $"Client bridge sent something that was refused ({sentence}); its further mistakes are counted, not logged.";

    private ReasonCode? Take(string topic, string payload) =>
        _intake.Gateways.Take(new DeviceMessage(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload), default, default), _notes);
}
