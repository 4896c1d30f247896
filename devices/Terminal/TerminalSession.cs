using SmartStore.Terminal.Lockers;
using SmartStore.Terminal.Readers;
using SmartStore.Terminal.Screens;

namespace SmartStore.Terminal;

/// <summary>A terminal at work: takes what its readers read, and says what comes of it, a line for each tap, each act, each door, and each line of its screen.</summary>
/// <param name="device">Not started yet; its callbacks become the session's.</param>
/// <param name="readers">Where codes come from.</param>
/// <param name="print">Gets the lines.</param>
/// <param name="say">Gets what is not about a tap or a door: for the log.</param>
public sealed class TerminalSession(TerminalDevice device, IReadOnlyList<CodeReader> readers, Action<string> print, Action<string> say)
{
    /// <summary>How what is done at the screen is written on stdin.</summary>
    public const string Commands = ScreenCommand.Forms;

    // Taps whose line is printed already; an answer may come twice.
    private const int PrintedMax = 256;

    private readonly Lock _gate = new();
    private readonly Queue<(string Tap, TapOutcome Outcome)> _printed = new();
    // Each with the newest answer that came; null: none yet.
    private readonly Dictionary<string, TapAnswer?> _waitedFor = new(StringComparer.Ordinal);
    private string _shown = "";

    /// <summary>It has a screen: lines of stdin may say what is done there (<see cref="Commands"/>).</summary>
    public bool HasScreen { get; init; }

    /// <summary>It shows a screen and takes no codes.</summary>
    public bool IsSign { get; init; }

    /// <summary>It goes on when its readers have ended: a page takes codes, too.</summary>
    public bool HasFace { get; init; }

    /// <summary>Told what came of each code that a reader read; set it before <see cref="RunAsync"/>.</summary>
    internal Action<TapAnswer>? ReaderAnswered { get; set; }

    /// <summary>Works until all readers have ended, or it is cancelled. A tap that is under way is answered first.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        device.Answered = Late;
        device.ScreenChanged += Show;
        device.DoorMoved = moved => Print($"door {moved.Slot} {moved.Word}");
        device.ReportAnswered = (report, outcome) =>
        {
            if (outcome != HandoverOutcome.Ok) say($"The server answered '{outcome}' to what became of slot {report.Slot}.");
        };
        device.Start();
        try
        {
            // A code that is piped in is there before the connection is.
            await device.ConnectingAsync(cancel);
            await Task.WhenAll(readers.Select(reader => Read(reader, cancel)));
            if (HasFace) await Task.Delay(Timeout.Infinite, cancel);
            await device.SettledAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Ctrl-C: what is on disk goes on with the next start.
        }
    }

    /// <summary>The contract's word for an outcome; <c>waiting</c> and <c>not_kept</c> are the terminal's own.</summary>
    internal static string Word(TapOutcome outcome) => outcome switch
    {
        TapOutcome.Waiting => "waiting",
        TapOutcome.NotKept => "not_kept",
        TapOutcome.Ok => "ok",
        TapOutcome.NoOrder => "no_order",
        TapOutcome.Granted => "granted",
        TapOutcome.AlreadyClaimed => "already_claimed",
        TapOutcome.Expired => "expired",
        TapOutcome.Refused => "refused",
        _ => "try_again",
    };

    private async Task Read(CodeReader reader, CancellationToken cancel)
    {
        await foreach (var line in reader.Lines(say, cancel))
        {
            if (IsSign)
            {
                say("A sign takes no codes and no commands.");
                continue;
            }

            if (HasScreen && reader.Name == CodeReader.Stdin && ScreenCommand.Read(line, device.Frame) is { } command)
            {
                await Act(command, cancel);
                continue;
            }

            if (ShownCode.Of(line) is not { } shown)
            {
                var text = device.Phrases.NoCodeRead(reader.Name);
                Print($"tap - refused: {text}");
                ReaderAnswered?.Invoke(new TapAnswer("", TapOutcome.Refused, "", text));
                continue;
            }

            var tap = device.NewTap(shown.Kind, shown.Pass);
            var answer = await Told(tap.Id, () => device.TapAsync(tap, cancel));
            ReaderAnswered?.Invoke(answer);
        }
    }

    /// <summary>A code that was shown or typed at the page.</summary>
    /// <param name="waits">How long the page waits for its answer.</param>
    internal Task<TapAnswer> TapAsync(ShownCode shown, TimeSpan waits)
    {
        var tap = device.NewTap(shown.Kind, shown.Pass);
        return Told(tap.Id, () => device.TapAsync(tap, waits, CancellationToken.None));
    }

    /// <summary>Something done at the page.</summary>
    internal Task<TapAnswer> ActAsync(string session, ScreenCommand command) => Told(device.NewAct(session, command.Word, command.Item, command.Value), CancellationToken.None);

    private async Task Act(ScreenCommand command, CancellationToken cancel)
    {
        var act = device.NewAct(device.Frame?.Session ?? "", command.Word, command.Item, command.Value);
        if (command.Word.Length == 0) Print($"act - refused: {device.Phrases.NotOnThisScreen}");
        // Anybody may call for help.
        else if (act.Session.Length == 0 && command.Word != "help") Print($"act - expired: {device.Phrases.ScreenClosed}");
        else await Told(act, cancel);
    }

    private Task<TapAnswer> Told(ScreenAct act, CancellationToken cancel) => Told(act.Id, () => device.ActAsync(act, cancel));

    // Asks, and prints what comes of it once.
    private async Task<TapAnswer> Told(string id, Func<Task<TapAnswer>> ask)
    {
        lock (_gate) _waitedFor[id] = null;
        try
        {
            var answer = await ask();
            Tell(answer);
            return answer;
        }
        finally
        {
            TapAnswer? newest;
            lock (_gate) _waitedFor.Remove(id, out newest);
            // It came just after its time was over. Nothing is printed twice.
            if (newest is not null) Tell(newest);
        }
    }

    // The id of the session means nothing to a person, so it is left out. A frame that only lasts longer is not printed again.
    private void Show(ScreenFrame? frame)
    {
        if (frame is null)
        {
            _shown = "";
            Print("screen blank");
            return;
        }

        var look = $"{frame.Language}, {frame.TextSize}{(frame.HighContrast ? ", high contrast" : "")}{(frame.Name.Length > 0 ? $", {frame.Name}" : "")}: {frame.Text}";
        List<string> lines =
        [
            .. frame.Orders.Select(order => $"screen order: {order}"),
            .. frame.Items.Select((item, i) => $"screen item {i + 1} {(item.IsDone ? "done" : "open")}: {item.Name}{(item.Aisle.Length > 0 ? $" ({item.Aisle})" : "")}"),
        ];
        var shown = string.Join('\n', lines.Prepend(look).Prepend(frame.Session));
        if (shown == _shown) return;
        _shown = shown;
        Print($"screen open {frame.Lives.TotalSeconds:0} s, {look}");
        foreach (var line in lines) Print(line);
    }

    // Every answer comes here, too: those that nobody waits for are late ones.
    private void Late(TapAnswer answer)
    {
        lock (_gate)
        {
            if (_waitedFor.ContainsKey(answer.TapId))
            {
                _waitedFor[answer.TapId] = answer;
                return;
            }
        }

        Tell(answer);
    }

    private void Tell(TapAnswer answer)
    {
        lock (_gate)
        {
            if (_printed.Contains((answer.TapId, answer.Outcome))) return;
            if (_printed.Count == PrintedMax) _printed.Dequeue();
            _printed.Enqueue((answer.TapId, answer.Outcome));
        }

        Print($"{(answer.TapId.StartsWith(ScreenAct.IdStart, StringComparison.Ordinal) ? "act" : "tap")} {answer.TapId} {Word(answer.Outcome)}{(answer.OrderId.Length > 0 ? $" {answer.OrderId}" : "")}{(answer.More > 0 ? $" +{answer.More}" : "")}: {answer.Text}");
    }

    // Text from elsewhere stays on its line.
    private void Print(string line)
    {
        var one = string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c));
        lock (_gate) print(one);
    }
}
