namespace SmartStore.Ingest.Tests.Taps;

public sealed class ActReaderTests
{
    [Fact]
    public void An_act_is_read_whole()
    {
        Assert.True(TryRead("""{"value":"","item":"milk","act":"tick","session":"5f0c","sent":1795313101000,"at":"2026-11-22T02:05:00Z","id":"a:1","more":[1]}""", out var act, out _));
        Assert.Equal(new ActMessage("a:1", 1_795_313_100_000, 1_795_313_101_000, "5f0c", "tick", "milk", ""), act);
    }

    [Fact]
    public void Help_needs_no_more_than_an_id_and_a_time() => Assert.True(TryRead("""{"id":"a","at":1,"act":"help"}""", out _, out _));

    [Theory]
    [InlineData("""{"at":1,"act":"end"}""", "id: is missing")]
    [InlineData("""{"id":"a b","at":1,"act":"end"}""", "id: is not a value this field may have")]
    [InlineData("""{"id":"a","act":"end"}""", "at: is missing")]
    [InlineData("""{"id":"a","at":1,"sent":true,"act":"end"}""", "sent: has the wrong type")]
    [InlineData("""{"id":"a","at":1,"act":"end","session":7}""", "session: has the wrong type")]
    [InlineData("""{"id":"a","at":1,"act":"end","session":"../x"}""", "session: is not a value this field may have")]
    [InlineData("""{"id":"a","at":1}""", "act: is missing")]
    [InlineData("""{"id":"a","at":1,"act":"dance"}""", "act: is not a value this field may have")]
    [InlineData("""{"id":"a","at":1,"act":"tick"}""", "item: is not a value this field may have")]
    [InlineData("""{"id":"a","at":1,"act":"tick","item":null}""", "item: has the wrong type")]
    [InlineData("""{"id":"a","at":1,"act":"language","value":"tlh"}""", "value: is not a value this field may have")]
    [InlineData("""["id"]""", "has the wrong type")]
    [InlineData("""{"id":"a","id":"b","at":1,"act":"end"}""", "names a field twice in one object")]
    [InlineData("end", "cannot be read at byte 0")]
    public void A_wrong_act_is_refused_with_the_path_of_the_field(string message, string refusal)
    {
        Assert.False(TryRead(message, out _, out var said));
        Assert.Equal(refusal, said);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void An_act_of_8_KiB_is_read_and_one_byte_more_refused(int more, bool read)
    {
        const string start = """{"id":"a","at":1,"act":"end" """;
        Assert.Equal(read, TryRead(start + new string(' ', ActReader.BytesMax + more - start.Length - 1) + "}", out _, out _));
    }

    private static bool TryRead(string message, out ActMessage act, out string refusal)
    {
        var read = ActReader.TryRead(Encoding.UTF8.GetBytes(message), out act, out var refused);
        refusal = refused.ToString();
        return read;
    }
}
