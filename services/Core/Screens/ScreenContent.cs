using SmartStore.Core.Members;

namespace SmartStore.Core.Screens;

/// <summary>How somebody wants a screen to be.</summary>
/// <param name="Language">BCP 47; empty: the store's.</param>
public sealed record ScreenChoices(string Language, TextSize TextSize, bool HighContrast)
{
    /// <summary>The first name and the list may be on a terminal that they tapped.</summary>
    public bool ShowsPerson { get; init; }

    /// <summary>Nothing was chosen.</summary>
    public static ScreenChoices None { get; } = new("", TextSize.Unspecified, HighContrast: false);

    /// <summary>What a shopper chose.</summary>
    public static ScreenChoices Of(Shopper shopper) => new(shopper.Preferences.Language, shopper.Preferences.TextSize, shopper.Preferences.HighContrast) { ShowsPerson = shopper.Preferences.ShowOnScreens };

    /// <summary>With what was chosen at the terminal, for as long as the screen is open.</summary>
    public ScreenChoices With(ScreenChanges changes) => this with
    {
        Language = changes.Language.Length > 0 ? changes.Language : Language,
        TextSize = changes.TextSize != TextSize.Unspecified ? changes.TextSize : TextSize,
    };
}

/// <summary>What somebody changed at the terminal itself.</summary>
/// <param name="Language">BCP 47; empty: nothing.</param>
public sealed record ScreenChanges(string Language, TextSize TextSize)
{
    /// <summary>Nothing.</summary>
    public static ScreenChanges None { get; } = new("", TextSize.Unspecified);
}

/// <summary>What a terminal shows of a shopper who tapped it.</summary>
/// <param name="Choices">Language, letters and contrast follow them everywhere.</param>
/// <param name="Name">The first name; empty unless they allow it.</param>
/// <param name="Items">Both lists in walking order, what is done last; empty unless they allow it. Care is among them on a private screen only.</param>
/// <param name="Orders">Their orders that wait in this store.</param>
public sealed record ScreenContent(ScreenChoices Choices, string Name, IReadOnlyList<RecalledItem> Items, IReadOnlyList<PickupTold> Orders)
{
    /// <summary>What may be shown now.</summary>
    /// <param name="changes">What was chosen at the terminal.</param>
    public static ScreenContent Of(Shopper shopper, StoreBook book, Terminal terminal, IBooks books, ScreenChanges changes, DateTimeOffset at) =>
        Of(shopper, ScreenChoices.Of(shopper).With(changes), book, terminal, books, at);

    internal static ScreenContent Of(Shopper shopper, ScreenChoices choices, StoreBook book, Terminal terminal, IBooks books, DateTimeOffset at)
    {
        var words = Phrases.Of(choices.Language, book.Layout);
        IReadOnlyList<PickupTold> orders =
        [
            .. shopper.Orders.Where(order => order.Store == book.Store && order.State is (OrderState.Ready or OrderState.Claimed))
                .Select(order => OrderUpdate.Of(order, book, words, "", at, at)),
        ];
        if (!choices.ShowsPerson) return new ScreenContent(choices, "", [], orders);
        var shown = shopper.AllItems.Where(item => terminal.IsPrivate || !book.IsCare(item.Product, item.Name));
        var items = ShoppingWalk.Of(shown, book, books, at, words, shopper.Preferences).OrderBy(item => item.Item.IsDone);
        return new ScreenContent(choices, FirstName(shopper.Profile?.Name ?? ""), [.. items], orders);
    }

    // What stands before the first space. Of a name without one, which may be a family name first, it is the whole.
    private static string FirstName(string name) => name.Trim() is var whole && whole.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? whole[..space] : whole;
}
