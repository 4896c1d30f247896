using SmartStore.Core.Members;

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
/// <param name="Given">The whole set as put; suggestions and recognition are kept without presence, and take effect once presence is given. Of a child, what its guardian gave.</param>
/// <param name="At">When it was put; <see cref="DateTimeOffset.UnixEpoch"/>: never.</param>
/// <param name="PresenceSince">Since when presence is given without interruption: evidence of the shopper that is older counts for nothing.</param>
public sealed record Consent(Purposes Given, DateTimeOffset At, DateTimeOffset PresenceSince)
{
    /// <summary>Nothing was ever put.</summary>
    public static Consent None { get; } = new(Purposes.None, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    /// <summary>The whole set that a child put, while its guardian has not said anything about it; none: nothing waits.</summary>
    public Purposes Asked { get; init; }

    /// <summary>Until when nothing is in effect; null: it is not paused. A pause that is over stays here until the next turn ends it.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Which text was agreed to last; empty: none was named.</summary>
    public string TextVersion { get; init; } = "";

    /// <summary><see cref="ConsentEntry.Number"/> of the last change; 0: there was none.</summary>
    public long LastEntry { get; init; }

    /// <summary>What may be done: nothing works without presence, or during a pause. A set that lacks it is accepted, because a withdrawal must never be refused.</summary>
    public Purposes Effective => PausedUntil is null && Given.HasFlag(Purposes.Presence) ? Given : Purposes.None;

    /// <summary>The set as it was put last.</summary>
    public Purposes Said => WaitsForGuardian ? Asked : Given;

    /// <summary>True while a child has put more than its guardian gave.</summary>
    public bool WaitsForGuardian => Asked != Purposes.None;

    /// <summary>True when location may be processed.</summary>
    public bool Presence => Effective.HasFlag(Purposes.Presence);

    /// <summary>True when recipes and offers may be sent.</summary>
    public bool Suggestions => Effective.HasFlag(Purposes.Suggestions);

    /// <summary>True when staff may be told who came in.</summary>
    public bool StaffRecognition => Effective.HasFlag(Purposes.StaffRecognition);
}

/// <summary>What became of consents that were put.</summary>
public enum ConsentOutcome
{
    /// <summary>They are in effect, or wait for a guardian.</summary>
    Taken = 0,
    /// <summary>More is given than before, and it is not said which text was agreed to: INVALID_ARGUMENT.</summary>
    NeedsText = 1,
    /// <summary>A guardian is named, and the shopper is no child: INVALID_ARGUMENT.</summary>
    NoChild = 2,
    /// <summary>A guardian is named who is not that of this child: PERMISSION_DENIED.</summary>
    NotTheGuardian = 3,
}

/// <summary>Consents: given, paused, or withdrawn with effect at once.</summary>
internal static class ConsentRules
{
    public static void Put(ShopperTurn turn, ConsentPut fact)
    {
        if (WhyNot(turn, fact) is { } outcome)
        {
            turn.Add(new ConsentRefused(turn.At, outcome));
            return;
        }

        var before = turn.Shopper.Consent;
        // A child takes back by itself; to give more it needs its guardian.
        var asks = turn.Shopper.Profile!.IsChild && fact.Guardian.Length == 0;
        var put = SetOf(fact, before);
        var given = asks ? before.Given & put : put;
        var next = before with
        {
            Given = given,
            Asked = given == put ? Purposes.None : put,
            PausedUntil = fact.PausedUntil > turn.At ? fact.PausedUntil.Value.WholeMs() : null, // the same pause put again is the same
            TextVersion = fact.TextVersion.Length > 0 ? fact.TextVersion : before.TextVersion,
        };
        if (next != before || before.At == Consent.None.At) Replace(turn, next, new Said(fact.TextVersion, fact.Channel, fact.Guardian.Length > 0 ? ConsentEntry.ByGuardian : fact.By));
        if (fact.ForgetsVisit) ForgetVisit(turn);
    }

    /// <summary>A pause is over. Presence begins anew: what was seen during the pause counts for nothing.</summary>
    public static void EndPause(ShopperTurn turn)
    {
        if (turn.Shopper.Consent is not { PausedUntil: { } until } paused || until > turn.At) return;
        turn.Add(new ConsentReplaced(turn.At, paused with { PausedUntil = null, PresenceSince = until }));
    }

    /// <summary>The operator said that a shopper is a child, or no child any more. What a child agreed to waits for its guardian; nobody confirms what waits of a grown-up, who is asked again.</summary>
    public static void Guard(ShopperTurn turn, ProfilePut fact, bool wasChild)
    {
        var (before, isChild) = (turn.Shopper.Consent, turn.Shopper.Profile!.IsChild);
        if (isChild == wasChild) return;
        var next = isChild ? before with { Given = Purposes.None, Asked = before.Given } : before with { Asked = Purposes.None };
        if (next != before) Replace(turn, next, new Said(TextVersion: "", Channel: "", fact.By));
    }

    private static ConsentOutcome? WhyNot(ShopperTurn turn, ConsentPut fact)
    {
        var profile = turn.Shopper.Profile!;
        if (fact.Guardian.Length > 0 && !profile.IsChild) return ConsentOutcome.NoChild;
        if (fact.Guardian.Length > 0 && fact.Guardian != profile.Guardian) return ConsentOutcome.NotTheGuardian;
        // What a child said before and waits is nothing more when the child says it again. A guardian who gives it gives more, and reads a text.
        var before = turn.Shopper.Consent;
        var known = fact.Guardian.Length > 0 ? before.Given : before.Given | before.Said;
        var givesMore = (SetOf(fact, before) & ~known) != Purposes.None;
        return givesMore && fact.TextVersion.Length == 0 && turn.Rules.ConsentText.Length > 0 ? ConsentOutcome.NeedsText : null;
    }

    private static Purposes SetOf(ConsentPut fact, Consent before) => fact.GivesNothing ? fact.Purposes & before.Said : fact.Purposes;

    private static void Replace(ShopperTurn turn, Consent next, Said said)
    {
        var before = turn.Shopper.Consent;
        // Of two changes in one millisecond, or after a clock was turned back, the later one has the greater number, too.
        var number = Math.Max(before.LastEntry + 1, turn.At.ToUnixTimeMilliseconds());
        turn.Add(new ConsentReplaced(turn.At, next with { At = turn.At, PresenceSince = before.Presence ? before.PresenceSince : turn.At, LastEntry = number }));
        turn.Add(new ConsentEntered(turn.At, new ConsentEntry(number, turn.At, next.Said, said.TextVersion, said.Channel, said.By, next.PausedUntil)));

        var now = turn.Shopper.Consent;
        if (before.Presence && !now.Presence)
        {
            LiveSuggestions.TakeBack(turn, _ => true, RevokeReason.ConsentWithdrawn);
            VisitRules.End(turn);
            turn.Add(new PlacesForgotten(turn.At));
            turn.Note(now.PausedUntil is null ? Outcome.ConsentWithdrawn : Outcome.ConsentPaused);
            return;
        }
        if (before.Suggestions && !now.Suggestions)
            LiveSuggestions.TakeBack(turn, sent => sent.Kind != SuggestionKind.Reminder, RevokeReason.ConsentWithdrawn);
        if (!before.Suggestions && now.Suggestions && turn.BookHere is { } book) Suggesting.Consider(turn, book, leftZone: null);
    }

    // The consents stay. What is seen from now on begins another visit.
    private static void ForgetVisit(ShopperTurn turn)
    {
        if (turn.Shopper.Visit is null) return;
        turn.Add(new ConsentReplaced(turn.At, turn.Shopper.Consent with { PresenceSince = turn.At }));
        LiveSuggestions.TakeBack(turn, _ => true, RevokeReason.ContextChanged);
        VisitRules.End(turn);
        turn.Add(new PlacesForgotten(turn.At));
        turn.Note(Outcome.VisitForgotten);
    }

    // How it was said, and by whom.
    private readonly record struct Said(string TextVersion, string Channel, string By);
}

/// <summary>Whether a set of purposes is one, and whether what was said with it can be kept. Takes the contract's numbers, because a number that is no purpose has no bit.</summary>
public static class ConsentCheck
{
    /// <summary>Longest name of a text or a channel, characters.</summary>
    public const int WordMax = 64;

    /// <summary>Longest pause.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromDays(30);

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

    /// <summary>The words that come with a set.</summary>
    /// <param name="path">Prefix of the paths.</param>
    /// <returns>Everything wrong; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(string textVersion, string channel, string path)
    {
        var problems = new Problems();
        problems.Text($"{path}text_version", textVersion, WordMax);
        problems.Text($"{path}channel", channel, WordMax);
        return problems.Found;
    }

    /// <summary>What is wrong with a pause; null: nothing. One that is over pauses nothing, and takes no withdrawal with it.</summary>
    public static Problem? OfPause(DateTimeOffset until, DateTimeOffset now, string path) =>
        until - now <= PauseMax ? null : new Problem(path, $"must be at most {PauseMax.Days} days from now");

    /// <summary>The contract's numbers of a set, in order.</summary>
    public static IEnumerable<int> Numbers(Purposes set)
    {
        for (var number = 1; number <= LastPurpose; number++)
            if (set.HasFlag((Purposes)(1 << (number - 1))))
                yield return number;
    }
}
