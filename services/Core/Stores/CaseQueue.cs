using SmartStore.Core.Cases;

namespace SmartStore.Core.Stores;

/// <summary>An open case on the board.</summary>
/// <param name="Version">Of the copy.</param>
public sealed record BoardCase(long Version, ServiceCase Case);

/// <summary>How long shoppers wait for staff in one store.</summary>
/// <param name="Time">The average, of which the newest wait is a tenth.</param>
public sealed record AverageWait(CaseKind Kind, TimeSpan Time);

/// <summary>A case's grain gave its copy.</summary>
/// <param name="Version">Greater than that of every earlier copy of this case.</param>
/// <param name="Case">As staff may see it; null: there is no such case any more.</param>
public sealed record CaseStood(string Id, DateTimeOffset At, CaseId CaseId, long Version, ServiceCase? Case) : StoreFact(Id, At);

/// <summary>A case, as it stands now.</summary>
public sealed record CaseShown(DateTimeOffset At, DateTimeOffset ExpiresAt, ServiceCase Case) : StaffUpdate(At, ExpiresAt);

/// <summary>A help waits for another time than it was told.</summary>
/// <param name="Wait">Null: nobody is on duty.</param>
public sealed record WaitEstimated(DateTimeOffset At, CaseId Case, TimeSpan? Wait) : StoreDecision(At);

/// <summary>What somebody who opens a case needs to know of its store.</summary>
/// <param name="HelpWait">How long one more help would wait; null: nobody is on duty.</param>
/// <param name="Open">Open cases that count towards <see cref="ServiceCase.PerStoreMax"/>.</param>
/// <param name="HelpTerminals">Terminals at which a help is open.</param>
public sealed record QueueView(TimeSpan? HelpWait, int Open, IReadOnlyList<string> HelpTerminals);

/// <summary>The open cases of a store, and how long they wait. It is made of copies, and decides nothing about a case.</summary>
public static class CaseQueue
{
    /// <summary>How the queue stands for one more case.</summary>
    public static QueueView View(StoreBoard board)
    {
        var helps = board.Cases.Where(line => line.Case.Kind == CaseKind.Help).ToList();
        return new QueueView(
            CaseWaitRules.Estimate(Average(board, CaseKind.Help), helps.Count(line => line.Case.State == CaseState.Open), board.Duty.All.Count),
            board.Cases.Count(line => !line.Case.IsTrouble),
            [.. helps.Select(line => line.Case.Terminal).Where(terminal => terminal.Length > 0)]);
    }

    /// <summary>Somebody with an appointment, something to bring back or a complaint has come in: they stand first on the board.</summary>
    public static bool IsExpectedAndHere(ServiceCase of) => of is { IsHere: true, Kind: CaseKind.Concierge or CaseKind.Return or CaseKind.Complaint };

    internal static StoreBoard Take(StoreBoard board, CaseStood fact)
    {
        var known = board.Cases.FirstOrDefault(line => line.Case.Id == fact.CaseId);
        var subject = $"case/{fact.CaseId.Value}";
        if (StoreDecider.IsOld(board, subject, known?.Version, fact.Version)) return board;
        if (fact.Case is { State: CaseState.Taken } taken && (known is null || known.Case.State == CaseState.Open)) board = board with { Waits = After(board, taken) };
        if (fact.Case is not { IsOpen: true } now)
            return StoreDecider.Without(board, subject, fact.Version) with { Cases = [.. board.Cases.Where(line => line != known)] };
        var line = new BoardCase(fact.Version, now);
        return board with { Cases = known is null ? With(board.Cases, line) : [.. board.Cases.Select(each => each == known ? line : each)] };
    }

    // On a full board the oldest trouble of an order makes room, for its order's line says it, too. What somebody was promised stays: such a case was accepted when there was room, and some that were opened at the same moment may all get here.
    private static IReadOnlyList<BoardCase> With(IReadOnlyList<BoardCase> cases, BoardCase added)
    {
        if (cases.Count < ServiceCase.PerStoreMax) return [.. cases, added];
        if (cases.FirstOrDefault(line => line.Case.IsTrouble) is { } leaving) return [.. cases.Where(line => line != leaving), added];
        return added.Case.IsTrouble ? cases : [.. cases, added];
    }

    /// <summary>Whose time has moved since it was told. A help whose shopper said when they come keeps that time.</summary>
    internal static IEnumerable<WaitEstimated> Moved(StoreBoard board, DateTimeOffset at, StoreRules rules)
    {
        var before = 0;
        foreach (var line in board.Cases)
        {
            if (line.Case is not { Kind: CaseKind.Help, State: CaseState.Open } help) continue;
            var wait = CaseWaitRules.Estimate(Average(board, CaseKind.Help), before++, board.Duty.All.Count);
            if (help.IsDueChosen || (wait is null && help.DueAt is null)) continue;
            if (wait is null || help.DueAt is null || (at + wait - help.DueAt).Value.Duration() > rules.WaitToldAgainAfter) yield return new WaitEstimated(at, help.Id, wait);
        }
    }

    /// <summary>What changes for staff when a copy came.</summary>
    internal static IEnumerable<StaffUpdate> Changes(StoreBoard before, CaseStood fact, DateTimeOffset expiresAt)
    {
        var known = before.Cases.FirstOrDefault(line => line.Case.Id == fact.CaseId);
        // What was over before the board heard of it is nobody's work.
        if (fact.Case is not { } now || (known is null && !now.IsOpen)) yield break;
        yield return new CaseShown(fact.At, expiresAt, now);
        if (known is null && now is { Kind: CaseKind.Help, Terminal.Length: > 0 }) yield return new StaffAsked(fact.At, expiresAt, now.Terminal, now.Zone, StaffPhrases.HelpAt(now.Terminal));
    }

    private static TimeSpan Average(StoreBoard board, CaseKind kind) => board.Waits.FirstOrDefault(wait => wait.Kind == kind)?.Time ?? CaseWaitRules.AverageAtFirst;

    private static IReadOnlyList<AverageWait> After(StoreBoard board, ServiceCase taken)
    {
        var waited = taken.StateAt > taken.WaitsSince ? taken.StateAt - taken.WaitsSince : TimeSpan.Zero;
        return [.. board.Waits.Where(wait => wait.Kind != taken.Kind), new AverageWait(taken.Kind, CaseWaitRules.Average(Average(board, taken.Kind), waited))];
    }
}
