namespace SmartStore.Core.Shoppers;

/// <summary>The numbers that the rules about shoppers run on. Data, not code: replaced whole, shortened by tests.</summary>
public sealed record ShopperRules
{
    /// <summary>The contract's numbers.</summary>
    public static ShopperRules Default { get; } = new();

    /// <summary>A visit ends so long after the last evidence, a sighting or a tap. Evidence as old as that starts none. 120 s; &gt; 0.</summary>
    public TimeSpan VisitEndsAfter { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Shortest stay in a zone that radio tells of and that can be left: a shorter one is radio from the zone next door. A tap counts at once. 2 s.</summary>
    public TimeSpan StayMin { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A zone is left when the shopper was in others for so long, because near a border radio alternates between two zones. A tap elsewhere counts at once. 3 s.</summary>
    public TimeSpan LeftAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Suggestions of one visit, repeats after a snooze included. 3.</summary>
    public int SuggestionsPerVisit { get; init; } = 3;

    /// <summary>Recipes of one visit: one good one, the rest of the budget is for reminders. 1.</summary>
    public int RecipesPerVisit { get; init; } = 1;

    /// <summary>How long a suggestion is worth something. 10 min.</summary>
    public TimeSpan SuggestionLives { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A subject that was shown or dismissed stays quiet for so long. 6 h.</summary>
    public TimeSpan QuietFor { get; init; } = TimeSpan.FromHours(6);

    /// <summary>A snoozed suggestion comes back after so long. 10 min.</summary>
    public TimeSpan SnoozeFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after its expiry a recipe can still be accepted: the phone was offline while the shopper decided. 5 min. The other answers count later too.</summary>
    public TimeSpan AnswerGrace { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a phone that was away still gets visit, zone, list and revocation updates. 4 h.</summary>
    public TimeSpan VisitUpdateLives { get; init; } = TimeSpan.FromHours(4);

    /// <summary>How long a phone that was away still gets an order's update. 24 h.</summary>
    public TimeSpan PickupUpdateLives { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a phone that was away still gets a case's update. 14 days, as long as a case may be opened again.</summary>
    public TimeSpan CaseUpdateLives { get; init; } = TimeSpan.FromDays(14);

    /// <summary>The same tap gets the same bytes for so long. 24 h.</summary>
    public TimeSpan AnswersKept { get; init; } = TimeSpan.FromHours(24);

    /// <summary>An edit of an item that was removed does nothing for so long. 24 h; longer than a phone is offline with edits that count.</summary>
    public TimeSpan RemovedKept { get; init; } = TimeSpan.FromHours(24);

    /// <summary>An order whose holder was erased is kept for so long after it is over, and the answer to the erasure, too. 72 h.</summary>
    public TimeSpan ErasedKeptFor { get; init; } = TimeSpan.FromHours(72);

    /// <summary>Least share of a recipe, by the weight of its required ingredients, that the open list must cover. 0.3 of 0..1.</summary>
    public double RecipeShareMin { get; init; } = 0.3;

    /// <summary>Least number of list items that a recipe must use, unless one alone covers <see cref="RecipeShareAlone"/>. 2.</summary>
    public int RecipeHaveMin { get; init; } = 2;

    /// <summary>Share from which a single list item carries a recipe. 0.5 of 0..1.</summary>
    public double RecipeShareAlone { get; init; } = 0.5;

    /// <summary>Most products that a recipe may still need: more is another shopping trip. 8.</summary>
    public int RecipeMissingMax { get; init; } = 8;

    /// <summary>Which text shoppers are asked to agree to; empty: none is required. A consent that gives more has to name a text, not necessarily this one: an app may be older.</summary>
    public string ConsentText { get; init; } = "";

    /// <summary>True when evidence of this age can start a visit.</summary>
    /// <param name="now">By our clock.</param>
    public bool StartsVisit(DateTimeOffset evidenceAt, DateTimeOffset now) => now - evidenceAt < VisitEndsAfter;

    /// <summary>Everything wrong with these numbers, one sentence each; empty: usable.</summary>
    public IEnumerable<string> Errors()
    {
        foreach (var (name, span) in new[]
        {
            (nameof(VisitEndsAfter), VisitEndsAfter), (nameof(SuggestionLives), SuggestionLives), (nameof(QuietFor), QuietFor),
            (nameof(SnoozeFor), SnoozeFor), (nameof(VisitUpdateLives), VisitUpdateLives), (nameof(PickupUpdateLives), PickupUpdateLives), (nameof(CaseUpdateLives), CaseUpdateLives),
            (nameof(AnswersKept), AnswersKept), (nameof(RemovedKept), RemovedKept), (nameof(ErasedKeptFor), ErasedKeptFor),
        })
        {
            if (span <= TimeSpan.Zero || span > TimeSpan.FromDays(30)) yield return $"{name} must be more than 0 and at most 30 days; it is {span}.";
        }
        foreach (var (name, span) in new[] { (nameof(StayMin), StayMin), (nameof(LeftAfter), LeftAfter) })
            if (span < TimeSpan.Zero || span > TimeSpan.FromMinutes(1)) yield return $"{name} must be 0 to 1 minute; it is {span}.";
        if (ConsentText.Length > ConsentCheck.WordMax) yield return $"{nameof(ConsentText)} must be at most {ConsentCheck.WordMax} characters; it has {ConsentText.Length}.";
        if (AnswerGrace < TimeSpan.Zero) yield return $"{nameof(AnswerGrace)} must not be negative; it is {AnswerGrace}.";
        // The state must remember all suggestions of a visit, so that none is sent twice.
        if (SuggestionsPerVisit is < 0 or > Suggestions.SentSuggestion.PerShopperMax / 2)
            yield return $"{nameof(SuggestionsPerVisit)} must be 0..{Suggestions.SentSuggestion.PerShopperMax / 2}; it is {SuggestionsPerVisit}.";
        if (RecipesPerVisit < 0) yield return $"{nameof(RecipesPerVisit)} must not be negative; it is {RecipesPerVisit}.";
        foreach (var (name, share) in new[] { (nameof(RecipeShareMin), RecipeShareMin), (nameof(RecipeShareAlone), RecipeShareAlone) })
        {
            if (share is not (>= 0 and <= 1)) yield return $"{name} must be 0..1; it is {share}.";
        }
    }
}
