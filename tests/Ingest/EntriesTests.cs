using MQTTnet;
using SmartStore.Ingest.Tests.Door;

namespace SmartStore.Ingest.Tests;

/// <summary>Each entry of a message is judged alone; a message of which no entry can be used is refused, so that its sender learns of it.</summary>
public sealed class EntriesTests
{
    private const string Good = """{"at":1795312800000,"rssi":-60,"beacon":"ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:100:7"}""";
    private const string TooLoud = """{"at":1795312800000,"rssi":-500,"beacon":"ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:100:7"}""";
    private const string Nobody = """{"at":1795312800000,"rssi":-60}""";
    private const string Scanner = "scanners/desk";
    private const string Phone = "phones/ann";

    [Theory]
    [InlineData(TooLoud, "rssi_out_of_range")]
    [InlineData("""{"at":"yesterday","rssi":-60,"adv":"0201061aff"}""", "not_a_time")]
    [InlineData("""{"at":1795312800000,"rssi":-60,"adv":"zz"}""", "not_hex")]
    [InlineData("""{"at":1795312800000,"rssi":-60,"adv":"02011A1AFF4C000215"}""", "advert_cut_short")]
    [InlineData("""{"at":1795312800000,"rssi":-60,"beacon":"foo"}""", "not_a_beacon_key")]
    [InlineData("""{"at":1795312800000,"rssi":-60,"adv":"020106"}""", "names_nobody")]
    [InlineData(Nobody, "names_nobody")]
    [InlineData("17", "wrong_type")]
    public void A_message_whose_only_entry_cannot_be_used_is_refused_and_counted_once(string entry, string reason)
    {
        foreach (var (device, name) in new[] { (Scanner, "desk"), (Phone, "") })
        {
            var intake = new DoorIntake();
            Assert.Equal(DeviceAnswer.Unusable, Take(intake, device, entry));
            Assert.Equal([(name, reason, 1L)], intake.Shop.Refused);
            Assert.Equal(0, intake.Shop.Heard);
        }
    }

    [Theory]
    [InlineData(Scanner, "desk")]
    [InlineData(Phone, "")]
    public void Each_entry_of_a_refused_message_is_counted_and_the_connection_is_named_once(string device, string name)
    {
        var intake = new DoorIntake();
        var notes = new ConnectionNotes("broken");
        string[] entries = [Nobody, .. Enumerable.Repeat(TooLoud, SightingBatch.RefusedKept + 4)];

        for (var i = 0; i < 3; i++) Assert.Equal(DeviceAnswer.Unusable, Take(intake, device, notes, entries));

        Assert.Equal(
            [(name, "more_in_one_message", 3L * 5), (name, "names_nobody", 3L), (name, "rssi_out_of_range", 3L * (SightingBatch.RefusedKept - 1))],
            intake.Shop.Refused);
        Assert.Contains("heard[0]: names no transmitter", Assert.Single(intake.Log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Scanner, "desk")]
    [InlineData(Phone, "")]
    public void One_good_entry_makes_the_message_good(string device, string name)
    {
        var intake = new DoorIntake();
        Assert.Equal(DeviceAnswer.Accepted, Take(intake, device, TooLoud, Good, Nobody));
        Assert.Equal(1, intake.Shop.Heard);
        Assert.Equal([(name, "names_nobody", 1L), (name, "rssi_out_of_range", 1L)], intake.Shop.Refused);
    }

    [Theory]
    [InlineData(Scanner)]
    [InlineData(Phone)]
    public void An_empty_list_is_taken(string device)
    {
        var intake = new DoorIntake();
        Assert.Equal(DeviceAnswer.Accepted, Take(intake, device));
        Assert.Empty(intake.Shop.Refused);
        Assert.Empty(intake.Log.Lines);
    }

    [Theory]
    [InlineData(DeviceAnswer.Accepted)]
    [InlineData(DeviceAnswer.Accepted, TooLoud, Good)]
    [InlineData(DeviceAnswer.Unusable, TooLoud, Nobody)]
    public void A_scanner_has_spoken_whatever_its_entries_are_worth(DeviceAnswer answer, params string[] entries)
    {
        var intake = new DoorIntake();
        intake.Shop.Said(intake.Shop.Scanner("desk"), isOnline: false);

        Assert.Equal(answer, Take(intake, Scanner, entries));
        Assert.True(intake.Shop.IsOnline("desk"));
    }

    [Fact]
    public async Task A_scanner_is_told_which_of_its_messages_could_not_be_used()
    {
        await using var door = await OpenDoor.Open();
        var scanner = await door.Enter("desk");
        var codes = new List<MqttClientPublishReasonCode>();

        foreach (var entries in new[] { [TooLoud], [TooLoud, Good], [], [Nobody], new[] { Good } })
            codes.Add((await scanner.PublishAsync(OpenDoor.Message(Topic(Scanner), Payload(entries))).WaitAsync(OpenDoor.Patience)).ReasonCode);

        Assert.Equal([MqttClientPublishReasonCode.PayloadFormatInvalid, MqttClientPublishReasonCode.Success, MqttClientPublishReasonCode.Success, MqttClientPublishReasonCode.PayloadFormatInvalid, MqttClientPublishReasonCode.Success], codes);
        Assert.True(scanner.IsConnected);
        Assert.Single(door.Intake.Log.Lines);
    }

    private static string Topic(string device) => $"smartstore/v1/s1/{device}/sightings";

    private static byte[] Payload(string[] entries) => Encoding.UTF8.GetBytes($$"""{"heard":[{{string.Join(',', entries)}}]}""");

    private static DeviceAnswer? Take(DoorIntake intake, string device, params string[] entries) => Take(intake, device, new ConnectionNotes("device"), entries);

    private static DeviceAnswer? Take(DoorIntake intake, string device, ConnectionNotes notes, string[] entries) =>
        intake.Messages.Take(new DeviceMessage(Topic(device), Payload(entries)), notes)?.Answer;
}
