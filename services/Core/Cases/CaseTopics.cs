using System.Collections.Frozen;

namespace SmartStore.Core.Cases;

/// <summary>What cases are about: a fixed tree, so that what is counted today can be compared with what was counted a year ago.</summary>
public static class CaseTopics
{
    /// <summary>It cannot be told: no topic is likely enough.</summary>
    public const string Unsorted = "unsorted";

    /// <summary>Most topics.</summary>
    public const int Max = 64;

    /// <summary>All of them, in the order in which a form shows them. Stored in cases and in the journal: none is renamed.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "product.spoiled", "product.damaged", "product.wrong", "product.missing", "product.price", "product.advice",
        "staff.waiting", "staff.unfriendly", "staff.praise", "checkout.queue", "checkout.error", "pickup.late", "pickup.incomplete", "store.dirty", "store.find", "app.trouble",
        Unsorted,
    ];

    private static readonly FrozenSet<string> Known = All.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether it is one of <see cref="All"/>.</summary>
    public static bool Has(string topic) => Known.Contains(topic);
}
