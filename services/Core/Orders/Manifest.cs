using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SmartStore.Core.Orders;

/// <summary>What one locker may give away by itself, without asking.</summary>
/// <param name="Version">Grows with each manifest of the locker: an older one is ignored.</param>
/// <param name="Orders">At most <see cref="OrdersMax"/>.</param>
public sealed record Manifest(string Terminal, long Version, DateTimeOffset At, IReadOnlyList<ManifestOrder> Orders)
{
    /// <summary>Most orders of one manifest.</summary>
    public const int OrdersMax = 200;

    /// <summary>The payload to sign: <c>{"version","at","keys":[{"kid","x","y"}],"orders":[{"order","version","slot","not_before","until"}]}</c>, times in milliseconds since 1970 UTC.</summary>
    /// <param name="keys">What vouchers are verified with.</param>
    public byte[] ToJson(IReadOnlyList<PublicSigningKey> keys)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteNumber("at", At.ToUnixTimeMilliseconds());
            json.WriteStartArray("keys");
            foreach (var key in keys)
            {
                json.WriteStartObject();
                json.WriteString("kid", key.Kid);
                json.WriteString("x", key.X);
                json.WriteString("y", key.Y);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("orders");
            foreach (var order in Orders)
            {
                json.WriteStartObject();
                json.WriteString("order", order.Order.Value);
                json.WriteNumber("version", order.Version);
                json.WriteString("slot", order.Slot);
                json.WriteNumber("not_before", order.NotBefore.ToUnixTimeMilliseconds());
                json.WriteNumber("until", order.Until.ToUnixTimeMilliseconds());
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }
}

/// <summary>An order that a locker may give away.</summary>
/// <param name="Version">The order system's count of its changes.</param>
/// <param name="NotBefore">Vouchers issued before this are void.</param>
/// <param name="Until">How long it is held.</param>
public sealed record ManifestOrder(OrderId Order, long Version, string Slot, DateTimeOffset NotBefore, DateTimeOffset Until);

/// <summary>The public half of a key that signs vouchers and manifests.</summary>
/// <param name="Kid">Its thumbprint (RFC 7638).</param>
/// <param name="X">Of the point on P-256, base64url; likewise <paramref name="Y"/>.</param>
public sealed record PublicSigningKey(string Kid, string X, string Y);

/// <summary>What a locker was told last.</summary>
/// <param name="Content"><see cref="Fingerprint"/> of the orders in it.</param>
public sealed record KeptManifest(string Terminal, long Version, ulong Content, DateTimeOffset At);

/// <summary>What lockers may give away: ready orders that lie in them, that no person has to check and that are in no trouble.</summary>
internal static class ManifestRules
{
    public static IEnumerable<StoreDecision> Give(StoreBoard board, ManifestsAsked fact, StoreRules rules)
    {
        var (given, kept) = (new List<Manifest>(), new List<KeptManifest>());
        foreach (var locker in fact.Lockers)
        {
            var orders = Of(board, locker, fact.At);
            var content = Fingerprint.Of(Content(orders));
            var last = board.Manifests.FirstOrDefault(manifest => manifest.Terminal == locker);
            var isCurrent = last is not null && last.Content == content && fact.At - last.At < rules.ManifestAgainAfter;
            // Begins with the time, so that it is greater than what was told before a backup was restored.
            var now = isCurrent ? last! : new KeptManifest(locker, Math.Max((last?.Version ?? 0) + 1, fact.At.ToUnixTimeMilliseconds()), content, fact.At);
            kept.Add(now);
            given.Add(new Manifest(locker, now.Version, now.At, orders));
        }
        if (!kept.SequenceEqual(board.Manifests)) yield return new BoardBecame(fact.At, board with { Manifests = kept });
        yield return new ManifestsGiven(fact.At, given);
    }

    private static IReadOnlyList<ManifestOrder> Of(StoreBoard board, string locker, DateTimeOffset now) =>
    [
        .. board.Orders
            .Where(order => order.State == OrderState.Ready && order.Standing is { NeedsCheck: false, Trouble: null, HoldUntil: { } until } && until > now && order.Standing.Terminal == locker)
            .OrderBy(order => order.At)
            .Take(Manifest.OrdersMax)
            .Select(order => new ManifestOrder(order.Order, order.Standing.Version, order.Standing.Slot, order.Standing.NotBefore, order.Standing.HoldUntil!.Value)),
    ];

    private static string Content(IReadOnlyList<ManifestOrder> orders)
    {
        var text = new StringBuilder();
        foreach (var order in orders)
            text.Append(CultureInfo.InvariantCulture, $"{order.Order.Value}/{order.Version}/{order.NotBefore.ToUnixTimeMilliseconds()}/{order.Until.ToUnixTimeMilliseconds()}/{order.Slot}\n");
        return text.ToString();
    }
}
