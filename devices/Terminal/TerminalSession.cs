using SmartStore.Terminal.Lockers;
using SmartStore.Terminal.Readers;

namespace SmartStore.Terminal;

/// <summary>A terminal at work: takes what its readers read, and says what comes of it, a line for each tap and a line for each door.</summary>
/// <param name="device">Not started yet; its callbacks become the session's.</param>
/// <param name="readers">Where codes come from.</param>
/// <param name="print">Gets the lines.</param>
/// <param name="say">Gets what is not about a tap or a door: for the log.</param>
public sealed class TerminalSession(TerminalDevice device, IReadOnlyList<CodeReader> readers, Action<string> print, Action<string> say)
{
    // Taps whose line is printed already; an answer may come twice.
    private const int PrintedMax = 256;

    private readonly Lock _gate = new();
    private readonly Queue<(string Tap, TapOutcome Outcome)> _printed = new();
    private readonly HashSet<string> _waitedFor = new(StringComparer.Ordinal);

    /// <summary>Works until all readers have ended, or it is cancelled. A tap that is under way is answered first.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        device.Answered = Late;
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
            if (ShownCode.Of(line) is not { } shown)
            {
                Print($"tap - refused: There is no code in what {reader.Name} read.");
                continue;
            }

            var tap = device.NewTap(shown.Kind, shown.Pass);
            lock (_gate) _waitedFor.Add(tap.Id);
            var answer = await device.TapAsync(tap, cancel);
            lock (_gate) _waitedFor.Remove(tap.Id);
            Tell(answer);
        }
    }

    // Every answer comes here, too: those that nobody waits for are late ones.
    private void Late(TapAnswer answer)
    {
        lock (_gate)
            if (_waitedFor.Contains(answer.TapId)) return;
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

        var text = (answer.Outcome, answer.Text.Length) switch
        {
            (TapOutcome.Waiting, 0) => "The server does not answer. Please ask staff.",
            (TapOutcome.NotKept, 0) => "The disk took no more. Please ask staff.",
            _ => answer.Text,
        };
        Print($"tap {answer.TapId} {Word(answer.Outcome)}{(answer.OrderId.Length > 0 ? $" {answer.OrderId}" : "")}{(answer.More > 0 ? $" +{answer.More}" : "")}: {text}");
    }

    // Text from elsewhere stays on its line.
    private void Print(string line)
    {
        var one = string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c));
        lock (_gate) print(one);
    }
}
