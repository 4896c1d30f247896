using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Server;

/// <summary>Reasons in words, for the person who reads a device's log: only where the code alone does not say what to change.</summary>
internal static class ReasonText
{
    public static string? Of(ReasonCode reason) => reason switch
    {
        ReasonCode.MessageRateTooHigh => "more messages per second than this identity may send",
        ReasonCode.QuotaExceeded => "a limit of this server is reached",
        ReasonCode.SessionTakenOver => "another connection uses this client id",
        ReasonCode.ServerShuttingDown => "the server is stopping",
        ReasonCode.AdministrativeAction => "the identity was removed",
        _ => null,
    };
}
