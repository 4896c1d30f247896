namespace SmartStore.Core.Members;

/// <summary>Something that happened to what is kept of a member.</summary>
/// <param name="Id">The cause; unique, 1–128 characters.</param>
/// <param name="At">When, UTC.</param>
public abstract record MemberFact(string Id, DateTimeOffset At);

/// <summary>The shopper's grain tells what changed in the consents, oldest first. It may tell again what is known.</summary>
public sealed record ConsentsTold(string Id, DateTimeOffset At, IReadOnlyList<ConsentEntry> Entries) : MemberFact(Id, At);

/// <summary>What the rules about a member decided.</summary>
public abstract record MemberDecision(DateTimeOffset At);

/// <summary>A change of the consents is in the ledger.</summary>
public sealed record ConsentLedgered(DateTimeOffset At, ConsentEntry Entry) : MemberDecision(At);

/// <summary>The rules about what is kept of a member. Pure: the same member and fact give the same decisions.</summary>
public static class MemberDecider
{
    /// <summary>What follows from a fact. One that changes nothing gives nothing.</summary>
    public static IReadOnlyList<MemberDecision> Decide(Member member, MemberFact fact) => fact switch
    {
        ConsentsTold told => [.. told.Entries.Where(entry => entry.Number > LastNumber(member)).OrderBy(entry => entry.Number).Select(entry => new ConsentLedgered(fact.At, entry))],
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "No rule for this fact."),
    };

    /// <summary>The member after a decision.</summary>
    public static Member Evolve(Member member, MemberDecision decision) => decision switch
    {
        ConsentLedgered d => member with { Consents = ConsentEntry.With(member.Consents, d.Entry) },
        _ => member,
    };

    private static long LastNumber(Member member) => member.Consents.Count == 0 ? 0 : member.Consents[^1].Number;
}
