namespace SmartStore.Core.Shoppers;

/// <summary>What the shopper did with a suggestion, and what that means for the next ones.</summary>
internal static class ResponseRules
{
    public static void Take(ShopperTurn turn, ResponseGiven fact)
    {
        if (turn.Shopper.Sent.FirstOrDefault(known => known.Id == fact.Suggestion) is not { } sent || (fact.Response == Response.Accepted && IsTooLateToAccept(sent)))
        {
            turn.Note(Outcome.NoSuchSuggestion, fact.Suggestion.Value);
            turn.Add(new ResponseReplied(turn.At, ResponseOutcome.NoSuchSuggestion));
            return;
        }
        switch (fact.Response)
        {
            case Response.Shown: Quiet(turn, sent, turn.Rules.QuietFor); break;
            case Response.Never: Quiet(turn, sent, forSpan: null); Close(turn, sent, SentStatus.Answered); break;
            case Response.Dismissed when IsOpen(sent): Quiet(turn, sent, turn.Rules.QuietFor); Close(turn, sent, SentStatus.Answered); break;
            case Response.Snoozed when sent.Status == SentStatus.Live: Close(turn, sent, SentStatus.Snoozed); break;
            case Response.Accepted when IsOpen(sent): Accept(turn, sent); break;
        }
        turn.Add(new ResponseReplied(turn.At, ResponseOutcome.Taken));
    }

    // Only the first answer counts. "Never" always counts.
    private static bool IsOpen(SentSuggestion sent) => sent.Status is SentStatus.Live or SentStatus.Snoozed;

    // What was missing is forgotten, so it cannot join the list, and the app must not show a success. The other answers need no content.
    private static bool IsTooLateToAccept(SentSuggestion sent) => IsOpen(sent) && sent.Kind == SuggestionKind.Recipe && sent.Content is null;

    private static void Accept(ShopperTurn turn, SentSuggestion sent)
    {
        Quiet(turn, sent, turn.Rules.QuietFor);
        Close(turn, sent, SentStatus.Answered);
        if (sent.Content?.Recipe is not { } recipe) return;

        var shopper = turn.Shopper;
        var joining = recipe.Missing
            .Where(missing => !shopper.OpenItems.Any(item => Is(item, missing, turn.BookHere)))
            .Select(missing => new ListItem(DerivedId.Of('i', sent.Id.Value, "missing", missing.Product.Value), missing.Name, missing.Product, Quantity: 1, IsDone: false));
        // The list that most of what is there came from.
        if (shopper.Home is { Standing: HomeStanding.Member } home && recipe.Have.Count(item => item.IsShared) * 2 > recipe.Have.Count)
        {
            IReadOnlyList<ListItem> wanted = [.. joining.Where(item => home.Items.All(known => known.Id != item.Id))];
            if (wanted.Count > 0) HomeRules.Want(turn, home, wanted);
            return;
        }
        var list = shopper.List;
        IReadOnlyList<ListItem> own = [.. joining.Where(item => list.All(known => known.Id != item.Id)).Take(Math.Max(0, ListItem.ListMax - list.Count))];
        if (own.Count > 0) ListRules.Replace(turn, [.. list, .. own]);
    }

    // By product or by name: the shopper may have added it by hand meanwhile.
    private static bool Is(ListItem item, MissingItem missing, StoreBook? book) =>
        item.Product == missing.Product || NameKey.Of(item.Name) == NameKey.Of(missing.Name) || book?.Product(item.Product, item.Name)?.Id == missing.Product;

    private static void Quiet(ShopperTurn turn, SentSuggestion sent, TimeSpan? forSpan)
    {
        var until = forSpan is { } span ? turn.At + span : DateTimeOffset.MaxValue;
        foreach (var subject in sent.Subjects) turn.Add(new SubjectQuieted(turn.At, subject, until));
    }

    // The shopper's other devices are told to take it off the screen. After its expiry they have done so already.
    private static void Close(ShopperTurn turn, SentSuggestion sent, SentStatus status)
    {
        if (sent.Status == SentStatus.Answered) return;
        turn.Add(new SuggestionClosed(turn.At, sent.Id, status, status == SentStatus.Snoozed ? turn.At + turn.Rules.SnoozeFor : null));
        if (sent.IsLive(turn.At)) LiveSuggestions.PushRevocation(turn, sent.Id, RevokeReason.Answered);
    }
}

/// <summary>What became of an answer to a suggestion.</summary>
public enum ResponseOutcome
{
    /// <summary>It counts, or it repeats what was said before.</summary>
    Taken = 0,
    /// <summary>There is no such suggestion, or it is long over, or a recipe was accepted so late that its missing items are forgotten: NOT_FOUND.</summary>
    NoSuchSuggestion = 1,
}
