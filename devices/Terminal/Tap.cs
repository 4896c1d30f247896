using System.Text.Json;

namespace SmartStore.Terminal;

/// <summary>How the shopper showed the pass.</summary>
public enum TapKind
{
    /// <summary>A phone or card held to the terminal.</summary>
    Nfc,

    /// <summary>A code shown to the camera.</summary>
    Qr,

    /// <summary>Digits typed.</summary>
    Pin,
}

/// <summary>A deliberate act at a terminal. Sent again it is the same act: the id stays.</summary>
/// <param name="Id">The terminal's name for it.</param>
/// <param name="At">When, by the terminal's clock.</param>
/// <param name="Pass">Token or digits; never logged.</param>
public sealed record Tap(string Id, DateTimeOffset At, TapKind Kind, string Pass)
{
    private string KindWord => Kind switch { TapKind.Qr => "qr", TapKind.Pin => "pin", _ => "nfc" };

    /// <summary>As the terminal publishes it: <c>{"id","at","kind":"nfc|qr|pin","pass"}</c>.</summary>
    internal byte[] ToPayload() => JsonSerializer.SerializeToUtf8Bytes(
        new Dictionary<string, object>(StringComparer.Ordinal) { ["id"] = Id, ["at"] = At.ToUnixTimeMilliseconds(), ["kind"] = KindWord, ["pass"] = Pass });

    /// <summary>Without the pass, which must not reach a log.</summary>
    public override string ToString() => $"tap {Id} ({KindWord})";
}

/// <summary>What came of a tap.</summary>
public enum TapOutcome
{
    /// <summary>No answer in time. The tap is on disk and goes out when the broker is there; the answer comes by <see cref="TerminalDevice.Answered"/>.</summary>
    Waiting,

    /// <summary>The disk took no more: ask the person to tap again.</summary>
    NotKept,

    /// <summary>The pass is valid and the shopper's order waits.</summary>
    Ok,

    /// <summary>The pass is valid and there is nothing to hand over.</summary>
    NoOrder,

    /// <summary>Hand it over.</summary>
    Granted,

    /// <summary>Another person has it already.</summary>
    AlreadyClaimed,

    /// <summary>The pass is too old.</summary>
    Expired,

    /// <summary>The pass is not valid.</summary>
    Refused,

    /// <summary>The server cannot say now: send the same tap again.</summary>
    TryAgain,
}

/// <summary>The server's word on a tap.</summary>
/// <param name="TapId">Which tap.</param>
/// <param name="OrderId">Empty: none.</param>
/// <param name="Text">For the screen; empty without an answer.</param>
public sealed record TapAnswer(string TapId, TapOutcome Outcome, string OrderId, string Text);
