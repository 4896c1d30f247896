using System.Text.Json;

namespace SmartStore.Core.Pickup;

/// <summary>Fields of an object that somebody signed or sent: of the right type, or none.</summary>
internal static class JsonFields
{
    private const long UnixMsMax = 253_402_300_799_999;

    /// <summary>A text; null: missing, or no text.</summary>
    public static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>An id of the contract; null: missing, or none.</summary>
    public static string? IdOf(JsonElement json, string name) => Text(json, name) is { } text && Id.IsValid(text) ? text : null;

    /// <summary>A whole number, 0 or more; null: missing, or none.</summary>
    public static long? Count(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 ? number : null;

    /// <summary>A time in unix milliseconds; null: missing, or none.</summary>
    public static DateTimeOffset? UnixMs(JsonElement json, string name) => Count(json, name) is { } ms and <= UnixMsMax ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    /// <summary>A time in unix seconds, perhaps with a fraction (RFC 7519 §2, NumericDate); null: missing, or none. Finer than a millisecond is cut off.</summary>
    public static DateTimeOffset? UnixSeconds(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var seconds) && seconds is >= 0 and <= UnixMsMax / 1000
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;
}
