namespace SmartStore.Ingest.Tests.Gateways;

/// <summary>What is refused of a maker's gateway is counted and logged as what is refused of our own scanners.</summary>
public sealed class GatewayRefusalTests
{
    private const string BadEntry = """{"type":"Unknown","mac":"010203040506","rssi":-500,"timestamp":"2026-11-22T02:00:00Z","rawData":""}""";
    private const string GoodEntry = """{"type":"Unknown","mac":"010203040506","rssi":-50,"timestamp":"2026-11-22T02:00:00Z","rawData":""}""";

    private readonly DoorIntake _intake = new();
    private readonly ConnectionNotes _notes = new("bridge");

    [Fact]
    public void Every_refused_entry_of_a_message_is_counted_and_the_good_one_beside_them_is_taken()
    {
        const int bad = SightingBatch.RefusedKept + 4;
        Assert.Equal(DeviceAnswer.Accepted, Take("hall/status", $"[{string.Concat(Enumerable.Repeat(BadEntry + ",", bad))}{GoodEntry}]"));

        Assert.Equal(1, _intake.Shop.Heard);
        Assert.Equal(
            [("a1", "more_in_one_message", 4L), ("a1", "rssi_out_of_range", SightingBatch.RefusedKept)],
            _intake.Shop.Refused);
        Assert.Equal(Line("[0].rssi: -500 is below -127"), Assert.Single(_intake.Log.Lines));
    }

    [Fact]
    public void A_message_of_which_no_entry_can_be_used_is_refused_and_its_gateway_lives()
    {
        _intake.Shop.Said(_intake.Shop.Scanner("a1"), isOnline: false);
        Assert.Equal(DeviceAnswer.Unusable, Take("hall/status", $"[{BadEntry}]"));
        Assert.True(_intake.Shop.IsOnline("a1"));
        Assert.Equal([("a1", "rssi_out_of_range", 1L)], _intake.Shop.Refused);
    }

    [Theory]
    [InlineData("hall/status", "{", "not_readable", "cannot be read at byte 1")]
    [InlineData("yard/status", "[]", "unknown_maker", "the maker of gateway a2 of store s1 is neither one we know nor seen from the topic")]
    public void A_message_that_is_refused_is_counted_and_logged(string topic, string payload, string reason, string sentence)
    {
        Assert.Equal(DeviceAnswer.Unusable, Take(topic, payload));

        Assert.Equal((reason, 1L), Assert.Single(_intake.Shop.Refused.Select(refusal => (refusal.Reason, refusal.Count))));
        Assert.Equal(Line(sentence), Assert.Single(_intake.Log.Lines));
    }

    [Fact]
    public void A_message_may_be_as_large_as_a_packet()
    {
        var large = "[]".Insert(1, new string(' ', 4 * SightingsReader.BytesMax));
        Assert.Equal(DeviceAnswer.Accepted, Take("hall/status", large));
        Assert.Empty(_intake.Shop.Refused);
    }

    [Theory]
    [InlineData("#")]
    [InlineData("smartstore/v1/s2/scanners/a1/#")]
    [InlineData("$SYS/#")]
    [InlineData("hall/#/x")]
    [InlineData("hall/#")] // of the other gateway
    public void A_filter_that_takes_more_than_one_makers_topics_is_counted_and_takes_nothing(string filter)
    {
        var layout = _intake.Shop.Layout;
        _intake.Shop.Replace(layout with { Gateways = [layout.Gateways[0], layout.Gateways[1] with { TopicFilter = filter }] });
        for (var i = 0; i < 2; i++) Assert.Equal(["hall/#"], _intake.Gateways.Filters(static _ => true));
        Assert.Equal([("a2", "topic_filter", 1L)], _intake.Shop.Refused);
        Assert.Null(Take("anything/else", "[]"));
    }

    [Fact]
    public void A_connection_that_errs_in_a_makers_form_and_in_ours_is_logged_once_and_counted_each_time()
    {
        Take("hall/status", "{");
        Take("hall/status", $"[{BadEntry}]");
        Assert.Equal(DeviceAnswer.Unusable, _intake.Messages.Take(new DeviceMessage("smartstore/v1/s1/scanners/a1/sightings", "{"u8), _notes)?.Answer);

        Assert.Equal(3, _intake.Shop.Refused.Sum(refusal => refusal.Count));
        Assert.Single(_intake.Log.Lines);
    }

    private static string Line(string sentence) => $"Client bridge sent something that was refused ({sentence}); its further mistakes are counted, not logged.";

    private DeviceAnswer? Take(string topic, string payload) => _intake.Messages.Take(new DeviceMessage(topic, Encoding.UTF8.GetBytes(payload)), _notes)?.Answer;
}
