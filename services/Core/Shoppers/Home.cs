namespace SmartStore.Core.Shoppers;

/// <summary>What a shopper's grain knows of the household they are in: a copy of its list. Who is a member, the household's own grain says.</summary>
/// <param name="At">Since when they stand so.</param>
public sealed record Home(HouseholdId Id, HomeStanding Standing, DateTimeOffset At)
{
    /// <summary>How long nothing else can be chosen while a household has not answered. Calls are repeated for 10 s.</summary>
    public static readonly TimeSpan ChoiceHolds = TimeSpan.FromSeconds(30);

    /// <summary>Most items of accepted recipes that wait for the household; the oldest make room.</summary>
    public const int WantedMax = 32;

    /// <summary>Version of the household's last copy; it is kept when they have left, so that an older copy brings nothing back.</summary>
    public long CopyVersion { get; init; }

    /// <summary>The version of the shared list.</summary>
    public long ListVersion { get; init; }

    /// <summary>The shared list; empty unless they are a member.</summary>
    public IReadOnlyList<ListItem> Items { get; init; } = [];

    /// <summary>Items of accepted recipes that are to join the shared list and have not yet.</summary>
    public IReadOnlyList<ListItem> Wanted { get; init; } = [];

    /// <summary>How often items were wanted: the household says up to where it has taken them.</summary>
    public long WantedCount { get; init; }

    /// <summary>True while no other household may be chosen.</summary>
    public bool Binds(DateTimeOffset now) => Standing switch
    {
        HomeStanding.None => false,
        HomeStanding.Chosen => now - At < ChoiceHolds,
        _ => true,
    };
}

/// <summary>How somebody stands to a household. Stored as a number: never renumber.</summary>
public enum HomeStanding
{
    /// <summary>They left it, or were removed.</summary>
    None = 0,
    /// <summary>They asked for it, and it has not answered.</summary>
    Chosen = 1,
    /// <summary>They joined by a code and see nothing before a member confirms them.</summary>
    Waits = 2,
    Member = 3,
}

/// <summary>An invitation's code that a shopper tried.</summary>
/// <param name="Code"><see cref="Fingerprint"/> of it: the same code tried again is no further guess.</param>
public readonly record struct TriedCode(ulong Code, DateTimeOffset At)
{
    /// <summary>Wrong codes within <see cref="CountedFor"/>; then none is tried.</summary>
    public const int Max = 5;

    /// <summary>How long a wrong code counts.</summary>
    public static readonly TimeSpan CountedFor = TimeSpan.FromHours(24);
}

/// <summary>The household as the shopper's own rules see it: which one they chose, its list beside their own, and the end of it.</summary>
internal static class HomeRules
{
    public static void Try(ShopperTurn turn, InviteTried fact)
    {
        var tried = turn.Shopper.Tried.Where(code => turn.At - code.At < TriedCode.CountedFor).ToList();
        if (tried.Exists(code => code.Code == fact.Code) || tried.Count >= TriedCode.Max) return;
        turn.Add(new TriedReplaced(turn.At, [.. tried, new TriedCode(fact.Code, turn.At)]));
    }

    public static void Choose(ShopperTurn turn, HomeChosen fact)
    {
        // A code that leads somewhere was no wrong guess.
        if (turn.Shopper.Tried.Any(tried => tried.Code == fact.Code)) turn.Add(new TriedReplaced(turn.At, [.. turn.Shopper.Tried.Where(tried => tried.Code != fact.Code)]));
        var home = turn.Shopper.Home;
        if (home?.Binds(turn.At) == true) return;
        turn.Add(new HomeReplaced(turn.At, new Home(fact.Household, HomeStanding.Chosen, turn.At) { CopyVersion = home?.Id == fact.Household ? home.CopyVersion : 0 }));
    }

    public static void Leave(ShopperTurn turn, HomeLeft fact)
    {
        if (turn.Shopper.Home is { } home && home.Id == fact.Household && home.Standing != HomeStanding.None)
            Become(turn, home, home with { Standing = HomeStanding.None, At = turn.At, Items = [], Wanted = [] });
    }

    public static void Take(ShopperTurn turn, HouseholdCopied fact)
    {
        // Who was erased told the household so, and nothing brings them back.
        if (turn.Shopper.Profile is null) return;
        if (turn.Shopper.Home is not { } home || home.Id != fact.Household)
        {
            // They are in another one: this one is told, once for each of its copies.
            if (fact.Standing != HomeStanding.None) turn.Add(new HomeTold(turn.At, fact.Household, HasLeft: true));
            return;
        }
        if (fact.CopyVersion <= home.CopyVersion) return;
        Become(turn, home, home with
        {
            Standing = fact.Standing,
            At = fact.Standing == home.Standing ? home.At : turn.At,
            CopyVersion = fact.CopyVersion,
            ListVersion = fact.Standing == HomeStanding.Member ? fact.ListVersion : home.ListVersion,
            Items = fact.Items,
            Wanted = fact.WantedCount >= home.WantedCount || fact.Standing != HomeStanding.Member ? [] : home.Wanted,
        });
    }

    /// <summary>Items of an accepted recipe join the shared list as soon as the household has taken them.</summary>
    public static void Want(ShopperTurn turn, Home home, IReadOnlyList<ListItem> items)
    {
        turn.Add(new HomeReplaced(turn.At, home with { Wanted = [.. home.Wanted.Concat(items).TakeLast(Home.WantedMax)], WantedCount = home.WantedCount + 1 }));
        turn.Add(new HomeTold(turn.At, home.Id, HasLeft: false));
    }

    /// <summary>The household's members see the name.</summary>
    public static void TellName(ShopperTurn turn)
    {
        if (turn.Shopper.Home is { Standing: HomeStanding.Waits or HomeStanding.Member } home) turn.Add(new HomeTold(turn.At, home.Id, HasLeft: false));
    }

    private static void Become(ShopperTurn turn, Home was, Home home)
    {
        var before = turn.Shopper.AllItems.ToList();
        turn.Add(new HomeReplaced(turn.At, home));
        if (was.Standing == HomeStanding.Member && home.Standing != HomeStanding.Member)
        {
            HouseholdPickup.Leave(turn);
            var gone = was.Items.Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
            LiveSuggestions.TakeBack(turn, sent => IsOf(sent, gone), RevokeReason.ContextChanged);
            turn.Add(new SharingEnded(turn.UpdateId("household", was.Id.Value), turn.At, turn.At + turn.Rules.VisitUpdateLives, home.ListVersion, [.. was.Items.Select(item => item.Id)]));
        }
        if (!before.SequenceEqual(turn.Shopper.AllItems)) ListRules.TakeChange(turn, before);
    }

    // What was made of the shared list says what is on it.
    private static bool IsOf(SentSuggestion sent, HashSet<string> shared) =>
        sent.Content is { } content && (content.Recipe?.Have.Any(item => item.IsShared) == true || content.Why.ListItemIds.Any(shared.Contains));
}
