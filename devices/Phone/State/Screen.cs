using SmartStore.Contracts.V1;

namespace SmartStore.Phone.State;

/// <summary>
/// Folds the stream into what the phone shows. Deliveries repeat: after a break the last update may come again, and a suggestion that
/// was shown once is never shown twice, whatever the stream does. Pure but for its memory; not thread-safe.
/// </summary>
public sealed class Screen
{
    /// <summary>Suggestion ids remembered; the oldest is forgotten. A visit brings three, so this is months.</summary>
    public const int RememberedMax = 1_000;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _seenOrder = new();

    /// <summary>What is shown.</summary>
    public PhoneState State { get; private set; } = PhoneState.Empty;

    /// <summary>Suggestions that came again and were left out.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Takes one update.</summary>
    /// <returns>False when it changed nothing but the cursor: a suggestion that was here before, or a kind this phone does not know.</returns>
    public bool Take(ShopperUpdate update)
    {
        var before = State;
        State = update.WhatCase switch
        {
            ShopperUpdate.WhatOneofCase.VisitStarted => Start(update.VisitStarted),
            ShopperUpdate.WhatOneofCase.ZoneEntered => State with { StoreId = update.ZoneEntered.StoreId, ZoneId = update.ZoneEntered.ZoneId, ZoneName = update.ZoneEntered.ZoneName },
            ShopperUpdate.WhatOneofCase.ListRecalled => State with { List = [.. update.ListRecalled.Items] },
            ShopperUpdate.WhatOneofCase.ListChanged => Tick(update.ListChanged),
            ShopperUpdate.WhatOneofCase.Suggestion => Show(update.Suggestion),
            ShopperUpdate.WhatOneofCase.Pickup => Put(update.Pickup),
            ShopperUpdate.WhatOneofCase.VisitEnded => End(update.VisitEnded),
            ShopperUpdate.WhatOneofCase.SuggestionRevoked => Revoke(update.SuggestionRevoked),
            _ => State,
        };
        var changed = !ReferenceEquals(before, State);
        if (update.Cursor.Length > 0) State = State with { Cursor = update.Cursor };
        return changed;
    }

    /// <summary>The server no longer knows our cursor: watch from the present on. What was shown stays remembered.</summary>
    public void ForgetCursor() => State = PhoneState.Empty;

    /// <summary>The shopper answered: it leaves the screen at once, not when the server says so.</summary>
    public void Answered(string suggestionId) => State = Without(suggestionId);

    private PhoneState Start(VisitStarted visit) =>
        visit.VisitId == State.VisitId ? State : PhoneState.Empty with { VisitId = visit.VisitId, StoreId = visit.StoreId, Pickups = State.Pickups, Cursor = State.Cursor };

    // The end of an older visit, delivered late, does not end the one that is open.
    private PhoneState End(VisitEnded visit) =>
        visit.VisitId != State.VisitId ? State : PhoneState.Empty with { Pickups = State.Pickups, Cursor = State.Cursor };

    private PhoneState Show(Suggestion suggestion)
    {
        if (!Remember(suggestion.Id))
        {
            Duplicates++;
            return State;
        }
        return State with { Suggestions = [.. State.Suggestions.TakeLast(PhoneState.SuggestionsMax - 1), suggestion] };
    }

    // Ticked off on another phone. What else changes on the open list of a visit is recalled.
    private PhoneState Tick(ListChanged changed)
    {
        var gone = changed.Items.Where(item => item.Done).Select(item => item.Id).Concat(changed.Removed).ToHashSet(StringComparer.Ordinal);
        return State.List.Any(IsGone) ? State with { List = [.. State.List.Where(open => !IsGone(open))] } : State;

        // The own list and the household's may use one id for two things.
        bool IsGone(RecalledItem open) => open.Item.Shared == changed.Household && gone.Contains(open.Item.Id);
    }

    private PhoneState Put(PickupUpdate pickup) =>
        State with { Pickups = [.. State.Pickups.Where(p => p.OrderId != pickup.OrderId).TakeLast(PhoneState.PickupsMax - 1), pickup] };

    // A revocation may overtake what it revokes when a stream is resumed: then the suggestion is not shown at all.
    private PhoneState Revoke(SuggestionRevoked revoked)
    {
        Remember(revoked.SuggestionId);
        return Without(revoked.SuggestionId);
    }

    private PhoneState Without(string suggestionId) => State.Suggestions.Any(s => s.Id == suggestionId)
        ? State with { Suggestions = [.. State.Suggestions.Where(s => s.Id != suggestionId)] }
        : State;

    private bool Remember(string suggestionId)
    {
        if (!_seen.Add(suggestionId)) return false;
        _seenOrder.Enqueue(suggestionId);
        if (_seenOrder.Count > RememberedMax) _seen.Remove(_seenOrder.Dequeue());
        return true;
    }
}
