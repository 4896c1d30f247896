namespace SmartStore.Core.Cases;

/// <summary>How long a help waits, and what its shopper is told of it: a time, or the choice to come later. Never a place in a queue.</summary>
public static class CaseWaitRules
{
    /// <summary>Before anybody waited: how long one waits on average.</summary>
    public static readonly TimeSpan AverageAtFirst = TimeSpan.FromSeconds(180);

    /// <summary>Shortest wait that is told.</summary>
    public static readonly TimeSpan WaitMin = TimeSpan.FromMinutes(1);

    /// <summary>Longest wait that is told.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(30);

    /// <summary>In how many minutes somebody who does not want to wait may come.</summary>
    public static readonly IReadOnlyList<int> ComeInMinutes = [20, 40];

    /// <summary>The average after one more wait: the newest counts a tenth.</summary>
    public static TimeSpan Average(TimeSpan average, TimeSpan waited) => (0.9 * average) + (0.1 * waited);

    /// <summary>How long a help will wait; null: nobody is on duty, so that nobody can say.</summary>
    /// <param name="average">Of the store.</param>
    /// <param name="before">Helps that wait for longer.</param>
    public static TimeSpan? Estimate(TimeSpan average, int before, int onDuty)
    {
        if (onDuty <= 0) return null;
        var wait = (before + onDuty) / onDuty * average;
        return wait < WaitMin ? WaitMin : wait > WaitMax ? WaitMax : wait;
    }

    internal static void Take(CaseTurn turn, CaseWaitTold fact)
    {
        if (turn.Case is not { } held || held.Store != fact.Store || held.StoreVersion >= fact.Version) return;
        turn.Keep(held with { StoreVersion = fact.Version });
        if (held is { Kind: CaseKind.Help, State: CaseState.Open, IsDueChosen: false }) Estimate(turn, fact.Wait);
    }

    internal static void Estimate(CaseTurn turn, TimeSpan? wait)
    {
        var (held, rules) = (turn.Case!, turn.Rules);
        var due = turn.At + wait;
        var isLong = wait is null || wait > rules.LongWait;
        if ((due is null) != (held.DueAt is null) || (due - held.DueAt)?.Duration() > rules.ToldAgainAfter) turn.Become(held with { DueAt = due });
        if (isLong && !held.WasWaitOffered)
        {
            var words = turn.Words;
            IReadOnlyList<string> choices = [words.IWait, .. ComeInMinutes.Select(words.IComeIn)];
            turn.Become(turn.Case! with { Ask = new CaseAsk(CaseAskKind.Wait, choices), WasWaitOffered = true });
            turn.Say(wait is { } known ? words.WaitIsLong(known) : words.NobodyIsFree, choices);
        }
        // Somebody is free soon after all.
        else if (!isLong && turn.Case!.Ask?.Kind == CaseAskKind.Wait) turn.Become(turn.Case with { Ask = null, WasWaitOffered = false });
    }

    internal static void Choose(CaseTurn turn, int chosen)
    {
        var held = turn.Case! with { Ask = null };
        turn.Become(chosen == 0 ? held : held with { DueAt = turn.At + TimeSpan.FromMinutes(ComeInMinutes[chosen - 1]), IsDueChosen = true });
    }
}
