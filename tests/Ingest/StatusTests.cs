using System.Text;
using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Ingest.Tests;

/// <summary>What devices say of themselves: <c>online</c>, and <c>offline</c> by goodbye or will. In the shop a scanner and a terminal are both called <c>desk</c>.</summary>
public sealed class StatusTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("scanners/desk", "online", true)]
    [InlineData("scanners/desk", "offline", false)]
    [InlineData("terminals/desk", "online", true)]
    [InlineData("terminals/desk", "offline", true)]
    public void Only_a_scanner_says_whether_it_hears_and_no_terminal_of_the_same_id(string device, string word, bool works)
    {
        using var intake = new DoorIntake();
        Assert.True(IsOnline(intake, "desk"));

        var taken = Take(intake, device, word);

        Assert.Equal(new Intake(ReasonCode.Success, PassOn: true), taken);
        Assert.Equal(works, IsOnline(intake, "desk"));
    }

    [Fact]
    public void A_terminal_that_comes_brings_no_scanner_back()
    {
        using var intake = new DoorIntake();
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
        using var intake = new DoorIntake();
        string[] words = ["online", "offline", "", "maybe"];

        foreach (var word in words) Assert.Equal(new Intake(ReasonCode.TopicNameInvalid), Take(intake, device, word));

        Assert.Equal([("", reason, (long)words.Length)], intake.Refused.Of("s1"));
        Assert.All(intake.Stores.Find("s1")!.Receivers(), receiver => Assert.True(receiver.IsOnline));
    }

    [Theory]
    [InlineData("scanners/desk", "desk")]
    [InlineData("terminals/till", "till")]
    public void A_word_that_is_no_status_is_refused_under_the_name_of_who_said_it(string device, string name)
    {
        using var intake = new DoorIntake();
        Assert.Equal(new Intake(ReasonCode.PayloadFormatInvalid), Take(intake, device, "maybe"));
        Assert.Equal([(name, "status", 1L)], intake.Refused.Of("s1"));
        Assert.True(IsOnline(intake, "desk"));
    }

    [Theory]
    [InlineData("scanners/desk")]
    [InlineData("terminals/desk")]
    public void A_retained_status_may_be_taken_away(string device)
    {
        using var intake = new DoorIntake();
        Assert.Equal(new Intake(ReasonCode.Success, PassOn: true), Take(intake, device, ""));
        Assert.Empty(intake.Refused.Of("s1"));
    }

    [Theory]
    [InlineData("scanners/nobody", "unknown_scanner")]
    [InlineData("terminals/nobody", "unknown_terminal")]
    public async Task The_will_of_an_unknown_device_is_counted_and_neither_passed_on_nor_retained(string device, string reason)
    {
        await using var door = await Door.Open();
        var watcher = await door.Enter("watcher");
        await watcher.SubscribeAsync("smartstore/v1/s1/+/+/status");
        await door.Enter("gone", Door.Message(Topic(device), "offline"u8, retain: true));

        // Somebody else takes its name: its will is said.
        await door.Enter("gone");
        Assert.True(SpinWait.SpinUntil(() => door.Intake.Refused.Of("s1").Contains(("", reason, 1L)), s_patience));

        Assert.True((await watcher.PublishAsync(Door.Message(Topic("scanners/a1"), "online"u8, retain: true))).IsSuccess);
        Assert.Equal(Topic("scanners/a1"), await First(watcher));
        var late = await door.Enter("late");
        await late.SubscribeAsync("smartstore/v1/s1/+/+/status");
        Assert.True((await late.PublishAsync(Door.Message(Topic("scanners/a2"), "online"u8))).IsSuccess);
        Assert.Equal([Topic("scanners/a1"), Topic("scanners/a2")], [await First(late), await First(late)]);
    }

    [Fact]
    public async Task The_will_of_a_scanner_says_that_it_is_offline_and_is_retained()
    {
        await using var door = await Door.Open();
        await door.Enter("desk", Door.Message(Topic("scanners/desk"), "offline"u8, retain: true));
        await door.Enter("desk");
        Assert.True(SpinWait.SpinUntil(() => !IsOnline(door.Intake, "desk"), s_patience));

        var late = await door.Enter("late");
        await late.SubscribeAsync("smartstore/v1/s1/+/+/status");
        Assert.Equal(Topic("scanners/desk"), await First(late));
    }

    private static string Topic(string device) => $"smartstore/v1/s1/{device}/status";

    private static Intake Take(DoorIntake intake, string device, string word) =>
        intake.Messages.Take(new DeviceMessage(Encoding.UTF8.GetBytes(Topic(device)), Encoding.UTF8.GetBytes(word), default, default), new ConnectionNotes("device"));

    private static bool IsOnline(DoorIntake intake, string scanner) => intake.Stores.Find("s1")!.Receivers().Single(receiver => receiver.Anchor == scanner).IsOnline;

    private static async Task<string> First(MqttClient client)
    {
        using var late = new CancellationTokenSource(s_patience);
        await foreach (var message in client.ReadMessagesAsync(late.Token)) return message.Topic;
        throw new InvalidOperationException("The connection ended.");
    }
}
