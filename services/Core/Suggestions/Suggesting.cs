namespace SmartStore.Core.Suggestions;

/// <summary>Chooses at most one suggestion to send, within the visit's budget.</summary>
internal static class Suggesting
{
    /// <summary>
    /// Something changed in an open visit. A reminder goes first, because it is worth most where it is decided; a recipe can wait, also
    /// until it is known whether a zone was left. At most one is sent.
    /// </summary>
    /// <param name="leftZone">The zone that was left; null: none was.</param>
    public static void Consider(ShopperTurn turn, StoreBook book, ZoneId? leftZone)
    {
        if (leftZone is { } left && ReminderRule.Find(turn, book, left) is { } reminder)
        {
            if (HasRoom(turn)) Send(turn, reminder, isRepeat: false);
            return;
        }
        if (turn.Shopper.Visit?.Left is not null) return;
        if (RecipeRule.MayLook(turn, book) && HasRoom(turn) && RecipeRule.Find(turn, book) is { } recipe) Send(turn, recipe, isRepeat: false);
    }

    /// <summary>Snoozed suggestions whose time has come go out again, if they still make sense: under a new id, within the visit's budget.</summary>
    public static void BringBackSnoozed(ShopperTurn turn, StoreBook book)
    {
        var due = turn.Shopper.Sent.Where(sent => sent.Status == SentStatus.Snoozed && sent.Visit == turn.Shopper.Visit?.Id && sent.ComesBackAt <= turn.At);
        foreach (var snoozed in due.ToList())
        {
            turn.Add(new SuggestionClosed(turn.At, snoozed.Id, SentStatus.Settled, ComesBackAt: null));
            if (turn.Shopper.Visit is not { } visit) return;
            if (visit.Suggestions >= Budget(turn)) turn.Note(Outcome.BudgetSpent);
            else if (Again(turn, book, snoozed) is { } draft) Send(turn, draft, isRepeat: true);
        }
    }

    private static SuggestionDraft? Again(ShopperTurn turn, StoreBook book, SentSuggestion snoozed) =>
        snoozed.Kind == SuggestionKind.Recipe ? RecipeRule.Again(turn, book, snoozed.Subjects[0]) : ReminderRule.Again(turn, book, snoozed.Subjects);

    // Of a visit: as many as the rules allow, or fewer if the shopper wants fewer.
    private static int Budget(ShopperTurn turn) => Math.Min(turn.Rules.SuggestionsPerVisit, turn.Shopper.Preferences.SuggestionsPerVisit ?? turn.Rules.SuggestionsPerVisit);

    private static bool HasRoom(ShopperTurn turn)
    {
        if (turn.Shopper.Visit is not { } visit) return false;
        var left = Budget(turn) - visit.Suggestions;
        var comingBack = turn.Shopper.Sent.Count(sent => sent.Status == SentStatus.Snoozed && sent.Visit == visit.Id);
        Outcome? why = left <= 0 ? Outcome.BudgetSpent : visit.SuggestedInStay ? Outcome.StayHadOne : left <= comingBack ? Outcome.KeptForSnoozed : null;
        if (why is { } outcome) turn.Note(outcome);
        return why is null;
    }

    private static void Send(ShopperTurn turn, SuggestionDraft draft, bool isRepeat)
    {
        if (turn.Shopper.Visit is not { } visit) return;
        var id = new SuggestionId(DerivedId.Of('s', turn.Fact.Id, draft.Why.Rule, draft.Subjects[0].Value));
        var suggestion = new Suggestion(id, draft.Kind, draft.Title, draft.Text, draft.Recipe, draft.Why, turn.At + turn.Rules.SuggestionLives);
        turn.Add(new Suggested(turn.At, suggestion, draft.Subjects, visit.Id, isRepeat));
        turn.Note(draft.Kind == SuggestionKind.Reminder ? Outcome.Reminded : Outcome.Suggested, draft.Subjects[0].Value);
    }
}

/// <summary>A suggestion that could be sent: everything but its id and its expiry.</summary>
/// <param name="Subjects">One of a recipe; one per item of a reminder. The first one is part of the id.</param>
internal sealed record SuggestionDraft(IReadOnlyList<Subject> Subjects, string Title, string Text, SuggestedRecipe? Recipe, Why Why)
{
    public SuggestionKind Kind => Subjects[0].Kind;

    public static Subject SubjectOf(CompiledRecipe recipe) => new(SuggestionKind.Recipe, recipe.Recipe.Id);

    // A tilde is in no id, so a name never passes for a product.
    public static Subject SubjectOf(ListItem item, Product? product) =>
        new(SuggestionKind.Reminder, product?.Id.Value ?? (item.Product.IsNone ? "~" + NameKey.Of(item.Name).Value : item.Product.Value));
}

/// <summary>Whether this subject was already suggested during the visit, or must stay quiet.</summary>
internal static class RepeatRule
{
    /// <summary>Why the subject must not be suggested now; null: it may be.</summary>
    public static Outcome? Why(Shopper shopper, Subject subject, DateTimeOffset now)
    {
        foreach (var quiet in shopper.Quiet)
            if (quiet.Subject == subject && quiet.Until > now)
                return Outcome.Quiet;
        foreach (var sent in shopper.Sent)
            if (sent.Subjects.Contains(subject) && (sent.Visit == shopper.Visit?.Id || sent.IsLive(now)))
                return Outcome.AlreadySent;
        return null;
    }
}

/// <summary>Whether the visit is for personal care, such as medicine. Then no recipes and no offers are sent.</summary>
internal static class PersonalCare
{
    /// <summary>Care is on the open list, was bought in this visit, or lies in an order that waits here.</summary>
    public static bool Applies(Shopper shopper, StoreBook book) =>
        shopper.Visit is { BoughtCare: true }
        || shopper.OpenItems.Any(item => book.IsCare(item.Product, item.Name))
        || shopper.Orders.Any(order => order.Store == book.Store && order.State is (OrderState.Ready or OrderState.Claimed) && IsIn(order, book));

    /// <summary>True when an order holds something of care.</summary>
    public static bool IsIn(Order order, StoreBook book) => order.Items.Any(item => book.IsCare(item.Product, item.Name));
}

/// <summary>Whether the shop is looking after the shopper at this moment. Then no recipes and no offers are sent.</summary>
internal static class BeingServed
{
    /// <summary>A help or a complaint of theirs is open, or an order of theirs is being handed over in this store.</summary>
    public static bool Applies(Shopper shopper, StoreBook book) =>
        OwnCaseRules.Silence(shopper) || shopper.Orders.Any(order => order.Store == book.Store && order.State == OrderState.Claimed);
}
