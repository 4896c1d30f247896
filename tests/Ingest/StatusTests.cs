using SmartStore.Ingest.Tests.Door;

namespace SmartStore.Ingest.Tests;

/// <summary>What devices say of themselves: <c>online</c>, and <c>offline</c> by goodbye or will. In the shop a scanner and a terminal are both called <c>desk</c>.</summary>
public sealed class StatusTests
{
    [Theory]
    [InlineData("scanners/desk", "online", true)]
    [InlineData("scanners/desk", "offline", false)]
    [InlineData("terminals/desk", "online", true)]
    [InlineData("terminals/desk", "offline", true)]
    public void Only_a_scanner_says_whether_it_hears_and_no_terminal_of_the_same_id(string device, string word, bool works)
    {
        var intake = new DoorIntake();
        Assert.True(IsOnline(intake, "desk"));

        var taken = Take(intake, device, word);

        Assert.Equal(new Intake(DeviceAnswer.Accepted, PassOn: true), taken);
        Assert.Equal(works, IsOnline(intake, "desk"));
    }

    [Fact]
    public void A_terminal_that_comes_brings_no_scanner_back()
    {
        var intake = new DoorIntake();
        Take(intake, "scanners/desk", "offline");
        Take(intake, "terminals/desk", "online");
        Assert.False(IsOnline(intake, "desk"));
    }

    [Theory]
    [InlineData("scanners/till", "unknown_scanner")] // a terminal
    [InlineData("scanners/nobody", "unknown_scanner")]
    [InlineData("terminals/a1", "unknown_terminal")] // a scanner
    [InlineData("terminals/nobody", "unknown_terminal")]
    public void The_status_of_an_unknown_device_is_refused_and_counted(string device, string reason)
    {
        var intake = new DoorIntake();
        string[] words = ["online", "offline", "", "maybe"];

        foreach (var word in words) Assert.Equal(DeviceAnswer.WrongTopic, Take(intake, device, word)?.Answer);

        Assert.Equal([("", reason, (long)words.Length)], intake.Shop.Refused);
        Assert.Empty(intake.Shop.HeardOf);
    }

    [Theory]
    [InlineData("scanners/desk", "desk")]
    [InlineData("terminals/till", "till")]
    public void A_word_that_is_no_status_is_refused_under_the_name_of_who_said_it(string device, string name)
    {
        var intake = new DoorIntake();
        Assert.Equal(DeviceAnswer.Unusable, Take(intake, device, "maybe")?.Answer);
        Assert.Equal([(name, "status", 1L)], intake.Shop.Refused);
        Assert.True(IsOnline(intake, "desk"));
    }

    [Theory]
    [InlineData("scanners/desk")]
    [InlineData("terminals/desk")]
    public void A_retained_status_may_be_taken_away(string device)
    {
        var intake = new DoorIntake();
        Assert.Equal(new Intake(DeviceAnswer.Accepted, PassOn: true), Take(intake, device, ""));
        Assert.Empty(intake.Shop.Refused);
    }

    [Fact]
    public void An_empty_status_takes_the_retained_one_away_and_says_nothing_of_the_scanner()
    {
        var intake = new DoorIntake();
        Take(intake, "scanners/desk", "");
        Assert.True(IsOnline(intake, "desk"));
        Take(intake, "scanners/desk", "offline");
        Take(intake, "scanners/desk", "");
        Assert.False(IsOnline(intake, "desk"));
    }

    [Theory]
    [InlineData("scanners/nobody", "unknown_scanner")]
    [InlineData("terminals/nobody", "unknown_terminal")]
    public async Task The_will_of_an_unknown_device_is_counted_and_neither_passed_on_nor_retained(string device, string reason)
    {
        await using var door = await OpenDoor.Open();
        var watcher = await door.Connect("watcher");
        await watcher.Subscribe("smartstore/v1/s1/+/+/status");
        (await door.Connect("gone", will: Will(device))).Dispose();
        OpenDoor.Until(() => door.Intake.Shop.Refused.Contains(("", reason, 1L)));

        var scanner = await door.Enter("a1");
        Assert.True((await scanner.PublishAsync(OpenDoor.Message(Topic("scanners/a1"), "online"u8, retain: true))).IsSuccess);
        Assert.Equal(WireClient.PublishOf("30", Topic("scanners/a1"), "online"), await watcher.Receive());
        var late = await door.Connect("late");
        await late.Subscribe("smartstore/v1/s1/+/+/status");
        Assert.Equal(WireClient.PublishOf("31", Topic("scanners/a1"), "online"), await late.Receive());
        await late.ExpectNothing();
    }

    [Fact]
    public async Task The_will_of_a_scanner_says_that_it_is_offline_and_is_retained()
    {
        await using var door = await OpenDoor.Open();
        var watcher = await door.Connect("watcher");
        await watcher.Subscribe("smartstore/v1/s1/+/+/status");
        (await door.Connect("desk", will: Will("scanners/desk"))).Dispose();
        Assert.Equal(WireClient.PublishOf("30", Topic("scanners/desk"), "offline"), await watcher.Receive());
        Assert.False(IsOnline(door.Intake, "desk"));

        var late = await door.Connect("late");
        await late.Subscribe("smartstore/v1/s1/+/+/status");
        Assert.Equal(WireClient.PublishOf("31", Topic("scanners/desk"), "offline"), await late.Receive());
    }

    [Fact]
    public async Task A_scanner_that_says_goodbye_leaves_no_will()
    {
        await using var door = await OpenDoor.Open();
        var scanner = await door.Connect("desk", will: Will("scanners/desk"));
        await scanner.Send("E000");
        Assert.Equal("closed", await scanner.Receive());
        OpenDoor.Until(() => door.Connections.Count == 0);
        Assert.True(IsOnline(door.Intake, "desk"));
    }

    [Fact]
    public async Task What_a_device_sends_with_the_retain_flag_is_heard_and_not_retained()
    {
        await using var door = await OpenDoor.Open();
        var bridge = await door.Enter("bridge");
        Assert.True((await bridge.PublishAsync(OpenDoor.Message("smartstore/v1/s1/scanners/a1/sightings", """{"heard":[{"at":1795312800000,"rssi":-60,"beacon":"mac:aabbccddeeff"}]}"""u8, retain: true))).IsSuccess);
        Assert.True((await bridge.PublishAsync(OpenDoor.Message("hall/status", "[]"u8, retain: true))).IsSuccess);
        Assert.Equal(1, door.Intake.Shop.Heard);

        var late = await door.Connect("late");
        Assert.Equal("00", await late.Subscribe("#"));
        await late.ExpectNothing();
    }

    // No properties, topic, "offline"; the flags of a retained will are set by the client.
    private static string Will(string device) => "00" + WireClient.Text(Topic(device)) + WireClient.Text("offline");

    private static string Topic(string device) => $"smartstore/v1/s1/{device}/status";

    private static Intake? Take(DoorIntake intake, string device, string word) =>
        intake.Messages.Take(new DeviceMessage(Topic(device), Encoding.UTF8.GetBytes(word)), new ConnectionNotes("device"));

    private static bool IsOnline(DoorIntake intake, string scanner) => intake.Shop.IsOnline(scanner);
}
