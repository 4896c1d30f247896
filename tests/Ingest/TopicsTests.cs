using SmartStore.Contracts.Mqtt;

namespace SmartStore.Ingest.Tests;

/// <summary>What a topic says before anybody looks into the message.</summary>
public sealed class TopicsTests
{
    [Theory]
    [InlineData("smartstore/v1/s1/scanners/desk/sightings", TopicKind.ScannerSightings)]
    [InlineData("smartstore/v1/s1/scanners/desk/status", TopicKind.ScannerStatus)]
    [InlineData("smartstore/v1/s1/phones/desk/sightings", TopicKind.PhoneSightings)]
    [InlineData("smartstore/v1/s1/terminals/desk/taps", TopicKind.Taps)]
    [InlineData("smartstore/v1/s1/terminals/desk/handovers", TopicKind.Handovers)]
    [InlineData("smartstore/v1/s1/terminals/desk/acts", TopicKind.Acts)]
    [InlineData("smartstore/v1/s1/scanners/desk/acts", TopicKind.None)]
    [InlineData("smartstore/v1/s1/terminals/desk/screen", TopicKind.None)]
    [InlineData("smartstore/v1/s1/terminals/desk/manifest", TopicKind.None)]
    [InlineData("smartstore/v1/s1/scanners/desk/handovers", TopicKind.None)]
    [InlineData("smartstore/v1/s1/terminals/desk/status", TopicKind.TerminalStatus)]
    [InlineData("smartstore/v1/s1/phones/desk/status", TopicKind.None)]
    [InlineData("smartstore/v1/s1/phones/desk/taps", TopicKind.None)]
    [InlineData("smartstore/v1/s1/scanners/desk/taps", TopicKind.None)]
    [InlineData("smartstore/v1/s1/terminals/desk/sightings", TopicKind.None)]
    [InlineData("smartstore/v1/s1/terminals/desk/answers", TopicKind.None)]
    [InlineData("smartstore/v1/s1/scanners/desk/status/", TopicKind.None)]
    [InlineData("smartstore/v1/s1/scanners//status", TopicKind.None)]
    [InlineData("smartstore/v2/s1/scanners/desk/status", TopicKind.None)]
    [InlineData("", TopicKind.None)]
    public void A_topic_says_what_it_is_for_and_of_which_device(string text, TopicKind kind)
    {
        var topic = Topics.Read(text);
        Assert.Equal(kind, topic.Kind);
        if (kind == TopicKind.None) return;
        Assert.Equal("s1", topic.Store.ToString());
        Assert.Equal("desk", topic.Device.ToString());
    }

    [Theory]
    [InlineData("smartstore/v1/s1/terminals/desk/screen", true)]
    [InlineData("smartstore/v1/s1/terminals/desk/+", true)]
    [InlineData("smartstore/v1/s1/terminals/desk/#", true)]
    [InlineData("smartstore/v1/s1/terminals/desk/answers", false)]
    [InlineData("smartstore/v1/s1/terminals/desk/screen/#", false)]
    [InlineData("smartstore/v1/s1/terminals/+/screen", false)]
    [InlineData("smartstore/v1/+/terminals/desk/screen", false)]
    [InlineData("smartstore/v1/s1/terminals//screen", false)]
    [InlineData("smartstore/v1/s1/scanners/desk/screen", false)]
    [InlineData("smartstore/v2/s1/terminals/desk/screen", false)]
    [InlineData("smartstore/v1/s1/terminals/#", false)]
    [InlineData("#", false)]
    public void A_filter_reads_the_screen_of_the_one_terminal_that_it_names(string filter, bool isScreen) =>
        Assert.Equal(isScreen ? ("s1", "desk") : null, Topics.ReadScreen(filter));

    [Fact]
    public void A_topic_is_read_as_it_is_built()
    {
        Assert.Equal(("s1", "desk"), Topics.ReadScreen(Topics.Screen("s1", "desk")));
        Assert.Equal(TopicKind.ScannerStatus, Topics.Read(Topics.ScannerStatus("s1", "desk")).Kind);
        Assert.Equal(TopicKind.TerminalStatus, Topics.Read(Topics.TerminalStatus("s1", "desk")).Kind);
    }
}
