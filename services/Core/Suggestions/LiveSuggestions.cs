namespace SmartStore.Core.Suggestions;

/// <summary>Suggestions that are on a phone now, and when they are taken back.</summary>
internal static class LiveSuggestions
{
    /// <summary>Takes back some of what is live; what is snoozed of it does not come back.</summary>
    public static void TakeBack(ShopperTurn turn, Func<SentSuggestion, bool> which, RevokeReason reason)
    {
        foreach (var sent in turn.Shopper.Sent.Where(which).ToList())
        {
            if (sent.Status == SentStatus.Snoozed) turn.Add(new SuggestionClosed(turn.At, sent.Id, SentStatus.Settled, ComesBackAt: null));
            else if (sent.IsLive(turn.At)) Revoke(turn, sent.Id, reason);
        }
    }

    /// <summary>Takes back what no longer fits: recipes when care appears, the shopper is being served, something they need is sold out, or the shopper does not eat so any more, reminders of what is done.</summary>
    public static void TakeBackUnfitting(ShopperTurn turn, StoreBook book)
    {
        if (!turn.Shopper.Sent.Any(sent => sent.Status is SentStatus.Live or SentStatus.Snoozed)) return;
        if (PersonalCare.Applies(turn.Shopper, book) || BeingServed.Applies(turn.Shopper, book)) TakeBack(turn, sent => sent.Kind != SuggestionKind.Reminder, RevokeReason.ContextChanged);

        var open = turn.Shopper.OpenItems.Select(item => SuggestionDraft.SubjectOf(item, book.Product(item.Product, item.Name))).ToHashSet();
        foreach (var sent in turn.Shopper.Sent.Where(sent => sent.IsLive(turn.At) && sent.Visit == turn.Shopper.Visit?.Id).ToList())
        {
            if (sent.Kind == SuggestionKind.Reminder && !sent.Subjects.Any(open.Contains)) Revoke(turn, sent.Id, RevokeReason.ContextChanged);
            else if (sent.Content?.Recipe is { } eaten && book.Recipe(eaten.Id) is { } compiled && !DietRules.Allows(turn.Shopper.Preferences, compiled, book)) Revoke(turn, sent.Id, RevokeReason.ContextChanged);
            else if (sent.Content?.Recipe is { } recipe && (recipe.Missing.Any(missing => book.Product(missing.Product) is not { IsInStock: true }) || recipe.Have.Any(IsSoldOut)))
                Revoke(turn, sent.Id, RevokeReason.OutOfStock);
        }

        // What is in the trolley may be sold out.
        bool IsSoldOut(ListItem had) => turn.Shopper.OpenItems.Any(item => item.Id == had.Id && item.IsShared == had.IsShared && book.Product(item.Product, item.Name) is { IsInStock: false });
    }

    /// <summary>Tells the phones to take one off the screen.</summary>
    public static void PushRevocation(ShopperTurn turn, SuggestionId id, RevokeReason reason) =>
        turn.Add(new SuggestionRevoked(turn.UpdateId("suggestion_revoked", id.Value), turn.At, turn.At + turn.Rules.VisitUpdateLives, id, reason));

    private static void Revoke(ShopperTurn turn, SuggestionId id, RevokeReason reason)
    {
        PushRevocation(turn, id, reason);
        turn.Note(Outcome.Revoked, id.Value);
    }
}
