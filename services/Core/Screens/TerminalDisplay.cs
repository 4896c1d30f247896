using SmartStore.Core.Members;

namespace SmartStore.Core.Screens;

/// <summary>What somebody does at a terminal's screen. Spelled on the wire as in the contract.</summary>
public enum ActKind
{
    Unspecified = 0,
    /// <summary>An item of the list that is shown is in the trolley.</summary>
    Tick,
    Untick,
    Help,
    /// <summary>The screen speaks another language, until it closes.</summary>
    Language,
    TextSize,
    /// <summary>The visit is forgotten, and nothing is noticed until it would be over.</summary>
    Forget,
    /// <summary>The screen closes.</summary>
    End,
}

/// <summary>An act at a terminal.</summary>
/// <param name="Key">Which act: the terminal's own id, and what it says. Said again, it gets the same answer.</param>
/// <param name="HappenedAt">By the terminal's clock, corrected.</param>
/// <param name="Session">The screen that it was done at; empty: none.</param>
/// <param name="Item">Id of an item of the list; of other acts empty.</param>
/// <param name="Value">A language, or <c>normal</c>, <c>large</c>, <c>largest</c>; of help the language that the terminal speaks, or empty; of other acts empty.</param>
public sealed record TerminalAct(TapKey Key, DateTimeOffset HappenedAt, string Session, ActKind Kind, string Item, string Value)
{
    /// <summary>Anybody may ask for help, without a screen of theirs.</summary>
    public bool IsOfNobody => Kind == ActKind.Help && Session.Length == 0;
}

/// <summary>The words of acts, and whether what was said with them can be used.</summary>
public static class ActWords
{
    /// <summary>Longest <see cref="TerminalAct.Session"/>, characters.</summary>
    public const int SessionMax = 64;

    /// <summary>Longest language tag, characters.</summary>
    public const int LanguageMax = 35;

    private static readonly Dictionary<string, ActKind> s_kinds = new(StringComparer.Ordinal)
    {
        ["tick"] = ActKind.Tick,
        ["untick"] = ActKind.Untick,
        ["help"] = ActKind.Help,
        ["language"] = ActKind.Language,
        ["text_size"] = ActKind.TextSize,
        ["forget"] = ActKind.Forget,
        ["end"] = ActKind.End,
    };

    private static readonly Dictionary<string, TextSize> s_sizes = new(StringComparer.Ordinal) { ["normal"] = TextSize.Normal, ["large"] = TextSize.Large, ["largest"] = TextSize.Largest };

    /// <summary>The act of a word; unspecified: it is none.</summary>
    public static ActKind Kind(string word) => s_kinds.GetValueOrDefault(word);

    /// <summary>The size of a word; unspecified: it is none.</summary>
    public static TextSize Size(string word) => s_sizes.GetValueOrDefault(word);

    /// <summary>The word of a size; empty: none was chosen.</summary>
    public static string Word(TextSize size) => s_sizes.FirstOrDefault(pair => pair.Value == size).Key ?? "";

    /// <summary>Names an act: an id with other words is another act.</summary>
    public static TapOrigin Origin(StoreId store, string terminal, string id, string session, string act, string item, string value) =>
        TapOrigin.Of(store, terminal, id, $"{session}\n{act}\n{item}\n{value}");

    /// <returns>Everything wrong with an act, by the names of its fields; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(string session, string act, string item, string value)
    {
        var problems = new Problems();
        if (session.Length > SessionMax || session.Any(letter => !char.IsAsciiLetterOrDigit(letter))) problems.Add("session", "is none that was given out");
        switch (Kind(act))
        {
            case ActKind.Unspecified: problems.Add("act", "must be one of tick, untick, help, language, text_size, forget, end"); break;
            case ActKind.Tick or ActKind.Untick: problems.Id("item", item); break;
            case ActKind.Language when !IsLanguage(value): problems.Add("value", "must be a language that is spoken here: en or ko"); break;
            case ActKind.Help when value.Length > 0 && !IsLanguage(value): problems.Add("value", "must be empty, or a language that is spoken here: en or ko"); break;
            case ActKind.TextSize when Size(value) == TextSize.Unspecified: problems.Add("value", "must be normal, large or largest"); break;
        }
        return problems.Found;
    }

    private static bool IsLanguage(string tag) => tag.Length <= LanguageMax && Phrases.Find(tag) is not null;
}

/// <summary>A screen that is open for somebody.</summary>
/// <param name="Id">Given to the terminal alone.</param>
/// <param name="Until">When it closes by itself.</param>
public sealed record ScreenSession(string Id, ShopperId Shopper, DateTimeOffset Until, ScreenContent Content, string Text)
{
    /// <summary>How long a screen stays open after the tap or the last act.</summary>
    public static readonly TimeSpan Lives = TimeSpan.FromSeconds(60);

    /// <summary>What was chosen at the terminal.</summary>
    public ScreenChanges Changes { get; init; } = ScreenChanges.None;
}

/// <summary>
/// What one terminal shows: at most one shopper's screen at a time. Nothing of it is ever stored, so that a terminal has nothing to forget. Immutable; pure.
/// </summary>
public sealed record TerminalDisplay
{
    /// <summary>Acts within <see cref="ActsWithin"/>; further ones are to be tried again.</summary>
    public const int ActsMax = 20;

    /// <summary>See <see cref="ActsMax"/>.</summary>
    public static readonly TimeSpan ActsWithin = TimeSpan.FromSeconds(10);

    /// <summary>An act that happened longer ago than this is too late: whoever did it may be gone.</summary>
    public static readonly TimeSpan ActCountsFor = TimeSpan.FromSeconds(60);

    /// <summary>Longest time in which a help that is asked for is answered. The edge repeats its calls for 10 s.</summary>
    public static readonly TimeSpan HelpAnsweredWithin = TimeSpan.FromSeconds(15);

    private const int TapsMax = 64;

    /// <summary>Nothing is shown.</summary>
    public static TerminalDisplay Blank { get; } = new();

    /// <summary>The open screen; null: none.</summary>
    public ScreenSession? Session { get; init; }

    /// <summary>Answers to acts, so that one that is said again gets the same.</summary>
    public AnsweredTaps Answers { get; init; } = AnsweredTaps.None;

    private IReadOnlyList<ulong> Taps { get; init; } = [];

    private IReadOnlyList<DateTimeOffset> Acts { get; init; } = [];

    // Until it is answered, the board does not know of it.
    private (TapKey Act, DateTimeOffset At)? Help { get; init; }

    /// <summary>The screen that is open now; null: none, or its time is over.</summary>
    public ScreenSession? Open(DateTimeOffset now) => Session is { } session && now < session.Until ? session : null;

    /// <summary>A shopper tapped. The same tap, said again, opens nothing: whoever tapped may be gone.</summary>
    /// <param name="id">Of the new screen.</param>
    public TerminalDisplay Opened(TapKey tap, string id, ShopperId shopper, ScreenContent content, string text, DateTimeOffset now)
    {
        var print = Fingerprint.Of(tap.Value);
        return Taps.Contains(print) ? this : this with
        {
            Session = new ScreenSession(id, shopper, now + ScreenSession.Lives, content, text),
            Taps = [.. Taps.TakeLast(TapsMax - 1), print],
        };
    }

    /// <summary>Without the screen.</summary>
    public TerminalDisplay Closed() => this with { Session = null };

    /// <summary>With another content of the open screen.</summary>
    public TerminalDisplay Showing(ScreenContent content) => Session is { } session ? this with { Session = session with { Content = content } } : this;

    /// <summary>With the answer to an act.</summary>
    public TerminalDisplay Answered(TapAnswer answer)
    {
        var after = Help?.Act == answer.Key ? this with { Help = null } : this;
        return Answers.Of(answer.Key) is null ? after with { Answers = Answers.With(answer) } : after;
    }

    /// <summary>Judges an act. One that is good keeps the screen open. Of helps one at a time is carried out.</summary>
    /// <param name="layout">Null: the store is gone.</param>
    /// <returns>The answer, when there is nothing more to do; null: the act is to be carried out.</returns>
    public (TerminalDisplay After, TapAnswer? Answer) Take(TerminalAct act, StoreLayout? layout, DateTimeOffset now)
    {
        if (Answers.Of(act.Key) is { } given) return (this, given);
        var words = Phrases.Of(act.IsOfNobody ? act.Value : Open(now)?.Content.Choices.Language ?? "", layout);
        IReadOnlyList<DateTimeOffset> recent = [.. Acts.Where(at => now - at < ActsWithin)];
        if (recent.Count >= ActsMax) return (this, new TapAnswer(act.Key, act.HappenedAt, TapOutcome.TryAgain, Order: null, words.TooManyActs));
        var counted = this with { Acts = [.. recent, now] };
        var isLate = now - act.HappenedAt > ActCountsFor;
        var session = act.IsOfNobody ? null : Open(now);
        if (isLate || (!act.IsOfNobody && session?.Id != act.Session))
            return (counted, new TapAnswer(act.Key, act.HappenedAt, TapOutcome.Expired, Order: null, act.IsOfNobody ? words.ActTooLate : words.ScreenClosed));
        if (act.Kind == ActKind.Help)
        {
            if (Help is { } asked && asked.Act != act.Key && now - asked.At < HelpAnsweredWithin)
                return (counted, new TapAnswer(act.Key, act.HappenedAt, TapOutcome.Refused, Order: null, words.HelpWasAsked));
            counted = counted with { Help = (act.Key, now) };
        }
        if (session is null) return (counted, null);
        var isShown = session.Content.Items.Any(item => item.Item.Id == act.Item);
        if (act.Kind is ActKind.Tick or ActKind.Untick && !isShown)
            return (counted, new TapAnswer(act.Key, act.HappenedAt, TapOutcome.Refused, Order: null, words.NotOnThisScreen));
        var changes = act.Kind switch
        {
            ActKind.Language => session.Changes with { Language = act.Value },
            ActKind.TextSize => session.Changes with { TextSize = ActWords.Size(act.Value) },
            _ => session.Changes,
        };
        return (counted with { Session = session with { Until = now + ScreenSession.Lives, Changes = changes, Text = "" } }, null);
    }
}
