using System.Text;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Tests.Packets;

public class TopicTests
{
    [Theory]
    [InlineData("sport/tennis/#", "sport/tennis/player", true)]
    [InlineData("sport/tennis/#", "sport/tennis", true)]
    [InlineData("sport/tennis/#", "sport/tennis/player/ranking", true)]
    [InlineData("sport/+", "sport", false)]
    [InlineData("sport/+", "sport/", true)]
    [InlineData("sport/+/player", "sport/a/player", true)]
    [InlineData("sport/+/player", "sport/a/b/player", false)]
    [InlineData("+/+", "/finance", true)]
    [InlineData("/+", "/finance", true)]
    [InlineData("+", "/finance", false)]
    [InlineData("#", "$SYS/broker", false)]
    [InlineData("+/broker", "$SYS/broker", false)]
    [InlineData("$SYS/#", "$SYS/broker", true)]
    [InlineData("#", "a", true)]
    [InlineData("a", "A", false)]
    [InlineData("a/b", "a/b/", false)]
    public void A_filter_takes_what_section_4_7_says(string filter, string topic, bool expected) =>
        Assert.Equal(expected, MqttText.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(topic)));

    [Theory]
    [InlineData("#", true)]
    [InlineData("a/#", true)]
    [InlineData("+/a/+", true)]
    [InlineData("a#", false)]
    [InlineData("a/#/b", false)]
    [InlineData("a+", false)]
    [InlineData("+a", false)]
    [InlineData("", false)]
    public void Wildcards_fill_whole_levels(string filter, bool expected) =>
        Assert.Equal(expected, MqttText.IsTopicFilter(Encoding.UTF8.GetBytes(filter)));

    [Theory]
    [InlineData("$share/g/a", true)]
    [InlineData("$share/g/#", true)]
    [InlineData("$share/g/", false)]
    [InlineData("$share/g", false)]
    [InlineData("$share//a", false)]
    [InlineData("$share/+/a", false)]
    [InlineData("$share/g#/a", false)]
    [InlineData("$share/g/a#", false)]
    public void A_shared_subscription_names_a_group_and_a_filter(string shared, bool expected) =>
        Assert.Equal(expected, MqttText.TrySplitShared(Encoding.UTF8.GetBytes(shared), out _, out _));
}
