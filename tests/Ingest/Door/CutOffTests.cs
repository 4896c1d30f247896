using MQTTnet;
using SmartStore.Ingest.Door.Identity;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>A message longer than allowed is never read; its receiver is shown with it all the same.</summary>
public sealed class CutOffTests
{
    private const int PacketBytesMax = 4096;

    [Theory]
    [InlineData("hall/status", "a1")]
    [InlineData("smartstore/v1/s1/scanners/desk/sightings", "desk")]
    [InlineData("smartstore/v1/s1/phones/ann/sightings", "")]
    [InlineData("smartstore/v1/s1/scanners/nobody/sightings", "")]
    public async Task The_topic_tells_whose_it_was(string topic, string device)
    {
        await using var door = await OpenDoor.Open(new DoorOptions { PacketBytesMax = PacketBytesMax });
        var client = await door.Connect("gateway", version: 4);
        await client.Send(Beginning(topic, PacketBytesMax + 1));
        OpenDoor.Until(() => door.Intake.Shop.Refused.Any());
        Assert.Equal([(device, "too_large", 1L)], door.Intake.Shop.Refused);
    }

    [Fact]
    public async Task What_came_last_over_the_connection_tells_it_when_the_topic_is_none()
    {
        await using var door = await OpenDoor.Open(new DoorOptions { PacketBytesMax = PacketBytesMax });
        var client = await door.Connect("gateway", version: 4);
        await client.Publish("hall/status", "[]", qos: 0);
        OpenDoor.Until(() => door.Intake.Shop.HeardOf.Any());
        await client.Send(Beginning("", PacketBytesMax + 1));
        OpenDoor.Until(() => door.Intake.Shop.Refused.Any());
        Assert.Equal([("a1", "too_large", 1L)], door.Intake.Shop.Refused);
    }

    [Fact]
    public void The_identity_of_the_connection_tells_it_before_what_came_last()
    {
        var intake = new DoorIntake();
        var notes = new ConnectionNotes("gateway");
        intake.Messages.CutOff("", ("s1", "a2"), notes);
        intake.Messages.CutOff("", ("", ""), notes);
        Assert.Equal([("a2", "too_large", 1L), ("-", "too_large", 1L)], intake.Shop.Refused.OrderByDescending(refusal => refusal.Device));
    }

    [Fact]
    public async Task A_message_as_long_as_allowed_is_read()
    {
        const string topic = "hall/status";
        await using var door = await OpenDoor.Open(new DoorOptions { PacketBytesMax = PacketBytesMax });
        var client = await door.Enter("gateway");
        // Fixed header 3, topic 2 and itself, packet id 2, no properties 1.
        var payload = "[" + new string(' ', PacketBytesMax - 3 - 2 - topic.Length - 2 - 1 - 2) + "]";
        Assert.True((await client.PublishAsync(OpenDoor.Message(topic, Encoding.UTF8.GetBytes(payload)))).IsSuccess);
        Assert.Empty(door.Intake.Shop.Refused);
    }

    // The fixed header of a PUBLISH of so many bytes at QoS 0, and its topic.
    private static string Beginning(string topic, int packetBytes)
    {
        var remaining = packetBytes - 3;
        return $"30{(remaining & 0x7F) | 0x80:X2}{remaining >> 7:X2}" + WireClient.Text(topic);
    }
}
