namespace SmartStore.Core.Members;

/// <summary>Something that happened to what is kept of a member.</summary>
/// <param name="Id">The cause; unique, 1–128 characters.</param>
/// <param name="At">When, UTC.</param>
public abstract record MemberFact(string Id, DateTimeOffset At);

/// <summary>The shopper's grain tells what changed in the consents, oldest first. It may tell again what is known.</summary>
public sealed record ConsentsCopied(string Id, DateTimeOffset At, IReadOnlyList<ConsentEntry> Entries) : MemberFact(Id, At);

/// <summary>The shopper said how they want to be treated: all of it, in place of what was said before.</summary>
public sealed record PreferencesPut(string Id, DateTimeOffset At, Preferences Preferences) : MemberFact(Id, At);

/// <summary>Somebody is about to look.</summary>
public sealed record AccessNoted(string Id, DateTimeOffset At, AccessEntry Entry) : MemberFact(Id, At);

/// <summary>A browser of the member is to take pushes. Said again, it has the keys that were said last.</summary>
public sealed record PushAddressPut(string Id, DateTimeOffset At, PushAddress Address) : MemberFact(Id, At);

/// <summary>A browser takes no more pushes: its person switched them off, or its push service does not know it any more.</summary>
public sealed record PushAddressGone(string Id, DateTimeOffset At, string Endpoint) : MemberFact(Id, At);

/// <summary>No browser of before takes pushes any more: the member ended their devices.</summary>
public sealed record PushesEnded(string Id, DateTimeOffset At) : MemberFact(Id, At);

/// <summary>The time has come that <see cref="MemberClock.WakeAt"/> named.</summary>
public sealed record MemberWoken(string Id, DateTimeOffset At) : MemberFact(Id, At);

/// <summary>What the rules about a member decided.</summary>
public abstract record MemberDecision(DateTimeOffset At);

/// <summary>A change of the consents is in the ledger.</summary>
public sealed record ConsentLedgered(DateTimeOffset At, ConsentEntry Entry) : MemberDecision(At);

/// <summary>The preferences are these now. The shopper's grain is told.</summary>
public sealed record PreferencesReplaced(DateTimeOffset At, Preferences Preferences) : MemberDecision(At);

/// <summary>These browsers take pushes now.</summary>
public sealed record PushesReplaced(DateTimeOffset At, IReadOnlyList<PushAddress> Pushes) : MemberDecision(At);

/// <summary>An access is in the log.</summary>
public sealed record AccessEntered(DateTimeOffset At, AccessEntry Entry) : MemberDecision(At);

/// <summary>Accesses from before this are forgotten.</summary>
public sealed record AccessesForgotten(DateTimeOffset At, DateTimeOffset Before) : MemberDecision(At);

/// <summary>The rules about what is kept of a member. Pure: the same member and fact give the same decisions.</summary>
public static class MemberDecider
{
    /// <summary>What follows from a fact. One that changes nothing gives nothing.</summary>
    public static IReadOnlyList<MemberDecision> Decide(Member member, MemberFact fact) => [.. Past(member, fact.At), .. Of(member, fact)];

    /// <summary>The member after a decision.</summary>
    public static Member Evolve(Member member, MemberDecision decision) => decision switch
    {
        ConsentLedgered d => member with { Consents = ConsentEntry.With(member.Consents, d.Entry) },
        PreferencesReplaced d => member with { Preferences = d.Preferences },
        AccessEntered d => member with { Accesses = [.. member.Accesses.Append(d.Entry).TakeLast(AccessEntry.PerMemberMax)] },
        PushesReplaced d => member with { Pushes = d.Pushes },
        AccessesForgotten d => member with { Accesses = [.. member.Accesses.Where(access => access.At >= d.Before)] },
        _ => member,
    };

    private static IEnumerable<MemberDecision> Of(Member member, MemberFact fact) => fact switch
    {
        ConsentsCopied told => told.Entries.Where(entry => entry.Number > LastNumber(member)).OrderBy(entry => entry.Number).Select(entry => new ConsentLedgered(fact.At, entry)),
        PreferencesPut put => put.Preferences == member.Preferences ? [] : [new PreferencesReplaced(fact.At, put.Preferences)],
        AccessNoted noted => [new AccessEntered(fact.At, noted.Entry with { At = fact.At })],
        PushAddressPut put => Pushes(member, fact.At, [.. member.Pushes.Where(known => known.Endpoint != put.Address.Endpoint).Append(put.Address with { At = fact.At }).TakeLast(PushAddress.PerMemberMax)]),
        PushAddressGone gone => Pushes(member, fact.At, [.. member.Pushes.Where(known => known.Endpoint != gone.Endpoint)]),
        PushesEnded => Pushes(member, fact.At, []),
        MemberWoken => [],
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "No rule for this fact."),
    };

    // Each visit of the page says the same address again; that is no news.
    private static IEnumerable<MemberDecision> Pushes(Member member, DateTimeOffset at, IReadOnlyList<PushAddress> now) =>
        now.Select(WithoutTime).SequenceEqual(member.Pushes.Select(WithoutTime)) ? [] : [new PushesReplaced(at, now)];

    private static PushAddress WithoutTime(PushAddress address) => address with { At = default };

    private static IEnumerable<MemberDecision> Past(Member member, DateTimeOffset now) =>
        MemberClock.WakeAt(member) <= now ? [new AccessesForgotten(now, now - AccessEntry.KeptFor)] : [];

    private static long LastNumber(Member member) => member.Consents.Count == 0 ? 0 : member.Consents[^1].Number;
}

/// <summary>When a member's rules want to be asked again without any news.</summary>
public static class MemberClock
{
    /// <summary>When the oldest access has been kept for long enough; null: there is none.</summary>
    public static DateTimeOffset? WakeAt(Member member) => member.Accesses.Count == 0 ? null : member.Accesses.Min(access => access.At) + AccessEntry.KeptFor + TimeSpan.FromMilliseconds(1);
}
