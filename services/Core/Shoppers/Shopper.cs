using SmartStore.Core.Pickup;
using SmartStore.Core.Suggestions;

namespace SmartStore.Core.Shoppers;

/// <summary>A shopper as their grain knows them. Immutable: <see cref="ShopperEvolution"/> makes the next one.</summary>
public sealed record Shopper
{
    /// <summary>Who.</summary>
    public required ShopperId Id { get; init; }

    /// <summary>What the operator says; null: there is no such shopper, and nothing about them is kept.</summary>
    public Profile? Profile { get; init; }

    /// <summary>What they agreed to.</summary>
    public Consent Consent { get; init; } = Consent.None;

    /// <summary>The shopping list, in the app's order, done items too.</summary>
    public IReadOnlyList<ListItem> List { get; init; } = [];

    /// <summary>Orders, oldest first, at most <see cref="Order.PerShopperMax"/>.</summary>
    public IReadOnlyList<Order> Orders { get; init; } = [];

    /// <summary>The open visit; null: not in a store, as far as anybody may know.</summary>
    public Visit? Visit { get; init; }

    /// <summary>When the zone of the open visit last changed.</summary>
    public DateTimeOffset MovedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Suggestions of late, oldest first, at most <see cref="SentSuggestion.PerShopperMax"/>.</summary>
    public IReadOnlyList<SentSuggestion> Sent { get; init; } = [];

    /// <summary>Subjects not to be suggested, at most <see cref="QuietSubject.PerShopperMax"/>.</summary>
    public IReadOnlyList<QuietSubject> Quiet { get; init; } = [];

    /// <summary>Answers to taps of the last day, oldest first, at most <see cref="AnsweredTaps.Max"/>.</summary>
    public AnsweredTaps Answers { get; init; } = AnsweredTaps.None;

    /// <summary>The last decisions, oldest first, at most <see cref="TraceEntry.PerShopperMax"/>.</summary>
    public IReadOnlyList<TraceEntry> Trace { get; init; } = [];

    /// <summary>A shopper nobody has heard of.</summary>
    public static Shopper Nobody(ShopperId id) => new() { Id = id };

    /// <summary>The items still to be bought.</summary>
    public IEnumerable<ListItem> OpenItems => List.Where(item => !item.IsDone);

    /// <summary>True when staff may and should be told that they are here.</summary>
    public bool IsRecognised => Consent.StaffRecognition && Profile?.Tier == Tier.Vip;
}
