using SmartStore.Contracts.V1;

namespace SmartStore.Phone.State;

/// <summary>What is on the phone's screen now. Immutable: a reader on another thread never sees half an update.</summary>
/// <param name="VisitId">Empty: not in a shop.</param>
/// <param name="StoreId">Where; empty outside.</param>
/// <param name="ZoneId">Empty: unknown.</param>
/// <param name="ZoneName">As the shop calls it.</param>
/// <param name="List">Open items in the shop's walking order.</param>
/// <param name="Suggestions">Live ones, oldest first; at most <see cref="SuggestionsMax"/>.</param>
/// <param name="Pickups">The last word on each order, oldest order first; at most <see cref="PickupsMax"/>.</param>
/// <param name="Cursor">Of the last update taken: where to go on after a break. Empty: nothing yet.</param>
public sealed record PhoneState(
    string VisitId,
    string StoreId,
    string ZoneId,
    string ZoneName,
    IReadOnlyList<RecalledItem> List,
    IReadOnlyList<Suggestion> Suggestions,
    IReadOnlyList<PickupUpdate> Pickups,
    string Cursor)
{
    /// <summary>Suggestions kept at once; the oldest goes. A visit brings three.</summary>
    public const int SuggestionsMax = 20;

    /// <summary>Orders kept at once; the oldest goes.</summary>
    public const int PickupsMax = 20;

    /// <summary>A phone that has heard nothing yet.</summary>
    public static PhoneState Empty { get; } = new("", "", "", "", [], [], [], "");

    /// <summary>True between the start and the end of a visit.</summary>
    public bool IsInStore => VisitId.Length > 0;

    /// <summary>The state without suggestions that have expired.</summary>
    public PhoneState At(DateTimeOffset now) => Suggestions.Any(s => IsExpired(s, now))
        ? this with { Suggestions = [.. Suggestions.Where(s => !IsExpired(s, now))] }
        : this;

    private static bool IsExpired(Suggestion suggestion, DateTimeOffset now) =>
        suggestion.ExpiresAt is { } at && at.ToDateTimeOffset() <= now;
}

/// <summary>An update that changed the screen, and the screen after it.</summary>
public sealed record PhoneUpdate(ShopperUpdate Update, PhoneState State);
