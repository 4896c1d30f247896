using System.Text.Json;
using SmartStore.Core;
using SmartStore.Core.Lockers;

namespace SmartStore.Terminal.Lockers;

/// <summary>What became of a door, as the server hears it.</summary>
public enum DoorEvent
{
    /// <summary>It opened, or may have.</summary>
    Opened = 0,

    /// <summary>What lay in it was taken. A locker without a sensor never says it.</summary>
    Taken = 1,

    /// <summary>It is shut again.</summary>
    Closed = 2,

    /// <summary>It stayed shut.</summary>
    NotOpened = 3,
}

/// <summary>What the server said to a report.</summary>
public enum HandoverOutcome
{
    /// <summary>Taken.</summary>
    Ok,

    /// <summary>The server knows no such grant or order.</summary>
    Unknown,

    /// <summary>The server holds another truth; staff are told there.</summary>
    Conflict,
}

/// <summary>A report to the server about a door; on disk until it is answered. Made of its cause, so that the same event has the same id after a crash.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When it happened, by the locker's clock.</param>
/// <param name="IsVoucher">What <paramref name="Proof"/> is: a voucher, else the id of a grant.</param>
/// <param name="Proof">The grant's id, or the whole voucher.</param>
/// <param name="Slot">The door.</param>
public sealed record HandoverReport(string Id, DateTimeOffset At, bool IsVoucher, string Proof, DoorEvent Event, string Slot)
{
    /// <summary>Reports that wait for an answer at most. A locker that is cut off stops to release by voucher before there would be more.</summary>
    public const int Max = 2_000;

    /// <summary>The report of an event of a release.</summary>
    internal static HandoverReport Of(Release release, DoorEvent what, DateTimeOffset at) =>
        new(DerivedId.Of('h', release.Key, Word(what), release.Slot), at, release.IsVoucher, release.Proof, what, release.Slot);

    /// <summary>As it is published: <c>{"id","at","sent","grant"|"voucher","event":"opened|taken|closed|not_opened","slot"}</c>, times in unix milliseconds.</summary>
    /// <param name="sent">Now, by the locker's clock: it is another one each time the report is published.</param>
    internal byte[] ToPayload(DateTimeOffset sent) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["id"] = Id,
        ["at"] = At.ToUnixTimeMilliseconds(),
        ["sent"] = sent.ToUnixTimeMilliseconds(),
        [IsVoucher ? "voucher" : "grant"] = Proof,
        ["event"] = Word(Event),
        ["slot"] = Slot,
    });

    /// <summary>The contract's word for an event.</summary>
    internal static string Word(DoorEvent what) => what switch { DoorEvent.Opened => "opened", DoorEvent.Taken => "taken", DoorEvent.Closed => "closed", _ => "not_opened" };
}
