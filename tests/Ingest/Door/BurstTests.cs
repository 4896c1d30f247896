using Microsoft.Extensions.Time.Testing;
using SmartStore.Ingest.Door;
using static SmartStore.Ingest.Tests.Door.WireClient;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>Many packets that come in one piece: sightings are taken where they lie, and everything else as if it had come alone.</summary>
public sealed class BurstTests
{
    private const string Sightings = "smartstore/v1/s1/phones/anna/sightings";
    private const string Heard = """{"heard":[{"at":1750000000000,"rssi":-60,"beacon":"mac:aa:bb:cc:dd:ee:01"}]}""";

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Sightings_are_all_taken_and_what_has_to_be_answered_between_them_is_answered(int version)
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c", version);
        var one = PublishOf("30", Sightings, Heard, version: version);
        await client.Send(string.Concat(Enumerable.Repeat(one, 300)) + PublishOf("32", Sightings, Heard, qos: 1, id: 7, version: version) + string.Concat(Enumerable.Repeat(one, 300)) + "C000");

        Assert.StartsWith("40", await client.Receive(), StringComparison.Ordinal);
        Assert.Equal("D000", await client.Receive());
        Assert.Equal(601, door.Intake.Shop.Heard);
    }

    [Theory]
    [InlineData("3003000561")] // the topic goes on past the packet
    [InlineData("3000")] // no topic
    [InlineData("36050001610000")] // QoS 3
    public async Task A_broken_packet_ends_the_connection_after_what_came_before_it_was_taken(string broken)
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c");
        var one = PublishOf("30", Sightings, Heard);
        await client.Send(one + one + broken + one);

        Assert.StartsWith("E002", await client.Receive(), StringComparison.Ordinal);
        Assert.Equal("closed", await client.Receive());
        Assert.Equal(2, door.Intake.Shop.Heard);
    }

    [Fact]
    public async Task Sightings_that_come_in_one_piece_count_against_the_limit_of_their_sender()
    {
        // On a clock that stands still: a machine that takes a fifth of a second would allow one more.
        await using var door = await OpenDoor.Open(new DoorOptions { LimitsOnLoopback = true, MessagesBurst = 5, MessagesPerSecond = 5, PausesPerMinute = 0 }, new FakeTimeProvider(DateTimeOffset.UtcNow));
        var client = await door.Connect("c");
        await client.Send(string.Concat(Enumerable.Repeat(PublishOf("30", Sightings, Heard), 40)));

        await GuardTests.ExpectPassOrClose(client, isAllowed: false, 0x96);
        Assert.InRange(door.Intake.Shop.Heard, 1, 5);
    }

    [Theory]
    [InlineData("anna")]
    [InlineData("ann a")]
    [InlineData("+")]
    [InlineData("ann\u00E4")]
    public async Task A_shopper_who_cannot_be_is_refused_in_a_burst_as_alone(string shopper)
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c", version: 4);
        var one = PublishOf("30", $"smartstore/v1/s1/phones/{shopper}/sightings", Heard, version: 4);
        await client.Send(one + one + "C000");

        var isShopper = shopper == "anna";
        Assert.Equal(shopper == "+" ? "closed" : "D000", await client.Receive());
        Assert.Equal(isShopper ? 2 : 0, door.Intake.Shop.Heard);
    }
}
