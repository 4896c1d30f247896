using SmartStore.Core;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.GrainInterfaces;

namespace SmartStore.Ingest.Taps;

/// <summary>
/// Reads what a locker says of a slot: <c>{"id","at","sent"?,"grant"|"voucher","event":"opened|taken|closed|not_opened","slot"?}</c> (contract, "Taps").
/// It names the grant or the whole voucher by which it opened, one of them; other fields are ignored.
/// </summary>
public static class HandoverReader
{
    /// <summary>Largest message, bytes.</summary>
    public const int BytesMax = 8 * 1024;

    private const int GrantMax = 128;

    private static readonly LockerReport s_nothing = new("", default, null, "", "", default);
    private static readonly Dictionary<string, LockerEvent> s_events = new(StringComparer.Ordinal)
    {
        ["opened"] = LockerEvent.Opened,
        ["taken"] = LockerEvent.Taken,
        ["closed"] = LockerEvent.Closed,
        ["not_opened"] = LockerEvent.NotOpened,
    };

    /// <summary>Reads a message. Throws nothing, whatever the bytes.</summary>
    /// <param name="report">What could be read, when it returns false too: a report with an id can be answered. Without one its id is empty.</param>
    /// <param name="refusal">The first field that is wrong, in the order id, at, sent, event, slot, grant, voucher.</param>
    public static bool TryRead(ReadOnlySpan<byte> payload, out LockerReport report, out Refusal refusal)
    {
        report = s_nothing;
        if (!JsonMessage.TryParse(payload, BytesMax, out var message, out refusal)) return false;
        using (message) refusal = Read(message.Root, ref report);
        return refusal.Reason == RefusalReason.None;
    }

    private static Refusal Read(JsonElement root, ref LockerReport report)
    {
        if (JsonMessage.ReadId(root, out var id) is { Reason: not RefusalReason.None } noId) return noId;
        report = report with { Id = id };
        if (JsonMessage.ReadTimes(root, out var atUnixMs, out var sentUnixMs) is { Reason: not RefusalReason.None } noTime) return noTime;
        report = report with { At = DateTimeOffset.FromUnixTimeMilliseconds(atUnixMs), Sent = sentUnixMs is { } sent ? DateTimeOffset.FromUnixTimeMilliseconds(sent) : null };
        if (JsonMessage.ReadText(root, "event", s_events.ContainsKey, out var happened) is { Reason: not RefusalReason.None } noEvent) return noEvent;
        var slot = "";
        if (root.TryGetProperty("slot"u8, out _) && JsonMessage.ReadText(root, "slot", static slot => slot.Length <= Core.Shoppers.Order.SlotMax, out slot) is { Reason: not RefusalReason.None } noSlot) return noSlot;
        var (grant, voucher) = ("", "");
        if (root.TryGetProperty("voucher"u8, out _))
        {
            if (root.TryGetProperty("grant"u8, out _)) return new Refusal(RefusalReason.NotAllowed, "voucher");
            if (JsonMessage.ReadText(root, "voucher", static voucher => voucher.Length is > 0 and <= Voucher.TokenMax, out voucher) is { Reason: not RefusalReason.None } noVoucher) return noVoucher;
        }
        else if (JsonMessage.ReadText(root, "grant", static grant => grant.Length is > 0 and <= GrantMax, out grant) is { Reason: not RefusalReason.None } noGrant) return noGrant;
        report = report with { Event = s_events[happened], Slot = slot, Grant = grant, Voucher = voucher };
        return default;
    }
}
