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

    [Fact]
    public void A_grant_is_read_with_its_door_and_its_end()
    {
        Assert.True(Read("""{"id":"tap-1","outcome":"granted","order_id":"o1","text":"A1","grant":"g-1","slot":"A1","until":1790000030000,"more":2}""", out var answer));
        Assert.Equal(new TapGrant("g-1", "A1", DateTimeOffset.FromUnixTimeMilliseconds(1790000030000)), answer.Grant);
        Assert.Equal(2, answer.More);
    }

    [Theory]
    [InlineData(""" "slot":"A1","until":1790000030000 """)]
    [InlineData(""" "grant":"g-1" """)]
    [InlineData(""" "grant":"g 1","slot":"A1" """)]
    [InlineData(""" "grant":7,"slot":"A1" """)]
    [InlineData(""" "grant":"g-1","slot":"" """)]
    [InlineData(""" "grant":"g-1","slot":"A12345678901234567890123456789012" """)]
    public void A_grant_without_a_name_or_a_door_is_none(string fields)
    {
        Assert.True(Read($$"""{"id":"tap-1","outcome":"granted",{{fields}}}""", out var answer));
        Assert.Null(answer.Grant);
    }

    [Theory]
    [InlineData(""" "until":"soon","more":-1 """)]
    [InlineData(""" "until":1e99,"more":9999999999 """)]
    public void What_a_grant_says_beside_its_door_may_be_missing_or_wrong(string fields)
    {
        Assert.True(Read($$"""{"id":"tap-1","outcome":"granted","grant":"g-1","slot":"A1",{{fields}}}""", out var answer));
        Assert.Equal((new TapGrant("g-1", "A1", null), 0), (answer.Grant, answer.More));
    }

    [Theory]
    [InlineData("""{"id":"h-1","outcome":"ok"}""", true)]
    [InlineData("""{"id":"h-1","outcome":"unknown"}""", true)]
    [InlineData("""{"id":"h-1","outcome":"conflict"}""", true)]
    [InlineData("""{"id":"h-1","outcome":"granted"}""", false)]
    [InlineData("""{"id":"h 1","outcome":"ok"}""", false)]
    [InlineData("""{"outcome":"ok"}""", false)]
    [InlineData("[]", false)]
    [InlineData("{", false)]
    [InlineData("""{"id":"\ud800","outcome":"ok"}""", false)]
    public void An_answer_to_a_report_is_read(string json, bool read) => Assert.Equal(read, TapAnswerReader.TryReadHandover(Encoding.UTF8.GetBytes(json), out _, out _));

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
