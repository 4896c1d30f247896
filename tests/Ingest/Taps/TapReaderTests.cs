namespace SmartStore.Ingest.Tests.Taps;

public sealed class TapReaderTests
{
    [Theory]
    [InlineData("nfc", TapKind.Nfc)]
    [InlineData("qr", TapKind.Qr)]
    [InlineData("pin", TapKind.Pin)]
    public void A_tap_is_read_whole(string word, TapKind kind)
    {
        Assert.True(TryRead($$"""{"pass":"v1.x-y_z","kind":"{{word}}","at":"2026-11-22T02:05:00Z","id":"T1:0001","door":{"open":true} }""", out var tap, out _));
        Assert.Equal(new Tap("T1:0001", 1_795_313_100_000, kind, "v1.x-y_z"), tap);
    }

    [Theory]
    [InlineData("""{"at":1,"kind":"nfc","pass":"p"}""", "id: is missing")]
    [InlineData("""{"id":7,"at":1,"kind":"nfc","pass":"p"}""", "id: has the wrong type")]
    [InlineData("""{"id":"a b","at":1,"kind":"nfc","pass":"p"}""", "id: is not a value this field may have")]
    [InlineData("""{"id":"t","kind":"nfc","pass":"p"}""", "at: is missing")]
    [InlineData("""{"id":"t","at":"noon","kind":"nfc","pass":"p"}""", "at: is no time since 1970, neither as ISO-8601 with an offset nor as unix milliseconds")]
    [InlineData("""{"id":"t","at":1e300,"kind":"nfc","pass":"p"}""", "at: is not in 1970..9999, counted in milliseconds since 1970")]
    [InlineData("""{"id":"t","at":true,"kind":"nfc","pass":"p"}""", "at: has the wrong type")]
    [InlineData("""{"id":"t","at":1,"kind":"NFC","pass":"p"}""", "kind: is not a value this field may have")]
    [InlineData("""{"id":"t","at":1,"kind":"nfc"}""", "pass: is missing")]
    [InlineData("""{"id":"t","at":1,"kind":"nfc","pass":""}""", "pass: is not a value this field may have")]
    [InlineData("""{"id":"t","at":1,"kind":"nfc","pass":"a\nb"}""", "pass: is not a value this field may have")]
    [InlineData("""{"id":"t","at":1,"kind":"nfc","pass":null}""", "pass: has the wrong type")]
    [InlineData("""["id"]""", "has the wrong type")]
    [InlineData("""{"id":"t","id":"u","at":1,"kind":"nfc","pass":"p"}""", "names a field twice in one object")]
    [InlineData("tap", "cannot be read at byte 0")]
    [InlineData("\uFEFF{}", "begins with a byte order mark, which JSON forbids")]
    [InlineData("{\"id\":\"\\udc00\"}", "cannot be read at byte 14")]
    public void A_wrong_tap_is_refused_with_the_path_of_the_field(string message, string refusal)
    {
        Assert.False(TryRead(message, out _, out var said));
        Assert.Equal(refusal, said);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_tap_of_8_KiB_is_read_and_one_byte_more_refused(int more, bool read)
    {
        const string start = """{"id":"t","at":1,"kind":"nfc","pass":"p" """;
        Assert.Equal(read, TryRead(start + new string(' ', TapReader.BytesMax + more - start.Length - 1) + "}", out _, out _));
    }

    [Theory]
    [InlineData(ShownCode.LengthMax, true)]
    [InlineData(ShownCode.LengthMax + 1, false)]
    public void A_pass_has_a_longest_length(int length, bool read) =>
        Assert.Equal(read, TryRead($$"""{"id":"t","at":1,"kind":"qr","pass":"{{new string('p', length)}}"}""", out _, out _));

    [Fact]
    public void A_tap_in_words_does_not_show_its_pass() =>
        Assert.DoesNotContain("secret", new Tap("t", 1, TapKind.Nfc, "secret").ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"id\":\"t\",\"at\":1,\"kind\":\"qr\",\"pass\":\"v1.a\r\"}")]
    [InlineData("{\"id\":\"t\",\"at\":1,\"kind\":\"qr\",\"pass\":\"2 101234 567890\"}")]
    [InlineData("{\"id\":\"t\",\"at\":1,\"kind\":\"nfc\",\"pass\":\"https://shop.example/\"}")]
    public void A_tap_whose_id_can_be_read_can_be_answered(string message)
    {
        Assert.False(TapReader.TryRead(Encoding.UTF8.GetBytes(message), out var tap, out _));
        Assert.Equal(("t", 1L, ""), (tap.Id, tap.AtUnixMs, tap.Pass));
    }

    [Fact]
    public void A_tap_that_names_itself_twice_is_nobodys()
    {
        Assert.False(TapReader.TryRead("""{"id":"t","id":"u","at":1,"kind":"qr","pass":"p"}"""u8, out var tap, out _));
        Assert.Null(tap.Id);
    }

    private static bool TryRead(string message, out Tap tap, out string refusal)
    {
        var read = TapReader.TryRead(Encoding.UTF8.GetBytes(message), out tap, out var refused);
        refusal = refused.ToString();
        return read;
    }
}
