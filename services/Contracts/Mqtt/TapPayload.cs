using System.Text.Json;

namespace SmartStore.Contracts.Mqtt;

/// <summary>What a terminal publishes: <c>{"id","at","kind":"nfc|qr|pin","pass"}</c>.</summary>
public static class TapPayload
{
    /// <summary>Writes a tap.</summary>
    /// <param name="id">The terminal's name for this act; the same when it is sent again.</param>
    /// <param name="at">When, by the terminal's clock.</param>
    /// <param name="kind"><c>nfc</c>, <c>qr</c> or <c>pin</c>.</param>
    /// <param name="pass">The token or digits shown. Never log it.</param>
    public static byte[] Write(string id, DateTimeOffset at, string kind, string pass) => JsonSerializer.SerializeToUtf8Bytes(
        new Dictionary<string, object>(StringComparer.Ordinal) { ["id"] = id, ["at"] = at.ToUnixTimeMilliseconds(), ["kind"] = kind, ["pass"] = pass });
}
