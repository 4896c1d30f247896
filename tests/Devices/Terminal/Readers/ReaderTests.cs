using System.Buffers.Binary;
using SmartStore.Terminal;
using SmartStore.Terminal.Readers;

namespace SmartStore.Devices.Tests.Terminal.Readers;

public sealed class ReaderTests
{
    private const string Pass = "v1.k1.ann.1795312860000.AAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBB";
    private const ushort KeyEvent = 1;
    private const ushort SyncEvent = 0;
    private const ushort Shift = 42;
    private const ushort Enter = 28;

    [Theory]
    [InlineData("one\ntwo\r\nthree\r\r\nfour")]
    [InlineData("\n\none\n\ntwo\nthree\nfour\n")]
    public void Lines_are_the_same_however_the_bytes_are_cut(string text)
    {
        foreach (var size in new[] { 1, 2, 3, 100 })
        {
            var (decoder, lines) = (new TextLines(), new List<string?>());
            foreach (var part in Encoding.ASCII.GetBytes(text).Chunk(size)) decoder.Take(part, lines.Add);
            decoder.End(lines.Add);
            Assert.Equal(["one", "two", "three", "four"], lines);
        }
    }

    [Fact]
    public void A_line_may_be_as_long_as_the_limit_and_a_longer_one_is_told_and_left_out()
    {
        var (decoder, lines) = (new TextLines(), new List<string?>());
        foreach (var length in new[] { TextLines.CharsMax, TextLines.CharsMax + 1, 1 }) decoder.Take(Encoding.ASCII.GetBytes($"{new string('x', length)}\n"), lines.Add);
        Assert.Equal(new int?[] { TextLines.CharsMax, null, 1 }, lines.Select(line => line?.Length));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    public void A_scanner_gun_types_a_pass(int wordBytes)
    {
        var events = Typed(wordBytes, Pass).Concat(Key(wordBytes, Enter)).Concat(Typed(wordBytes, "12345678")).Concat(Key(wordBytes, 15)).ToArray();
        foreach (var size in new[] { 1, 7, 24, 4096 })
        {
            var (decoder, lines) = (new KeyLines(wordBytes), new List<string?>());
            foreach (var part in events.Chunk(size)) decoder.Take(part, lines.Add);
            Assert.Equal([Pass, "12345678"], lines);
        }
    }

    [Fact]
    public void Every_character_of_a_voucher_or_an_address_can_be_typed()
    {
        const string All = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/?=&#%+~@!$*'(),;";
        var (decoder, lines) = (new KeyLines(8), new List<string?>());
        decoder.Take([.. Typed(8, All), .. Key(8, Enter)], lines.Add);
        Assert.Equal([All], lines);
    }

    [Fact]
    public void Repeats_releases_and_what_is_no_key_add_nothing()
    {
        var (decoder, lines) = (new KeyLines(8), new List<string?>());
        decoder.Take([.. Event(8, SyncEvent, 30, 1), .. Event(8, KeyEvent, 30, 2), .. Event(8, KeyEvent, 30, 0), .. Event(8, KeyEvent, 700, 1), .. Event(8, KeyEvent, 1, 1), .. Event(8, KeyEvent, 31, 1), .. Key(8, 96)], lines.Add);
        Assert.Equal(["s"], lines);
    }

    [Fact]
    public void A_tag_in_hexadecimal_a_pass_a_code_and_a_card_become_taps()
    {
        byte[] payload = [2, (byte)'e', (byte)'n', .. Encoding.ASCII.GetBytes(Pass)];
        byte[] record = [0xD1, 1, (byte)payload.Length, (byte)'T', .. payload];
        foreach (var message in new[] { record, [0x03, (byte)record.Length, .. record, 0xFE] })
            Assert.Equal((TapKind.Nfc, Pass), Of(Convert.ToHexString(message)));
        Assert.Equal((TapKind.Qr, Pass), Of($"https://shop.example/p/{Pass}"));
        Assert.Equal((TapKind.Pin, "12345678"), Of("12345678"));
        // The number of a card is no pass, and it is for the server to say so.
        Assert.Equal((TapKind.Qr, "04A2B3C4D5E680"), Of("04A2B3C4D5E680"));
        Assert.Null(ShownCode.Of("   "));
        Assert.NotNull(ShownCode.Of(new string('x', ShownCode.CharsMax)));
        Assert.Null(ShownCode.Of(new string('x', ShownCode.CharsMax + 1)));
        Assert.DoesNotContain("v1", ShownCode.Of(Pass)!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stdin", true)]
    [InlineData("evdev:/dev/input/event3", true)]
    [InlineData("serial:/dev/ttyUSB0", true)]
    [InlineData("serial:/dev/ttyUSB0@115200", true)]
    [InlineData("serial:/dev/ttyUSB0@12345", false)]
    [InlineData("serial:/dev/ttyUSB0@fast", false)]
    [InlineData("serial:", false)]
    [InlineData("serial:@9600", false)]
    [InlineData("evdev:", false)]
    [InlineData("keyboard", false)]
    [InlineData("", false)]
    public void A_reader_is_named(string text, bool named) => Assert.Equal(named, CodeReader.TryParse(text) is not null);

    [Fact]
    public async Task A_source_that_ends_is_read_to_its_end()
    {
        var reader = new CodeReader("test", () => new MemoryStream("one\ntwo"u8.ToArray()), () => new TextLines(), ends: true);
        Assert.Equal(["one", "two"], await All(reader, _ => { }, Eventually.Soon));
    }

    [Fact]
    public async Task A_device_that_is_not_there_is_told_once_and_opened_again_until_it_is_stopped()
    {
        using var folder = new Folder();
        var plain = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(plain, "v1.pass\n");
        foreach (var (device, why) in new[] { (Path.Combine(folder.Path, "none"), "none"), (plain, OperatingSystem.IsLinux() ? "no device" : "Linux") })
        {
            using var stop = new CancellationTokenSource();
            var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            var reading = All(CodeReader.TryParse($"serial:{device}")!, said => told.TrySetResult(said), stop.Token);
            Assert.Contains(why, await told.Task.WaitAsync(Eventually.Soon), StringComparison.Ordinal);
            await stop.CancelAsync();
            Assert.Empty(await reading);
        }
    }

    [Fact]
    public async Task A_thread_that_reads_outlives_whoever_stopped_it_and_harms_nothing()
    {
        // An exception of its thread ends the whole run: not this test fails, but the run.
        var (told, gone) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        void Say(string _)
        {
            told.TrySetResult();
            gone.Task.Wait(Eventually.Soon);
        }

        using (var stop = new CancellationTokenSource())
        {
            var reading = All(new CodeReader("test", () => throw new IOException("not there"), () => new TextLines(), ends: false), Say, stop.Token);
            await told.Task.WaitAsync(Eventually.Soon);
            await stop.CancelAsync();
            Assert.Empty(await reading);
        }

        gone.SetResult();
    }

    private static (TapKind Kind, string Pass) Of(string line) => ShownCode.Of(line) is { } shown ? (shown.Kind, shown.Pass) : default;

    private static async Task<List<string>> All(CodeReader reader, Action<string> say, CancellationToken cancel)
    {
        var all = new List<string>();
        await foreach (var line in reader.Lines(say, cancel)) all.Add(line);
        return all;
    }

    // As a keyboard of a US layout is written on: the place in the row is the key.
    private static IEnumerable<byte> Typed(int wordBytes, string text)
    {
        (ushort First, string Plain, string Shifted)[] rows =
        [
            (2, "1234567890-=", "!@#$%^&*()_+"), (16, "qwertyuiop[]", "QWERTYUIOP{}"), (30, "asdfghjkl;'`", "ASDFGHJKL:\"~"), (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
        ];
        foreach (var c in text)
        {
            var (first, plain, shifted) = rows.First(row => row.Plain.Contains(c) || row.Shifted.Contains(c));
            var isShifted = shifted.Contains(c);
            if (isShifted) foreach (var one in Event(wordBytes, KeyEvent, Shift, 1)) yield return one;
            foreach (var one in Key(wordBytes, (ushort)(first + (isShifted ? shifted : plain).IndexOf(c)))) yield return one;
            if (isShifted) foreach (var one in Event(wordBytes, KeyEvent, Shift, 0)) yield return one;
        }
    }

    private static byte[] Key(int wordBytes, ushort code) => [.. Event(wordBytes, KeyEvent, code, 1), .. Event(wordBytes, SyncEvent, 0, 0), .. Event(wordBytes, KeyEvent, code, 0)];

    private static byte[] Event(int wordBytes, ushort type, ushort code, int value)
    {
        var bytes = new byte[(2 * wordBytes) + 8];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * wordBytes), type);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan((2 * wordBytes) + 2), code);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan((2 * wordBytes) + 4), value);
        return bytes;
    }
}
