using System.Text.Json;
using System.Text.Json.Nodes;

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

    /// <summary>As the terminal keeps it: <c>{"id","at","kind":"nfc|qr|pin","pass"}</c>; <see cref="Stamped"/> adds the rest.</summary>
    internal byte[] ToPayload() => JsonSerializer.SerializeToUtf8Bytes(
        new Dictionary<string, object>(StringComparer.Ordinal) { ["id"] = Id, ["at"] = At.ToUnixTimeMilliseconds(), ["kind"] = KindWord, ["pass"] = Pass });

    /// <summary>A tap's payload with the time at which it is published, <c>"sent"</c>, unix milliseconds: a wrong clock is wrong in both, and the server sees how long ago the tap was.</summary>
    internal static byte[] Stamped(ReadOnlyMemory<byte> payload, DateTimeOffset now)
    {
        var tap = JsonNode.Parse(payload.Span)!.AsObject();
        tap["sent"] = now.ToUnixTimeMilliseconds();
        return JsonSerializer.SerializeToUtf8Bytes(tap);
    }

    /// <summary>Without the pass, which must not reach a log.</summary>
    public override string ToString() => $"tap {Id} ({KindWord})";
}

/// <summary>What came of a tap.</summary>
public enum TapOutcome
{
    /// <summary>No answer in time, and no voucher that a locker could release on. The tap is on disk and goes out when the broker is there; the answer comes by <see cref="TerminalDevice.Answered"/>.</summary>
    Waiting,

    /// <summary>The disk took no more: ask the person to tap again.</summary>
    NotKept,

    /// <summary>The pass is valid and the shopper's order waits.</summary>
    Ok,

    /// <summary>The pass is valid and there is nothing to hand over.</summary>
    NoOrder,

    /// <summary>The door of a locker opens, by the server's grant or by a voucher.</summary>
    Granted,

    /// <summary>Another person has it already.</summary>
    AlreadyClaimed,

    /// <summary>The pass is too old.</summary>
    Expired,

    /// <summary>The pass is not valid, or a locker without a connection does not release on it.</summary>
    Refused,

    /// <summary>The server cannot say now: send the same tap again.</summary>
    TryAgain,
}

/// <summary>The server's word on a tap, or a locker's own on a voucher.</summary>
/// <param name="TapId">Which tap.</param>
/// <param name="OrderId">Empty: none.</param>
/// <param name="Text">For the screen; empty without an answer.</param>
public sealed record TapAnswer(string TapId, TapOutcome Outcome, string OrderId, string Text)
{
    /// <summary>The door that a locker is to open; null: none.</summary>
    public TapGrant? Grant { get; init; }

    /// <summary>Further orders that are ready, 0 or more.</summary>
    public int More { get; init; }

    /// <summary>Where the order lies; may be empty.</summary>
    public string Slot { get; init; } = "";

    /// <summary>BCP 47 tag of the language of the person who tapped; empty: not said.</summary>
    public string Language { get; init; } = "";

    /// <summary><c>normal</c>, <c>large</c> or <c>largest</c>, the size of letters that the person who tapped wants; empty: not said.</summary>
    public string TextSize { get; init; } = "";

    /// <summary>The person who tapped wants high contrast.</summary>
    public bool HighContrast { get; init; }
}

/// <summary>The server's leave to open a door, once.</summary>
/// <param name="Id">Its id: the same in every answer to the same tap.</param>
/// <param name="Slot">The door.</param>
/// <param name="Until">Until when the server waits for it, by the server's clock; null: not said.</param>
public sealed record TapGrant(string Id, string Slot, DateTimeOffset? Until);
