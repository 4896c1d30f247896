using Microsoft.Extensions.Time.Testing;
using SmartStore.Terminal.Screens;

namespace SmartStore.Devices.Tests.Terminal.Screens;

/// <summary>What a terminal shows, and when it blanks.</summary>
public sealed class TerminalScreenTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _shown = [];
    private readonly TerminalScreen _screen;

    public TerminalScreenTests() => _screen = new TerminalScreen(_time, frame => _shown.Add(frame is null ? "blank" : $"{frame.Session} {frame.Text}"));

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void SC6_without_another_word_it_blanks_when_the_frames_time_is_over_by_its_own_clock()
    {
        Take("anna", forS: 60);
        _time.Advance(TimeSpan.FromSeconds(59.999));
        Assert.NotNull(_screen.Frame);
        _time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Null(_screen.Frame);
        Assert.Equal(["anna hello", "blank"], _shown);
    }

    [Fact]
    public void A_newer_frame_has_its_own_time_and_none_is_shown_for_more_than_60_seconds()
    {
        Take("anna", forS: 10);
        _time.Advance(TimeSpan.FromSeconds(9));
        Take("anna", forS: 100_000, text: "again");
        _time.Advance(TimeSpan.FromSeconds(59.999));
        Assert.Equal(["anna hello", "anna again"], _shown);
        _time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal("blank", _shown[^1]);
    }

    [Fact]
    public void It_blanks_when_the_line_breaks_and_when_it_is_back_and_shows_what_comes_then()
    {
        Take("anna");
        _screen.Blank();
        _screen.Blank();
        Take("anna");
        Assert.Equal(["anna hello", "blank", "anna hello"], _shown);
    }

    [Fact]
    public void A_session_that_the_server_ended_or_another_followed_never_comes_back()
    {
        Take("anna");
        Assert.True(_screen.Take(default));
        Take("anna");
        Take("carla");
        Take("dan");
        Take("carla");
        Assert.Equal(["anna hello", "blank", "carla hello", "dan hello"], _shown);
    }

    [Fact]
    public void So_many_ended_sessions_are_remembered()
    {
        for (var i = 0; i <= TerminalScreen.EndedMax; i++) Take($"s{i}");
        Take("s1");
        Assert.Equal($"s{TerminalScreen.EndedMax} hello", _shown[^1]);
        Take("last");
        Take("s0");
        Assert.Equal("s0 hello", _shown[^1]);
    }

    [Fact]
    public void What_is_no_frame_blanks_the_screen()
    {
        Take("anna");
        Assert.False(_screen.Take("nonsense"u8.ToArray()));
        Assert.Equal(["anna hello", "blank"], _shown);
    }

    private void Take(string session, int forS = 60, string text = "hello") =>
        Assert.True(_screen.Take(Encoding.UTF8.GetBytes($$"""{"session":"{{session}}","until":0,"for_s":{{forS}},"language":"en","text_size":"normal","high_contrast":false,"orders":[],"text":"{{text}}"}""")));
}

public sealed class ScreenFrameReaderTests
{
    private const string Whole =
        """{"session":"5f0c","until":1795313160000,"for_s":60,"language":"ko","text_size":"large","high_contrast":true,"name":"Anna","orders":[{"order_id":"o1","text":"Order o1 is ready."}],"text":"Hello.","items":[{"item":{"id":"1","name":"Milk","done":true},"aisle":"3"},{"item":{"id":"2","product_id":"bread"}}]}""";

    [Fact]
    public void A_frame_is_read_whole()
    {
        Assert.True(Read(Whole, out var frame));
        Assert.Equal(("5f0c", 60.0, "ko", "large", true, "Anna", "Hello."), (frame!.Session, frame.Lives.TotalSeconds, frame.Language, frame.TextSize, frame.HighContrast, frame.Name, frame.Text));
        Assert.Equal(["Order o1 is ready."], frame.Orders);
        Assert.Equal([new ScreenItem("1", "Milk", true, "3"), new ScreenItem("2", "bread", false, "")], frame.Items);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"session":"","for_s":60}""")]
    [InlineData("""{"session":"s","for_s":0}""")]
    [InlineData("""{"session":"s","for_s":1e99}""")]
    [InlineData("""{"session":"s","for_s":"60"}""")]
    [InlineData("""{"session":7,"for_s":60}""")]
    [InlineData("""{"session":"s","for_s":60,"items":[{}]}""")]
    [InlineData("""{"session":"s","for_s":60,"items":{}}""")]
    [InlineData("""{"session":"\udc00","for_s":60}""")]
    public void What_is_no_frame_is_none(string payload) => Assert.False(Read(payload, out _));

    [Fact]
    public void Whatever_is_cut_off_is_no_frame()
    {
        for (var length = 1; length < Whole.Length; length++) Assert.False(Read(Whole[..length], out _));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_frame_of_64_KiB_is_read_and_one_byte_more_is_none(int more, bool isRead) => Assert.Equal(isRead, Read(Whole + new string(' ', ScreenFrameReader.BytesMax + more - Whole.Length), out _));

    [Fact]
    public void So_many_items_are_shown()
    {
        var items = string.Join(',', Enumerable.Range(0, ScreenFrameReader.ItemsMax + 1).Select(i => $$"""{"item": {"id":"{{i}}"} }"""));
        Assert.True(Read($$"""{"session":"s","for_s":60,"items":[{{items}}]}""", out var frame));
        Assert.Equal(ScreenFrameReader.ItemsMax, frame!.Items.Count);
    }

    private static bool Read(string payload, out ScreenFrame? frame) => ScreenFrameReader.TryRead(Encoding.UTF8.GetBytes(payload), out frame);
}

public sealed class ScreenCommandTests
{
    private static readonly ScreenFrame s_frame = new("s", TimeSpan.FromSeconds(60), "en", "normal", HighContrast: false, "", [new ScreenItem("a", "Milk", false, ""), new ScreenItem("b", "Bread", false, "")], [], "");

    [Theory]
    [InlineData("tick 2", "tick b ")]
    [InlineData(" untick  1 ", "untick a ")]
    [InlineData("tick 3", "  ")]
    [InlineData("tick 0", "  ")]
    [InlineData("tick milk", "  ")]
    [InlineData("help", "help  ")]
    [InlineData("language ko", "language  ko")]
    [InlineData("language tlh", "  ")]
    [InlineData("size largest", "text_size  largest")]
    [InlineData("size huge", "  ")]
    [InlineData("forget", "forget  ")]
    [InlineData("end", "end  ")]
    [InlineData("end now", null)]
    [InlineData("v1.pass", null)]
    [InlineData("12345678", null)]
    public void A_line_is_something_done_at_the_screen_or_may_be_a_code(string line, string? expected) =>
        Assert.Equal(expected, ScreenCommand.Read(line, s_frame) is { } command ? $"{command.Word} {command.Item} {command.Value}" : null);

    [Fact]
    public void Nothing_can_be_ticked_where_nothing_is_shown() => Assert.Equal("", ScreenCommand.Read("tick 1", frame: null)!.Word);
}
