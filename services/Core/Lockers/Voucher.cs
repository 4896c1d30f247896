using System.Text.Json;

namespace SmartStore.Core.Lockers;

/// <summary>What a shopper's phone shows to a locker that may be cut off: the server's word that an order may be taken from it.</summary>
/// <param name="Order">The order.</param>
/// <param name="Store">Where the locker stands.</param>
/// <param name="Terminal">The locker.</param>
/// <param name="IssuedAt">To be no earlier than the <c>not_before</c> of the order in the manifest.</param>
/// <param name="ExpiresAt">Not taken after it.</param>
/// <param name="Jti">Its own id: it opens a door once.</param>
public sealed record Voucher(OrderId Order, string Store, string Terminal, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, string Jti)
{
    /// <summary>Longest voucher, characters (contract, "Taps").</summary>
    public const int CharsMax = 512;

    /// <summary>Reads the claims <c>{"order","store","terminal","iat","exp","jti"}</c> out of what a shopper showed.</summary>
    /// <param name="jws">To be verified before a claim is believed.</param>
    /// <returns>False: it is no voucher; it may be a pass of another kind. Throws nothing.</returns>
    public static bool TryRead(string shown, out CompactJws jws, out Voucher voucher)
    {
        voucher = new Voucher(default, "", "", default, default, "");
        if (!CompactJws.TryRead(shown, CharsMax, out jws)) return false;
        try
        {
            using var json = JsonDocument.Parse(jws.Payload, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            var claims = json.RootElement;
            if (claims.ValueKind != JsonValueKind.Object
                || JsonFields.IdOf(claims, "order") is not { } order || JsonFields.IdOf(claims, "store") is not { } store || JsonFields.IdOf(claims, "terminal") is not { } terminal
                || JsonFields.UnixSeconds(claims, "iat") is not { } issuedAt || JsonFields.UnixSeconds(claims, "exp") is not { } expiresAt || JsonFields.IdOf(claims, "jti") is not { } jti) return false;
            voucher = new Voucher(new OrderId(order), store, terminal, issuedAt, expiresAt, jti);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
