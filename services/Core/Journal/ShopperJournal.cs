namespace SmartStore.Core.Journal;

/// <summary>What of a shopper's turn goes into the journal. Pure, like the rules themselves.</summary>
public static class ShopperJournal
{
    /// <param name="before">The shopper before the turn.</param>
    /// <param name="after">The shopper after it.</param>
    /// <param name="fact">What came.</param>
    /// <param name="decided">What followed from it.</param>
    /// <param name="books">Of the stores: which products are care.</param>
    /// <returns>In the order of the decisions.</returns>
    public static IEnumerable<JournalEntry> Of(Shopper before, Shopper after, ShopperFact fact, IReadOnlyList<ShopperDecision> decided, IBooks books)
    {
        var (visit, personal) = (after.Visit ?? before.Visit, after.Consent.Presence);
        var sent = before.Visit?.Suggestions ?? 0;
        foreach (var decision in decided)
        {
            switch (decision)
            {
                case Suggested suggested when visit is not null:
                    var subjects = Subjects(suggested, after, books.Find(visit.Store));
                    yield return new DecisionEntry(
                        suggested.At, visit.Store, visit.Id, CauseOf(decided), suggested.Suggestion.Kind == SuggestionKind.Reminder ? Outcome.Reminded : Outcome.Suggested,
                        suggested.Suggestion.Kind, suggested.Suggestion.Why.Rule, suggested.Suggestion.Id, subjects, suggested.IsRepeat);
                    yield return Features(after, visit, suggested, sent++);
                    break;
                // That consent was withdrawn ends what is kept of a person, and an answer is an entry of its own.
                case SuggestionRevoked { Reason: RevokeReason.OutOfStock or RevokeReason.ContextChanged } revoked when personal && visit is not null:
                    yield return new DecisionEntry(
                        revoked.At, visit.Store, visit.Id, CauseOf(decided), Outcome.Revoked, KindOf(before, revoked.Suggestion), Rule: "", revoked.Suggestion, [], IsRepeat: false);
                    break;
                case Noted noted when IsSilence(noted.Entry.Outcome) && after.Consent.Suggestions && visit is not null:
                    yield return new DecisionEntry(noted.At, visit.Store, visit.Id, noted.Entry.Cause, noted.Entry.Outcome, SuggestionKind.Unspecified, Rule: "", new SuggestionId(""), [], IsRepeat: false);
                    break;
                case TapAnswered { IsNew: true, Answer.Order: null } answered when fact is Tapped tapped:
                    yield return new AnswerEntry(answered.At, tapped.Origin.Store, answered.Answer.Outcome, personal);
                    break;
                case OrderReplaced { Order.State: OrderState.HandedOver } replaced when before.Orders.All(order => order.Id != replaced.Order.Id || order.State != OrderState.HandedOver):
                    yield return new HandoverEntry(replaced.At, replaced.Order.Store, replaced.Order.Items.Count, personal);
                    break;
            }
        }

        if (fact is ResponseGiven given && decided.Any(decision => decision is SuggestionClosed or SubjectQuieted))
            yield return new ResponseEntry(given.At, visit?.Store ?? new StoreId(""), given.Suggestion, KindOf(before, given.Suggestion), given.Response);
    }

    // "Care" and "has not agreed" are silences, too, and would say of a person what nobody has to keep.
    private static bool IsSilence(Outcome outcome) => outcome
        is Outcome.BudgetSpent or Outcome.StayHadOne or Outcome.KeptForSnoozed or Outcome.NoGoodRecipe or Outcome.Quiet or Outcome.AlreadySent or Outcome.SoldOut;

    // A product that the book does not have may be care, and so may one whose line on the list has a word of care.
    private static IReadOnlyList<string> Subjects(Suggested suggested, Shopper shopper, StoreBook? book)
    {
        if (book is null || shopper.AllItems.Any(item => suggested.Suggestion.Why.ListItemIds.Contains(item.Id, StringComparer.Ordinal) && book.IsCare(item.Product, item.Name))) return [];
        return [.. suggested.Subjects.Where(subject => subject.Kind == SuggestionKind.Recipe || book.Product(new ProductId(subject.Value)) is { IsCare: false }).Select(subject => subject.Value)];
    }

    private static FeaturesEntry Features(Shopper after, Visit visit, Suggested suggested, int sentBefore)
    {
        var (open, recipe) = (after.OpenItems.Count(), suggested.Suggestion.Recipe);
        return new FeaturesEntry(
            suggested.At, visit.Store, suggested.Suggestion.Id, open, after.AllItems.Count() - open, sentBefore, AtLeastZero(suggested.At - visit.StartedAt), AtLeastZero(suggested.At - visit.StaySince),
            recipe?.Have.Count ?? 0, recipe?.Missing.Count ?? 0, recipe?.Missing.Sum(missing => missing.PriceMinor) ?? 0);
    }

    private static SuggestionKind KindOf(Shopper before, SuggestionId id) => before.Sent.FirstOrDefault(sent => sent.Id == id)?.Kind ?? SuggestionKind.Unspecified;

    // Each suggestion and revocation has its line in the trace.
    private static Cause CauseOf(IReadOnlyList<ShopperDecision> decided) => decided.OfType<Noted>().LastOrDefault()?.Entry.Cause ?? Cause.None;

    private static TimeSpan AtLeastZero(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}
