using System.Text.Json;
using System.Threading.Channels;

namespace SmartStore.Faults.Tests.Load;

/// <summary>What a locker says of a door that opened and was shut again.</summary>
/// <param name="Kind"><c>grant</c> or <c>voucher</c>: what <paramref name="Proof"/> is.</param>
/// <param name="OpenedAt">When the door opened.</param>
/// <param name="IsLate">True: the order had been cancelled before the server hears of the door. It is handed over all the same, and staff get a case.</param>
/// <param name="IsRepeated">True: each report is sent again after its answer.</param>
internal sealed record DoorReports(string Order, string Kind, string Proof, DateTimeOffset OpenedAt, bool IsLate, bool IsRepeated)
{
    /// <summary>The door. Orders do not know each other, so that one is enough for all.</summary>
    public const string Slot = "A1";

    /// <summary>Tells it, each report until it is answered.</summary>
    /// <param name="end">The order's handover.</param>
    public async Task Tell(TapTerminal locker, Crowd crowd, Fact end, CancellationToken cancel)
    {
        var late = new Fact($"late/{Order}", Fetcher.CaseSubject(Order), 1) { Brings = [new Effect(StaffScreen.Receiver, Fetcher.CaseSubject(Order))] };
        var opened = new Fact($"opened/{Order}", TapTerminal.AnswerTo(Id("opened")), 1) { Payload = Kind, Brings = [new Effect(locker.Receiver, TapTerminal.AnswerTo(Id("opened")))] };
        var closed = end with { Payload = $"{Kind} at {OpenedAt:O}", Brings = [.. end.Brings, new Effect(locker.Receiver, TapTerminal.AnswerTo(Id("closed")))] };
        if (Kind == "voucher" && !IsLate) crowd.Ledger.Send(Fetcher.Claim(Order));
        if (IsLate) crowd.Ledger.Send(late);
        crowd.Ledger.Send(opened);
        await Tell(locker, crowd, "opened", opened, cancel);
        crowd.Ledger.Send(closed);
        await Tell(locker, crowd, "closed", closed, cancel);
        crowd.Ledger.Hear(Fetcher.Handovers, closed.Subject, closed.Version, "", Proof);
        if (IsLate) crowd.Ledger.Acknowledge(late);
    }

    private async Task Tell(TapTerminal locker, Crowd crowd, string what, Fact fact, CancellationToken cancel)
    {
        for (var times = IsRepeated ? 2 : 1; times > 0; times--)
        {
            using var answer = JsonDocument.Parse(await locker.Report(Id(what), () => Payload(what), fact, cancel));
            var outcome = answer.RootElement.GetProperty("outcome").GetString();
            if (outcome != (IsLate ? "conflict" : "ok")) crowd.Ledger.Deny(fact.Subject, $"the {Kind}'s report {what} was answered {outcome}");
        }
    }

    private string Id(string what) => $"h-{what}-{Order}";

    private string Payload(string what) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["id"] = Id(what),
        ["at"] = OpenedAt.ToUnixTimeMilliseconds(),
        ["sent"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
        [Kind] = Proof,
        ["event"] = what,
        ["slot"] = Slot,
    });
}

/// <summary>A locker whose line comes and goes: it opens by vouchers, and tells what it did whenever it is connected.</summary>
/// <param name="connect">A connection of the locker's.</param>
internal sealed class CutOffLocker(Func<TapTerminal> connect, Crowd crowd)
{
    private static readonly TimeSpan CutOffFor = TimeSpan.FromSeconds(3);

    private readonly Channel<(DoorReports Reports, Fact End)> _released = System.Threading.Channels.Channel.CreateUnbounded<(DoorReports, Fact)>();

    /// <summary>A door opened and was shut.</summary>
    public void Release(DoorReports reports, Fact end) => _released.Writer.TryWrite((reports, end));

    /// <summary>Nobody comes any more.</summary>
    public void Close() => _released.Writer.TryComplete();

    /// <summary>Is cut off and connected in turns, until nobody comes any more and everything is told.</summary>
    public async Task Live(CancellationToken ending, CancellationToken cancel)
    {
        try
        {
            while (await _released.Reader.WaitToReadAsync(cancel))
            {
                await Task.Delay(CutOffFor, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await using var locker = connect();
                List<Task> telling = [];
                while (_released.Reader.TryRead(out var released)) telling.Add(released.Reports.Tell(locker, crowd, released.End, cancel));
                await Task.WhenAll(telling);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The load has ended, and what was not answered by then stays in doubt.
        }
    }
}
