namespace SmartStore.Core.Shoppers;

/// <summary>What a shopper may agree to. Flags; bit <c>n − 1</c> is the contract's purpose <c>n</c>.</summary>
[Flags]
public enum Purposes
{
    /// <summary>Nothing: what a new shopper has agreed to.</summary>
    None = 0,
    /// <summary>Visits, zones, list recall, reminders, pickup.</summary>
    Presence = 1,
    /// <summary>Recipes and offers.</summary>
    Suggestions = 2,
    /// <summary><c>vip_arrived</c> on the staff stream.</summary>
    StaffRecognition = 4,
    /// <summary>Past purchases. Kept and shown; no rule rests on it yet, nor on the following.</summary>
    History = 8,
    /// <summary>Messages of campaigns.</summary>
    Messages = 16,
    /// <summary>Staff see the shopper's card.</summary>
    Clienteling = 32,
    /// <summary>Training and evaluation.</summary>
    Improvement = 64,
}

/// <summary>What a shopper has agreed to, as they said it, and since when.</summary>
/// <param name="Given">The whole set as put; suggestions and recognition are kept without presence, and take effect once presence is given.</param>
/// <param name="At">When it was put; <see cref="DateTimeOffset.UnixEpoch"/>: never.</param>
/// <param name="PresenceSince">Since when presence is given without interruption: evidence of the shopper that is older counts for nothing.</param>
public sealed record Consent(Purposes Given, DateTimeOffset At, DateTimeOffset PresenceSince)
{
    /// <summary>Nothing was ever put.</summary>
    public static Consent None { get; } = new(Purposes.None, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    /// <summary>What may be done: nothing works without presence. A set that lacks it is accepted, because a withdrawal must never be refused.</summary>
    public Purposes Effective => Given.HasFlag(Purposes.Presence) ? Given : Purposes.None;

    /// <summary>True when location may be processed.</summary>
    public bool Presence => Effective.HasFlag(Purposes.Presence);

    /// <summary>True when recipes and offers may be sent.</summary>
    public bool Suggestions => Effective.HasFlag(Purposes.Suggestions);

    /// <summary>True when staff may be told who came in.</summary>
    public bool StaffRecognition => Effective.HasFlag(Purposes.StaffRecognition);
}

/// <summary>Consents: given, or withdrawn with effect at once.</summary>
internal static class ConsentRules
{
    public static void Put(ShopperTurn turn, ConsentPut fact)
    {
        var before = turn.Shopper.Consent;
        if (before.Given == fact.Purposes && before.At != Consent.None.At) return;
        turn.Add(new ConsentReplaced(turn.At, new Consent(fact.Purposes, turn.At, before.Presence ? before.PresenceSince : turn.At)));
        var now = turn.Shopper.Consent;

        if (before.Presence && !now.Presence)
        {
            LiveSuggestions.TakeBack(turn, _ => true, RevokeReason.ConsentWithdrawn);
            VisitRules.End(turn);
            turn.Add(new PlacesForgotten(turn.At));
            turn.Note(Outcome.ConsentWithdrawn);
            return;
        }
        if (before.Suggestions && !now.Suggestions)
            LiveSuggestions.TakeBack(turn, sent => sent.Kind != SuggestionKind.Reminder, RevokeReason.ConsentWithdrawn);
        if (!before.Suggestions && now.Suggestions && turn.BookHere is { } book) Suggesting.Consider(turn, book, leftZone: null);
    }
}

/// <summary>Whether a set of purposes is one. Takes the contract's numbers, because a number that is no purpose has no bit.</summary>
public static class ConsentCheck
{
    private const int LastPurpose = 7;

    /// <param name="purposes">Numbers of the contract's purposes; repeats do no harm.</param>
    /// <param name="path">Prefix of the paths: empty for a PutConsent request, <c>consents[0].</c> for an import.</param>
    /// <param name="set">The set; only to be used when nothing is wrong.</param>
    /// <returns>Everything wrong; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(IReadOnlyList<int> purposes, string path, out Purposes set)
    {
        var problems = new Problems();
        set = Purposes.None;
        for (var i = 0; i < purposes.Count; i++)
        {
            if (purposes[i] is >= 1 and <= LastPurpose) set |= (Purposes)(1 << (purposes[i] - 1));
            else problems.Add($"{path}purposes[{i}]", $"no purpose {purposes[i]}");
        }
        return problems.Found;
    }

    /// <summary>The contract's numbers of a set, in order.</summary>
    public static IEnumerable<int> Numbers(Purposes set)
    {
        for (var number = 1; number <= LastPurpose; number++)
            if (set.HasFlag((Purposes)(1 << (number - 1))))
                yield return number;
    }
}
