using SmartStore.Link;

namespace SmartStore.Faults.Tests.Load;

/// <summary>A shopper's phone: it follows its stream over all servers, and writes everything it hears into the ledger.</summary>
internal sealed class Phone(string shopper, Edges edges, int home, Ledger ledger)
{
    private readonly string _receiver = Receiver(shopper);
    private readonly Dictionary<string, string> _suggestions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _revoked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _recalled = new(StringComparer.Ordinal);
    private int _next = home;
    private (int Count, bool IsOpen) _visits;
    private (int Count, string? Last) _zones;

    public static string Receiver(string shopper) => $"phone/{shopper}";

    /// <summary>Listens until it is told to stop. Begin before the first fact: what a stream without a cursor brings first has no places.</summary>
    public Task Listen(CancellationToken stop)
    {
        ledger.Allow(_receiver, $"zone/{shopper}");
        ledger.Allow(_receiver, $"suggestion/{shopper}/");
        var stream = new FollowedStream<ShopperUpdate>(
            (cursor, cancel) => edges.Client(_next++).Shoppers.Watch(new WatchShopperRequest { ShopperId = shopper, AfterCursor = cursor, DeviceId = "phone" }, cancellationToken: cancel),
            static update => update.Cursor)
        {
            OnCursorLost = () => ledger.LosePlace(_receiver),
            // The pauses of a phone that is looked at: short ones.
            Jitter = static () => 0.1 * Random.Shared.NextDouble(),
        };
        return Following.Run(stream, Hear, stop);
    }

    private void Hear(ShopperUpdate update)
    {
        switch (update.WhatCase)
        {
            case ShopperUpdate.WhatOneofCase.VisitStarted:
                // A second visit while one is open is the same one told twice.
                if (!_visits.IsOpen) _visits = (_visits.Count + 1, true);
                _zones.Last = null;
                Write(update, $"visit/{shopper}", _visits.Count);
                break;
            case ShopperUpdate.WhatOneofCase.VisitEnded:
                _visits.IsOpen = false;
                ledger.Note(_receiver, update.ToString());
                // Who comes back is told of their list and their orders anew.
                foreach (var recalled in _recalled) ledger.Retract(_receiver, recalled);
                break;
            case ShopperUpdate.WhatOneofCase.ZoneEntered:
                if (_zones.Last != update.ZoneEntered.ZoneId) _zones = (_zones.Count + 1, update.ZoneEntered.ZoneId);
                Write(update, $"zone/{shopper}", _zones.Count);
                break;
            case ShopperUpdate.WhatOneofCase.ListRecalled:
                _recalled.Add(Regular.ListOf(shopper));
                Write(update, Regular.ListOf(shopper), update.ListRecalled.Items.FirstOrDefault(item => item.Item.Id == Regular.CountedItem)?.Item.Quantity ?? 0);
                break;
            case ShopperUpdate.WhatOneofCase.Pickup when update.Pickup.State == OrderState.Claimed:
                _recalled.Add(Fetcher.Claim(update.Pickup.OrderId).Subject);
                Write(update, Fetcher.Claim(update.Pickup.OrderId).Subject, 1);
                break;
            case ShopperUpdate.WhatOneofCase.Pickup:
                _recalled.Add(Regular.OrderSubject(update.Pickup.OrderId));
                Write(update, Regular.OrderSubject(update.Pickup.OrderId), Regular.VersionOf(update.Pickup.State));
                break;
            case ShopperUpdate.WhatOneofCase.Suggestion:
                var subject = $"suggestion/{shopper}/{update.Suggestion.Kind}-{update.Suggestion.Recipe?.Id ?? string.Join('+', update.Suggestion.Why.ListItemIds)}";
                _suggestions[update.Suggestion.Id] = subject;
                Write(update, subject, 1 + _revoked.GetValueOrDefault(subject));
                break;
            case ShopperUpdate.WhatOneofCase.SuggestionRevoked when _suggestions.GetValueOrDefault(update.SuggestionRevoked.SuggestionId) is { } revoked:
                // What was taken back may be suggested again.
                _revoked[revoked] = _revoked.GetValueOrDefault(revoked) + 1;
                break;
        }
    }

    private void Write(ShopperUpdate update, string subject, long version)
    {
        var content = update.Clone();
        content.Cursor = "";
        ledger.Hear(_receiver, subject, version, Following.Place(update.Cursor), content.ToString());
    }
}

/// <summary>A staff screen: who is to be greeted, which orders wait.</summary>
internal sealed class StaffScreen(Edges edges, Ledger ledger)
{
    public const string Receiver = "staff";

    private readonly Dictionary<string, (int Count, bool IsHere)> _visits = new(StringComparer.Ordinal);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Case> _cases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PickupWaiting> _waiting = new(StringComparer.Ordinal);
    private int _next;

    /// <summary>True when the screen showed an order: then it has to show what became of it, too.</summary>
    public bool HasShown(string order) => _orders.ContainsKey(order);

    public static string Greeting(string shopper) => $"greeting/{shopper}";

    /// <inheritdoc cref="Phone.Listen"/>
    public Task Listen(CancellationToken stop)
    {
        var stream = new FollowedStream<StoreUpdate>(
            (cursor, cancel) => edges.Client(_next++).Staff.Watch(new WatchStoreRequest { StoreId = CornerShop.Id, AfterCursor = cursor }, cancellationToken: cancel),
            static update => update.Cursor)
        {
            OnCursorLost = () => ledger.LosePlace(Receiver),
            Jitter = static () => 0.1 * Random.Shared.NextDouble(),
        };
        return Following.Run(stream, Hear, stop);
    }

    private void Hear(StoreUpdate update)
    {
        switch (update.WhatCase)
        {
            case StoreUpdate.WhatOneofCase.VipArrived:
                var shopper = update.VipArrived.ShopperId;
                if (!_visits.GetValueOrDefault(shopper).IsHere) _visits[shopper] = (_visits.GetValueOrDefault(shopper).Count + 1, true);
                Write(update, Greeting(shopper), _visits[shopper].Count);
                break;
            case StoreUpdate.WhatOneofCase.VipLeft:
                _visits[update.VipLeft.ShopperId] = (_visits.GetValueOrDefault(update.VipLeft.ShopperId).Count, false);
                break;
            case StoreUpdate.WhatOneofCase.PickupWaiting:
                _orders.TryAdd(update.PickupWaiting.OrderId, true);
                // A tap, a claim or an escalation changes how it waits.
                if (_waiting.TryGetValue(update.PickupWaiting.OrderId, out var before) && !before.Equals(update.PickupWaiting)) ledger.Retract(Receiver, Regular.OrderSubject(update.PickupWaiting.OrderId));
                _waiting[update.PickupWaiting.OrderId] = update.PickupWaiting;
                Write(update, Regular.OrderSubject(update.PickupWaiting.OrderId), Regular.VersionOf(OrderState.Ready));
                break;
            case StoreUpdate.WhatOneofCase.Case when update.Case.OrderId.Length > 0:
                var subject = Fetcher.CaseSubject(update.Case.OrderId);
                // Its wait and its state change.
                if (_cases.TryGetValue(subject, out var known) && !known.Equals(update.Case)) ledger.Retract(Receiver, subject);
                _cases[subject] = update.Case;
                Write(update, subject, 1);
                break;
            case StoreUpdate.WhatOneofCase.HandedOver:
                Write(update, Regular.OrderSubject(update.HandedOver.OrderId), Regular.VersionOf(OrderState.HandedOver));
                break;
            case StoreUpdate.WhatOneofCase.PickupEnded:
                ledger.Note(Receiver, update.ToString());
                // It waited, and does no more: its shopper left. It waits again when they come back.
                ledger.Retract(Receiver, Regular.OrderSubject(update.PickupEnded.OrderId));
                break;
        }
    }

    private void Write(StoreUpdate update, string subject, long version)
    {
        var content = update.Clone();
        content.Cursor = "";
        ledger.Hear(Receiver, subject, version, Following.Place(update.Cursor), content.ToString());
    }
}

/// <summary>Reads a followed stream until it is told to stop.</summary>
internal static class Following
{
    private static readonly string Midway = $".{long.MaxValue}";

    /// <summary>The place of an update in its stream; empty: it is one of those that say how things stand, before the last of them.</summary>
    public static string Place(string cursor) => cursor.EndsWith(Midway, StringComparison.Ordinal) ? "" : cursor;

    public static async Task Run<T>(FollowedStream<T> stream, Action<T> hear, CancellationToken stop)
    {
        try
        {
            await foreach (var update in stream.Read(stop)) hear(update);
        }
        catch (Exception error) when (stop.IsCancellationRequested && error is OperationCanceledException or Grpc.Core.RpcException { StatusCode: Grpc.Core.StatusCode.Cancelled })
        {
            // Heard enough.
        }
    }
}
