using SmartStore.Terminal;

namespace SmartStore.Devices.Tests.Terminal;

public sealed class TapAnswerReaderTests
{
    private static bool Read(string json, out TapAnswer answer) => TapAnswerReader.TryRead(Encoding.UTF8.GetBytes(json), out answer);

    [Theory]
    [InlineData("ok", TapOutcome.Ok)]
    [InlineData("no_order", TapOutcome.NoOrder)]
    [InlineData("granted", TapOutcome.Granted)]
    [InlineData("already_claimed", TapOutcome.AlreadyClaimed)]
    [InlineData("expired", TapOutcome.Expired)]
    [InlineData("refused", TapOutcome.Refused)]
    [InlineData("try_again", TapOutcome.TryAgain)]
    public void Every_outcome_of_the_contract_is_read(string word, TapOutcome outcome)
    {
        Assert.True(Read($$"""{"id":"tap-1","at":1790000000000,"outcome":"{{word}}","order_id":"order-1001","text":"Desk 2"}""", out var answer));
        Assert.Equal(new TapAnswer("tap-1", outcome, "order-1001", "Desk 2"), answer);
    }

    [Fact]
    public void An_answer_without_an_order_has_an_empty_one()
    {
        Assert.True(Read("""{"id":"tap-1","outcome":"no_order","text":"Welcome"}""", out var answer));
        Assert.Equal("", answer.OrderId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"id":"tap 1","outcome":"ok"}""")]
    [InlineData("""{"id":"tap-1"}""")]
    [InlineData("""{"id":"tap-1","outcome":"perhaps"}""")]
    [InlineData("""{"id":7,"outcome":"ok"}""")]
    [InlineData("""{"id":"tap-1","outcome":"ok","text":"\ud800"}""")]
    [InlineData("""{"id":"tap-1","outcome":"ok","text":[[[[[[[[[[[]]]]]]]]]]]}""")]
    public void What_is_no_answer_is_refused(string json) => Assert.False(Read(json, out _));

    [Fact]
    public void An_answer_may_be_as_large_as_the_limit_and_no_larger()
    {
        static string Json(int bytes)
        {
            const string frame = """{"id":"tap-1","outcome":"ok","text":""}""";
            return frame.Replace("\"\"", $"\"{new string('x', bytes - frame.Length)}\"", StringComparison.Ordinal);
        }
        Assert.True(Read(Json(TapAnswerReader.BytesMax), out _));
        Assert.False(Read(Json(TapAnswerReader.BytesMax + 1), out _));
    }
}
