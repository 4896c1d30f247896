using static SmartStore.Ingest.Tests.Door.WireClient;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>A tap is answered and then acknowledged, after it is on disk; or its terminal learns that it has to send it again.</summary>
public sealed class TapTests
{
    private const string Taps = "smartstore/v1/s1/terminals/desk/taps";
    private const string Answers = "smartstore/v1/s1/terminals/desk/answers";
    private const string Body = """{"id":"tap-1","at":1795312800000,"kind":"nfc","pass":"v1.abc"}""";

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_tap_is_acknowledged_after_its_commit_and_after_its_answer(int version)
    {
        await using var door = await OpenDoor.Open();
        var commit = new TaskCompletionSource<TapResult>();
        var begun = new TaskCompletionSource();
        door.Intake.Taps = (_, _, _, _, _) =>
        {
            begun.SetResult();
            return commit.Task;
        };
        var screen = await door.Connect("screen", version);
        await screen.Subscribe(Answers, options: 1, version);
        var terminal = await door.Connect("desk", version);
        await terminal.Publish(Taps, Body, qos: 1, id: 7, version);
        var acknowledged = terminal.Receive();
        await begun.Task.WaitAsync(OpenDoor.Patience);

        // Another client is served meanwhile, and nothing of the tap has left.
        await screen.ExpectNothing();
        Assert.False(acknowledged.IsCompleted);

        commit.SetResult(new TapResult(DeviceAnswer.Accepted, new TerminalMessage(Answers, [], "{}"u8.ToArray())));
        Assert.StartsWith("40", await acknowledged, StringComparison.Ordinal);
        Assert.Contains(Text(Answers), await screen.Receive(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_goes_to_the_response_topic_with_its_correlation_data()
    {
        await using var door = await OpenDoor.Open();
        door.Intake.Taps = (_, _, tap, topic, correlation) => Task.FromResult(new TapResult(DeviceAnswer.Accepted, new TerminalMessage(topic, correlation, Encoding.UTF8.GetBytes(tap.Id))));
        var terminal = await door.Connect("desk");
        var mine = "smartstore/v1/s1/terminals/desk/mine";
        await terminal.Subscribe(mine);
        await terminal.Publish(Taps, Body, qos: 1, properties: "08" + Text(mine) + "09" + Text("corr"));
        string[] heard = [await terminal.Receive(), await terminal.Receive()];
        Assert.Contains(PublishOf("30", mine, "tap-1", properties: "09" + Text("corr")), heard);
        Assert.Contains(heard, packet => packet.StartsWith("40", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_response_topic_outside_the_terminals_prefix_is_refused()
    {
        await using var door = await OpenDoor.Open();
        var terminal = await door.Connect("desk");
        await terminal.Publish(Taps, Body, qos: 1, properties: "08" + Text("smartstore/v1/s1/terminals/till/answers"));
        Assert.Equal("87", Reason(await terminal.Receive()));
        Assert.Equal([("desk", "response_topic", 1L)], door.Intake.Shop.Refused);
    }

    [Fact]
    public async Task A_tap_that_must_be_tried_again_is_told_so_and_on_3_1_1_it_is_not_acknowledged()
    {
        await using var door = await OpenDoor.Open();
        door.Intake.Taps = (_, _, _, _, _) => Task.FromResult(new TapResult(DeviceAnswer.TryAgain));
        var five = await door.Connect("five");
        await five.Publish(Taps, Body, qos: 1);
        Assert.Equal("97", Reason(await five.Receive()));
        await five.ExpectNothing();

        var four = await door.Connect("four", version: 4);
        await four.Publish(Taps, Body, qos: 1, version: 4);
        Assert.Equal("closed", await four.Receive());
    }

    [Fact]
    public async Task A_handler_that_fails_acknowledges_nothing_and_ends_the_connection()
    {
        await using var door = await OpenDoor.Open();
        door.Intake.Taps = (_, _, _, _, _) => throw new InvalidOperationException("a defect");
        var terminal = await door.Connect("desk");
        await terminal.Publish(Taps, Body, qos: 1);
        Assert.Equal("closed", await terminal.Receive());
        Assert.Equal("00", (await door.Connect("desk")).Answer);
    }

    [Theory]
    [InlineData(4, """{"id":"tap-1","at":1795312800000,"kind":"nfc"}""", "missing", "2026-11-22T02:00:00.000Z")]
    [InlineData(5, """{"id":"tap-1","at":1795312800000,"kind":"nfc","pass":"two words"}""", "not_allowed", "2026-11-22T02:00:00.000Z")]
    [InlineData(5, """{"id":"tap-1","at":"yesterday","kind":"nfc","pass":"v1"}""", "not_a_time", "1970-01-01T00:00:00.000Z")]
    public async Task A_tap_that_can_never_be_taken_is_acknowledged_counted_and_answered_refused_when_its_id_can_be_read(int version, string body, string reason, string at)
    {
        await using var door = await OpenDoor.Open();
        var terminal = await door.Connect("desk", version);
        await terminal.Subscribe(Answers, version: version);
        for (var i = 1; i <= 2; i++)
        {
            await terminal.Publish(Taps, body, qos: 1, id: i, version);
            string[] heard = [await terminal.Receive(), await terminal.Receive()];
            var answer = $$"""{"id":"tap-1","at":"{{at}}","outcome":"refused","text":"{{Core.Languages.Phrases.Of("", store: null).PassRefused}}"}""";
            Assert.Contains(PublishOf("30", Answers, answer, version: version), heard);
            Assert.Contains(heard, packet => packet.StartsWith(version == 5 ? $"40" : $"4002{i:X4}", StringComparison.Ordinal) && (version == 4 || Reason(packet) == "99"));
        }

        Assert.Equal([("desk", reason, 2L)], door.Intake.Shop.Refused);
    }

    [Theory]
    [InlineData(8 * 1024, "00")]
    [InlineData((8 * 1024) + 1, "99")]
    public async Task A_tap_may_have_8_KiB(int bytes, string code)
    {
        await using var door = await OpenDoor.Open();
        door.Intake.Taps = (_, _, _, _, _) => Task.FromResult(new TapResult(DeviceAnswer.Accepted));
        var terminal = await door.Connect("desk");
        await terminal.Publish(Taps, Body + new string(' ', bytes - Body.Length), qos: 1);
        Assert.Equal(code, Reason(await terminal.Receive()));
        Assert.Equal(code == "99" ? [("desk", "too_large", 1L)] : [], door.Intake.Shop.Refused);
    }

    [Theory]
    [InlineData(64 * 1024, "00")]
    [InlineData((64 * 1024) + 1, "99")]
    public async Task A_message_of_sightings_may_have_64_KiB_and_a_larger_one_shows_at_its_receiver(int bytes, string code)
    {
        await using var door = await OpenDoor.Open();
        var scanner = await door.Connect("a1");
        await scanner.Publish("smartstore/v1/s1/scanners/a1/sightings", """{"heard":[]}""" + new string(' ', bytes - 12), qos: 1);
        Assert.Equal(code, Reason(await scanner.Receive()));
        Assert.Equal(code == "99" ? [("a1", "too_large", 1L)] : [], door.Intake.Shop.Refused);
    }

    [Theory]
    [InlineData("smartstore/v1/s1/terminals/desk/answers")]
    [InlineData("smartstore/v1/s1/terminals/desk/manifest")]
    [InlineData("smartstore/v1/s1/terminals/desk/screen")]
    [InlineData("smartstore/v1/nowhere/scanners/a1/sightings")]
    public async Task Only_the_server_speaks_to_terminals_and_no_store_is_made_by_accident(string topic)
    {
        await using var door = await OpenDoor.Open();
        var watcher = await door.Connect("watcher");
        await watcher.Subscribe(topic);
        var client = await door.Connect("c");
        await client.Publish(topic, "{}", qos: 1);
        Assert.Equal("90", Reason(await client.Receive()));
        await watcher.ExpectNothing();
    }

    // Of a PUBACK; without one it says success.
    private static string Reason(string packet)
    {
        Assert.StartsWith("40", packet, StringComparison.Ordinal);
        return packet.Length > 8 ? packet[8..10] : "00";
    }
}
