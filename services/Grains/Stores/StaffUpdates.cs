using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SmartStore.Core.Cases;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.Stores;

/// <summary>A board's decisions as updates of the contract, without their cursors.</summary>
internal static class StaffUpdates
{
    /// <summary>What updates about a case are about.</summary>
    public static string SubjectOf(CaseId id) => $"case/{id.Value}";

    /// <summary>An update for the outbox. A newer state of a case takes the place of the older one.</summary>
    public static PushedUpdate Pushed(StaffUpdate update) => new(update is CaseShown shown ? SubjectOf(shown.Case.Id) : "", update.At, update.ExpiresAt, Of(update));

    /// <summary>True for an update about this shopper.</summary>
    public static bool Names(Update update, Core.ShopperId shopper)
    {
        var form = Proto.StoreUpdate.Parser.ParseFrom(update.Body);
        var field = Proto.StoreUpdate.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(form);
        return field?.Accessor.GetValue(form) is IMessage what && what.Descriptor.FindFieldByName("shopper_id")?.Accessor.GetValue(what) is string named && named == shopper.Value;
    }

    /// <summary>What a screen without a cursor gets first: who is here, then what waits. The last one carries the place of the board.</summary>
    public static IReadOnlyList<SequencedUpdate> Present(RecordImage<StoreBoard> image)
    {
        List<Proto.StoreUpdate> present =
        [
            .. image.State.Shoppers.Where(shopper => shopper.Standing.Vip is not null).Select(shopper => new Proto.StoreUpdate
            {
                At = shopper.Standing.Since.ToTimestamp(),
                VipArrived = Vip(shopper.Shopper, shopper.Standing.Name, shopper.Standing.Vip!),
            }),
            .. image.State.Waiting().Select(order => new Proto.StoreUpdate { At = order.Since.ToTimestamp(), PickupWaiting = Waiting(order) }),
            .. image.State.Orders.Where(order => order.Standing.Trouble is not null).Select(order => new Proto.StoreUpdate
            {
                At = order.Standing.Trouble!.At.ToTimestamp(),
                Assistance = new() { TerminalId = order.Standing.Terminal, ZoneId = order.Place.Value ?? "", Text = order.Standing.Trouble.Text },
            }),
            .. image.State.Cases.OrderByDescending(line => CaseQueue.IsExpectedAndHere(line.Case)).ThenBy(line => line.Case.DueAt ?? DateTimeOffset.MaxValue).Select(line => new Proto.StoreUpdate { At = line.Case.StateAt.ToTimestamp(), Case = CaseMessages.Of(line.Case) }),
        ];
        return [.. present.Select((update, i) => new SequencedUpdate(i + 1 < present.Count ? SequencedUpdate.Midway : image.Sequence, long.MaxValue, update.ToByteArray()))];
    }

    private static Proto.StoreUpdate Of(StaffUpdate update)
    {
        var form = new Proto.StoreUpdate { At = update.At.ToTimestamp() };
        switch (update)
        {
            case VipArrived u: form.VipArrived = Vip(u.Shopper, u.Name, u.Vip); break;
            case VipLeft u: form.VipLeft = new() { ShopperId = u.Shopper.Value }; break;
            case PickupWaiting u: form.PickupWaiting = Waiting(u.Order); break;
            case PickupEnded u: form.PickupEnded = new() { OrderId = u.Order.Value, Why = u.Why }; break;
            case OrderHandedOver u:
                form.HandedOver = new() { OrderId = u.Order.Value, TerminalId = u.End?.Terminal ?? "", StaffId = u.End?.Staff ?? "", Proof = u.End?.Proof ?? "", Offline = u.End?.IsOffline == true };
                break;
            case CaseShown u: form.Case = CaseMessages.Of(u.Case); break;
            case StaffAsked u: form.Assistance = new() { TerminalId = u.Terminal, ZoneId = u.Zone.Value ?? "", Text = u.Text }; break;
            default: throw new ArgumentOutOfRangeException(nameof(update), update, "No update of the contract.");
        }
        return form;
    }

    private static Proto.VipArrived Vip(Core.ShopperId shopper, string name, VipStanding vip) => new()
    {
        ShopperId = shopper.Value,
        Name = name,
        Tier = (Proto.Tier)vip.Tier,
        ZoneId = vip.Zone.Value ?? "",
        Reason = vip.Reason,
        Confidence = vip.Confidence,
    };

    private static Proto.PickupWaiting Waiting(WaitingOrder order) => new()
    {
        OrderId = order.Order.Value,
        ShopperId = order.Shopper.Value,
        Name = order.Name,
        ZoneId = order.Zone.Value ?? "",
        Since = order.Since.ToTimestamp(),
        State = (Proto.OrderState)order.State,
        TerminalId = order.Standing.Wait?.Terminal ?? "",
        ClaimedBy = order.Standing.Claim?.By ?? "",
        ClaimedByName = order.Standing.Claim?.Name ?? "",
        ClaimedUntil = order.Standing.Claim?.Until.ToTimestamp(),
        Escalation = order.Escalation,
        Slot = order.Standing.Slot,
        NeedsCheck = order.Standing.NeedsCheck,
        Items = order.Standing.Items,
    };
}
