using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace SmartStore.Terminal.Readers;

/// <summary>
/// Where codes come from: lines of stdin, a keyboard (scanner guns are keyboards), or a serial line. A device that goes away is opened again when it is back; stdin ends.
/// </summary>
public sealed class CodeReader
{
    /// <summary>How a reader is written.</summary>
    public const string Forms = "stdin, evdev:DEVICE or serial:DEVICE[@BAUD]";

    /// <summary>The reader of what people type.</summary>
    public const string Stdin = "stdin";

    /// <summary>Lines that wait to be taken; then the reader waits, too.</summary>
    public const int WaitingMax = 64;

    private static readonly TimeSpan s_openAgainAfter = TimeSpan.FromSeconds(2);

    private readonly Func<Stream> _open;
    private readonly Func<ILineDecoder> _decoder;
    private readonly bool _ends;

    /// <param name="name">For people.</param>
    /// <param name="open">Opens the source; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when it cannot be.</param>
    /// <param name="decoder">Makes lines of its bytes.</param>
    /// <param name="ends">True: its end is the end. False: it is opened again.</param>
    internal CodeReader(string name, Func<Stream> open, Func<ILineDecoder> decoder, bool ends) => (Name, _open, _decoder, _ends) = (name, open, decoder, ends);

    /// <summary>For people: as it was written.</summary>
    public string Name { get; }

    /// <summary>Reads <see cref="Forms"/>.</summary>
    /// <returns>Null: the text is none of these.</returns>
    public static CodeReader? TryParse(string text)
    {
        if (text == Stdin) return new CodeReader(text, Console.OpenStandardInput, static () => new TextLines(), ends: true);
        if (After(text, "evdev:") is { } keyboard) return new CodeReader(text, () => LinuxDevice.OpenKeyboard(keyboard), static () => new KeyLines(), ends: false);
        if (After(text, "serial:") is not { } line) return null;
        var at = line.LastIndexOf('@');
        var (device, baud) = at < 0 ? (line, LinuxDevice.BaudDefault) : (line[..at], int.TryParse(line.AsSpan(at + 1), out var given) ? given : 0);
        return device.Length > 0 && LinuxDevice.KnowsBaud(baud) ? new CodeReader(text, () => LinuxDevice.OpenSerial(device, baud), static () => new TextLines(), ends: false) : null;
    }

    /// <summary>The lines as they come, without their ends, none of them empty. Ends with stdin, or when cancelled.</summary>
    /// <param name="say">Told, once each time, that the source cannot be opened, has gone, or sent a line that is too long.</param>
    public async IAsyncEnumerable<string> Lines(Action<string> say, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var lines = Channel.CreateBounded<string>(new BoundedChannelOptions(WaitingMax) { SingleReader = true, SingleWriter = true });
        // A read of a device cannot be cancelled: the thread is left to end with the process.
        new Thread(() => Pump(lines.Writer, say, cancel)) { IsBackground = true, Name = Name }.Start();
        while (true)
        {
            string line;
            try
            {
                line = await lines.Reader.ReadAsync(cancel);
            }
            catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
            {
                yield break;
            }

            yield return line;
        }
    }

    private static string? After(string text, string start) => text.StartsWith(start, StringComparison.Ordinal) && text.Length > start.Length ? text[start.Length..] : null;

    private void Pump(ChannelWriter<string> lines, Action<string> say, CancellationToken cancel)
    {
        var buffer = new byte[4096];
        var isAway = false;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                using var source = _open();
                if (isAway) say($"{Name} is back.");
                isAway = false;
                var decoder = _decoder();
                for (int read; (read = source.Read(buffer)) > 0;) decoder.Take(buffer.AsSpan(0, read), Write);
                if (_ends) decoder.End(Write);
                if (!_ends) throw new EndOfStreamException("it ended");
                break;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                if (_ends) break;
                if (!isAway) say($"{Name} cannot be read ({e.Message.TrimEnd('.')}); it is tried again every {s_openAgainAfter.TotalSeconds:0} s.");
                isAway = true;
                // The handle of the token would do, but it throws once its source is disposed, and an exception here ends the process.
                Task.Delay(s_openAgainAfter, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
            }
        }

        lines.TryComplete();

        void Write(string? line)
        {
            if (line is null) say($"{Name} sent a line of more than {TextLines.CharsMax} characters; it is left out.");
            // This thread only reads this device: it may wait until the lines are taken.
            else while (!lines.TryWrite(line) && !cancel.IsCancellationRequested) Thread.Sleep(10);
        }
    }
}

/// <summary>Makes lines of the bytes of a source.</summary>
internal interface ILineDecoder
{
    /// <summary>Takes the next bytes. Bytes that are no whole line are kept until the next call.</summary>
    /// <param name="line">Called with each whole line that is not empty; null: it was too long and is left out.</param>
    void Take(ReadOnlySpan<byte> bytes, Action<string?> line);

    /// <summary>The source has ended: what is left is a line, too.</summary>
    void End(Action<string?> line);
}
