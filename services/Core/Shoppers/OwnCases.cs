using SmartStore.Core.Cases;

namespace SmartStore.Core.Shoppers;

/// <summary>A case of this shopper: a copy of what its grain owns.</summary>
/// <param name="OpenedAt">When it was opened, or asked for.</param>
/// <param name="Version">Of the copy; 0: it was asked for, and no copy has come yet.</param>
public sealed record OwnCase(CaseId Id, CaseKind Kind, StoreId Store, CaseState State, DateTimeOffset OpenedAt, long Version)
{
    /// <summary>Open cases of one shopper; further ones are refused.</summary>
    public const int OpenMax = 10;

    /// <summary>Helps that one shopper may ask for in an hour; further ones are refused.</summary>
    public const int HelpsPerHourMax = 3;

    /// <summary>Cases of one shopper that are kept, those that are over, too; further ones are refused.</summary>
    public const int KeptMax = 256;

    /// <summary>As the phone shows it; null: it is over, or no copy has come yet.</summary>
    public ServiceCase? Content { get; init; }

    /// <summary>True until it is settled, withdrawn or expired.</summary>
    public bool IsOpen => State.IsOpen();
}

/// <summary>Somebody wants to open a case for this shopper.</summary>
/// <param name="Case">The id that it will have: the same wish said twice has the same one.</param>
/// <param name="ByStaff">Staff open it: what one shopper may ask for in an hour does not count.</param>
public sealed record CaseAsked(string Id, DateTimeOffset At, CaseId Case, CaseKind Kind, StoreId Store, bool ByStaff) : ShopperFact(Id, At);

/// <summary>A case's grain gave its copy.</summary>
/// <param name="Version">Greater than that of every earlier copy of this case.</param>
/// <param name="Case">Null: there is no such case any more.</param>
public sealed record CaseCopied(string Id, DateTimeOffset At, CaseId CaseId, long Version, ServiceCase? Case) : ShopperFact(Id, At);

/// <summary>The shopper's cases are these now.</summary>
public sealed record OwnCasesReplaced(DateTimeOffset At, IReadOnlyList<OwnCase> Cases) : ShopperDecision(At);

/// <summary>A case, as it stands now.</summary>
public sealed record CaseTold(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, ServiceCase Case) : PhoneUpdate(UpdateId, At, ExpiresAt);

/// <summary>Whether the case may be opened, and what is known of the shopper for it.</summary>
public sealed record CaseGranted(DateTimeOffset At, CaseGrant Grant) : ShopperDecision(At);

/// <summary>What a case that is to be opened needs to know of its shopper.</summary>
/// <param name="Name">As staff would greet them; may be empty.</param>
/// <param name="Language">BCP 47 tag; empty: the store's.</param>
/// <param name="MayBeSeen">They agreed to be seen. Without it nothing is said of where they are.</param>
public sealed record CaseGrant(CaseGrantOutcome Outcome, string Name, string Language, bool MayBeSeen)
{
    /// <summary>The store they are in; empty: none, or not known.</summary>
    public StoreId Store { get; init; } = new("");

    public ZoneId Zone { get; init; } = ZoneId.Unknown;

    /// <summary>Empty: none.</summary>
    public VisitId Visit { get; init; } = new("");
}

/// <summary>Whether a case may be opened. It travels: never renumber.</summary>
public enum CaseGrantOutcome
{
    Granted = 0,
    /// <summary>There is no such shopper.</summary>
    NoShopper = 1,
    /// <summary>A help of theirs is open already.</summary>
    HelpIsOpen = 2,
    /// <summary>They asked for help too often within an hour.</summary>
    TooManyHelps = 3,
    /// <summary>Too many cases of theirs are open.</summary>
    TooManyOpen = 4,
    /// <summary>Too many cases of theirs are kept.</summary>
    TooManyKept = 5,
}

/// <summary>A shopper's own cases: how many there may be, and what the phone is told of them.</summary>
public static class OwnCaseRules
{
    // The edge repeats a call for 10 s. Then it has not come to the case.
    private static readonly TimeSpan AskedFor = TimeSpan.FromMinutes(1);

    /// <summary>Where the shopper is, as one of their cases may know it: nothing without consent, and the zone for a help alone.</summary>
    public static (bool MayBeSeen, bool IsHere, ZoneId Zone) Standing(Shopper shopper, OwnCase of)
    {
        if (!shopper.Consent.Presence) return (false, false, ZoneId.Unknown);
        var isHere = shopper.Visit?.Store == of.Store;
        return (true, isHere, isHere && of.Kind == CaseKind.Help ? shopper.Visit!.KnownZone : ZoneId.Unknown);
    }

    /// <summary>Who waits for help, or is angry, is not sold to.</summary>
    internal static bool Silence(Shopper shopper) => shopper.Cases.Any(own => own is { IsOpen: true, Version: > 0, Kind: CaseKind.Help or CaseKind.Complaint });

    internal static void Ask(ShopperTurn turn, CaseAsked fact)
    {
        var shopper = turn.Shopper;
        var (known, live) = (shopper.Cases.FirstOrDefault(own => own.Id == fact.Case), shopper.Cases.Where(own => own.IsOpen && (own.Version > 0 || turn.At - own.OpenedAt < AskedFor)).ToList());
        var outcome = known is not null ? CaseGrantOutcome.Granted
            : fact.Kind == CaseKind.Help && live.Exists(own => own.Kind == CaseKind.Help) ? CaseGrantOutcome.HelpIsOpen
            : fact.Kind == CaseKind.Help && !fact.ByStaff && shopper.Cases.Count(own => own.Kind == CaseKind.Help && turn.At - own.OpenedAt < TimeSpan.FromHours(1)) >= OwnCase.HelpsPerHourMax ? CaseGrantOutcome.TooManyHelps
            : live.Count >= OwnCase.OpenMax ? CaseGrantOutcome.TooManyOpen
            : shopper.Cases.Count(own => own.Version > 0) >= OwnCase.KeptMax ? CaseGrantOutcome.TooManyKept
            : CaseGrantOutcome.Granted;
        if (outcome == CaseGrantOutcome.Granted && known is null)
        {
            // What was asked for and never came to its case leaves.
            IEnumerable<OwnCase> kept = shopper.Cases.Where(own => own.Version > 0 || live.Contains(own));
            turn.Add(new OwnCasesReplaced(turn.At, [.. kept, new OwnCase(fact.Case, fact.Kind, fact.Store, CaseState.Open, turn.At, Version: 0)]));
        }
        var visit = shopper.Consent.Presence ? shopper.Visit : null;
        turn.Add(new CaseGranted(turn.At, new CaseGrant(outcome, shopper.Profile?.Name ?? "", shopper.Language, shopper.Consent.Presence)
        {
            Store = visit?.Store ?? new StoreId(""),
            Zone = visit?.KnownZone ?? ZoneId.Unknown,
            Visit = visit?.Id ?? new VisitId(""),
        }));
    }

    internal static void Take(ShopperTurn turn, CaseCopied fact)
    {
        var known = turn.Shopper.Cases.FirstOrDefault(own => own.Id == fact.CaseId);
        if (known is not null && known.Version >= fact.Version) return;
        if (fact.Case is not { } now)
        {
            if (known is not null) turn.Add(new OwnCasesReplaced(turn.At, [.. turn.Shopper.Cases.Where(own => own != known)]));
            return;
        }
        var own = new OwnCase(now.Id, now.Kind, now.Store, now.State, now.OpenedAt, fact.Version) { Content = now.IsOpen ? now : null };
        turn.Add(new OwnCasesReplaced(turn.At, known is null ? [.. turn.Shopper.Cases, own] : [.. turn.Shopper.Cases.Select(each => each == known ? own : each)]));
        turn.Add(new CaseTold(turn.UpdateId("case", now.Id.Value), turn.At, turn.At + turn.Rules.CaseUpdateLives, now));
        if (turn.BookHere is { } book) Suggestions.LiveSuggestions.TakeBackUnfitting(turn, book);
    }
}
