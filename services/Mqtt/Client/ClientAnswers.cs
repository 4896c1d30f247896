using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client;

/// <summary>What became of a published message.</summary>
/// <param name="Code">QoS 0: Success once it is on its way. QoS 1 and 2: the server's answer, or the code that says why it was not sent.</param>
/// <param name="Reason">The server's or our own words; null: none.</param>
/// <param name="ByServer">False: judged here, nothing was sent.</param>
public readonly record struct PublishResult(ReasonCode Code, string? Reason = null, bool ByServer = true)
{
    /// <summary>True below 0x80.</summary>
    public bool IsSuccess => !Code.IsError();
}

/// <summary>One filter to subscribe to.</summary>
/// <param name="Filter">A topic filter, or <c>$share/group/filter</c>.</param>
/// <param name="Qos">Highest QoS wanted. Default at least once.</param>
/// <param name="NoLocal">5.0: not what this client itself publishes.</param>
/// <param name="RetainAsPublished">5.0: the retain flag as the publisher set it.</param>
/// <param name="RetainHandling">5.0: when retained messages come.</param>
/// <param name="SubscriptionId">5.0: 1–268,435,455, comes with every message that matched; 0: none.</param>
public sealed record ClientSubscription(
    string Filter,
    Qos Qos = Qos.AtLeastOnce,
    bool NoLocal = false,
    bool RetainAsPublished = false,
    RetainHandling RetainHandling = RetainHandling.Send,
    int SubscriptionId = 0);

/// <summary>The server's answer to SUBSCRIBE or UNSUBSCRIBE.</summary>
/// <param name="Codes">One for each filter, in the order asked.</param>
public sealed record SubscribeResult(IReadOnlyList<ReasonCode> Codes)
{
    /// <summary>True when no filter was refused.</summary>
    public bool IsSuccess => !Codes.Any(code => code.IsError());
}

/// <summary>The server accepted the connection.</summary>
/// <param name="SessionPresent">It had kept the session.</param>
/// <param name="ClientId">Ours, or the one it assigned.</param>
/// <param name="Offer">What it allows.</param>
public sealed record ClientConnected(bool SessionPresent, string ClientId, ServerOffer Offer);

/// <summary>Who ended a connection.</summary>
public enum EndedBy
{
    /// <summary>We were asked to.</summary>
    Us,

    /// <summary>The server closed the stream between packets, or said DISCONNECT.</summary>
    Server,

    /// <summary>We closed it: the server broke a rule or kept silent.</summary>
    ServerFault,

    /// <summary>The network broke, or nobody answered.</summary>
    Network,
}

/// <summary>Why a connection, or an attempt at one, ended.</summary>
/// <param name="By">Who ended it.</param>
/// <param name="Code">Ours when we ended it, the server's when it said one, otherwise <see cref="ReasonCode.UnspecifiedError"/>; Success when it simply closed.</param>
/// <param name="Text">One sentence for the log.</param>
/// <param name="WasConnected">The server had accepted it.</param>
/// <param name="ServerReference">Where the server sent us (0x9C, 0x9D); null: nowhere. It is reported, never followed: a broker must not choose who gets the credentials.</param>
public sealed record ConnectionEnded(EndedBy By, ReasonCode Code, string Text, bool WasConnected, string? ServerReference = null)
{
    /// <summary>Nobody did anything wrong.</summary>
    public bool IsClean => By is EndedBy.Us or EndedBy.Server && WasConnected && !Code.IsError();

    /// <summary>The server said no in a way that trying again soon does not mend.</summary>
    internal bool IsRefusedForGood => By == EndedBy.Server && Code is ReasonCode.BadUserNameOrPassword or ReasonCode.NotAuthorized or ReasonCode.Banned
        or ReasonCode.ClientIdNotValid or ReasonCode.UnsupportedProtocolVersion or ReasonCode.BadAuthenticationMethod or ReasonCode.ServerMoved
        or ReasonCode.UseAnotherServer or ReasonCode.SessionTakenOver;
}
