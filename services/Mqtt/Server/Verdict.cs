using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Server;

/// <summary>What a handler makes of a message.</summary>
public readonly struct Verdict
{
    private Verdict(ReasonCode reason, bool route, ValueTask<ReasonCode> pending, bool isDeferred)
    {
        Reason = reason;
        Route = route;
        Pending = pending;
        IsDeferred = isDeferred;
    }

    /// <summary>Taken; acknowledged at once; nobody else gets it.</summary>
    public static Verdict Accepted { get; } = new(ReasonCode.Success, route: false, default, isDeferred: false);

    /// <summary>Looked at; goes to the ordinary subscribers and, if so marked, is retained.</summary>
    public static Verdict PassOn { get; } = new(ReasonCode.Success, route: true, default, isDeferred: false);

    internal ReasonCode Reason { get; }

    internal bool Route { get; }

    internal bool IsDeferred { get; }

    internal ValueTask<ReasonCode> Pending { get; }

    /// <summary>Not taken: counted; at QoS 1 and 2 a 5.0 client is told why.</summary>
    /// <param name="reason">A PUBACK reason, 0x80 or above.</param>
    public static Verdict Refused(ReasonCode reason) =>
        reason.IsError() && ReasonCodes.IsAllowed(PacketType.Puback, reason)
            ? new Verdict(reason, route: false, default, isDeferred: false)
            : throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason to refuse a message with.");

    /// <summary>Decided later. PUBACK or PUBREC is sent when the task ends; until then the message counts against the receive maximum.</summary>
    /// <param name="pending">Ends with Success or a PUBACK reason; a task that throws refuses with 0x80.</param>
    /// <param name="route">Once accepted, pass it on as well.</param>
    public static Verdict Deferred(ValueTask<ReasonCode> pending, bool route = false) => new(ReasonCode.Success, route, pending, isDeferred: true);
}
