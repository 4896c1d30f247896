using System.Text.Json;

namespace SmartStore.Core.Pickup;

/// <summary>
/// What opens a slot of a locker without the server: a token that the server signed for one order. As claims of a compact JWS:
/// <c>{"order","store","terminal","iat","exp","jti"}</c>, times in seconds since 1970 UTC, <c>iat</c> with milliseconds.
/// </summary>
/// <param name="Terminal">The locker in which the order lay when the voucher was issued.</param>
/// <param name="IssuedAt">No earlier than the order's <c>not_before</c>, or it is void.</param>
/// <param name="Jti">Names the voucher, 1..64 characters: it opens a door once.</param>
public sealed record Voucher(OrderId Order, StoreId Store, string Terminal, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, string Jti)
{
    /// <summary>Longest token, characters: what fits into a QR code that phones show and old cameras read.</summary>
    public const int TokenMax = 512;

    /// <summary>How much longer the server takes it, because clocks are not exact. A locker by itself allows more: see <see cref="Lockers.LockerRules.Grace"/>.</summary>
    public static readonly TimeSpan Grace = PassKeys.Grace;

    private static readonly Voucher s_none = new(default, default, "", default, default, "");
    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>The claims, UTF-8 JSON.</summary>
    public byte[] ToJson()
    {
        using var bytes = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("order", Order.Value);
            json.WriteString("store", Store.Value);
            json.WriteString("terminal", Terminal);
            json.WriteNumber("iat", IssuedAt.ToUnixTimeMilliseconds() / 1000m);
            json.WriteNumber("exp", ExpiresAt.ToUnixTimeSeconds());
            json.WriteString("jti", Jti);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    /// <summary>Reads the claims out of what a shopper showed.</summary>
    /// <param name="jws">To be verified before a claim is believed.</param>
    /// <returns>False: it is no voucher; it may be a pass of another kind. Throws nothing.</returns>
    public static bool TryRead(string shown, out CompactJws jws, out Voucher voucher)
    {
        voucher = s_none;
        return CompactJws.TryRead(shown, TokenMax, out jws) && TryRead(jws.Payload, out voucher);
    }

    /// <summary>Reads claims. False: they are not those of a voucher. Throws nothing.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> claims, out Voucher voucher)
    {
        voucher = s_none;
        try
        {
            using var json = JsonDocument.Parse(claims, s_strict);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || JsonFields.IdOf(root, "order") is not { } order || JsonFields.IdOf(root, "store") is not { } store || JsonFields.IdOf(root, "terminal") is not { } terminal
                || JsonFields.UnixSeconds(root, "iat") is not { } issuedAt || JsonFields.UnixSeconds(root, "exp") is not { } expiresAt || JsonFields.IdOf(root, "jti") is not { } jti) return false;
            voucher = new Voucher(new OrderId(order), new StoreId(store), terminal, issuedAt, expiresAt, jti);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false; // no JSON, or text that is no text
        }
    }
}
