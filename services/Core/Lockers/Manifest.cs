using System.Text.Json;

namespace SmartStore.Core.Lockers;

/// <summary>What a locker may release by itself, as the server last told it.</summary>
/// <param name="Version">Grows with each; an older one is ignored.</param>
/// <param name="At">When the server made it.</param>
/// <param name="Keys">Keys that sign vouchers, beside those the locker was set up with.</param>
/// <param name="Orders">What lies in it, at most <see cref="OrdersMax"/>.</param>
public sealed record Manifest(long Version, DateTimeOffset At, VerifyingKeys Keys, IReadOnlyList<ManifestOrder> Orders)
{
    /// <summary>Longest manifest as it travels, characters: 64 KiB.</summary>
    public const int CharsMax = 64 * 1024;

    /// <summary>Most orders of one.</summary>
    public const int OrdersMax = 200;

    /// <summary>An older one is not released by: too much may have changed.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromHours(12);

    /// <summary>The order in it; null: it is not there.</summary>
    public ManifestOrder? Of(OrderId order) => Orders.FirstOrDefault(listed => listed.Order == order);

    /// <summary>True when this one takes the place of another: it is newer, or the same version told again later.</summary>
    public bool Supersedes(Manifest held) => Version > held.Version || (Version == held.Version && At > held.At);

    /// <summary>Reads and verifies a manifest: a compact JWS of <c>{"version","at","keys":[{"kid","x","y"}],"orders":[{"order","version","slot","not_before","until"}]}</c>, times in unix milliseconds.</summary>
    /// <param name="keys">The keys the locker was set up with. Those of an earlier manifest do not count: each manifest is the server's own word.</param>
    /// <param name="problem">What is wrong, as the end of a sentence that begins with "The manifest"; empty when it returns true.</param>
    public static bool TryRead(string jws, VerifyingKeys keys, out Manifest manifest, out string problem)
    {
        manifest = new Manifest(0, default, VerifyingKeys.None, []);
        problem = $"has {jws.Length} characters; at most {CharsMax} are read";
        if (jws.Length > CharsMax) return false;
        problem = "is no text signed with ES256";
        if (!CompactJws.TryRead(jws, CharsMax, out var signed)) return false;
        problem = $"is signed by none of the server's keys (it names '{signed.Kid}')";
        if (!keys.Verify(signed)) return false;
        try
        {
            using var json = JsonDocument.Parse(signed.Payload, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            problem = Read(json.RootElement, out manifest) is { } wrong ? $"cannot be used: {wrong}" : "";
            return problem.Length == 0;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            problem = "is no JSON";
            return false;
        }
    }

    // Null, or the path of the first field that is wrong and what it has to be.
    private static string? Read(JsonElement json, out Manifest manifest)
    {
        manifest = new Manifest(0, default, VerifyingKeys.None, []);
        if (json.ValueKind != JsonValueKind.Object) return "it has to be an object";
        if (JsonFields.Count(json, "version") is not { } version) return "version has to be a whole number";
        if (JsonFields.UnixMs(json, "at") is not { } at) return "at has to be a time in unix milliseconds";
        if (Entries(json, "keys", VerifyingKeys.Max, out var keyEntries) is { } wrongKeys) return wrongKeys;
        if (Entries(json, "orders", OrdersMax, out var orderEntries) is { } wrongOrders) return wrongOrders;
        var keys = new List<VerifyingKey>();
        foreach (var (i, entry) in keyEntries.Index())
        {
            if (VerifyingKey.Read(entry, out var wrong) is not { } key) return $"keys[{i}].{wrong} is no part of a P-256 key";
            keys.Add(key);
        }

        var orders = new List<ManifestOrder>();
        foreach (var (i, entry) in orderEntries.Index())
        {
            if (ManifestOrder.Read(entry, out var order) is { } wrong) return $"orders[{i}].{wrong}";
            orders.Add(order);
        }

        manifest = new Manifest(version, at, new VerifyingKeys(keys), orders);
        return null;
    }

    private static string? Entries(JsonElement json, string name, int max, out List<JsonElement> entries)
    {
        entries = [];
        if (!json.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array) return $"{name} has to be a list";
        if (list.GetArrayLength() > max) return $"{name} has {list.GetArrayLength()} entries; at most {max} are read";
        entries.AddRange(list.EnumerateArray());
        return null;
    }
}

/// <summary>An order that lies in the locker.</summary>
/// <param name="Order">The order.</param>
/// <param name="Version">The server's count of its changes.</param>
/// <param name="Slot">Where it lies.</param>
/// <param name="NotBefore">A voucher issued earlier is good no more.</param>
/// <param name="Until">How long it is kept there.</param>
public sealed record ManifestOrder(OrderId Order, long Version, string Slot, DateTimeOffset NotBefore, DateTimeOffset Until)
{
    // Null, or the field that is wrong and what it has to be.
    internal static string? Read(JsonElement json, out ManifestOrder order)
    {
        order = new ManifestOrder(default, 0, "", default, default);
        if (json.ValueKind != JsonValueKind.Object || JsonFields.IdOf(json, "order") is not { } id) return "order has to be an id";
        if (JsonFields.Count(json, "version") is not { } version) return "version has to be a whole number";
        if (JsonFields.Text(json, "slot") is not { Length: > 0 and <= Slots.CharsMax } slot) return $"slot has to be a text of 1–{Slots.CharsMax} characters";
        if (JsonFields.UnixMs(json, "not_before") is not { } notBefore) return "not_before has to be a time in unix milliseconds";
        if (JsonFields.UnixMs(json, "until") is not { } until) return "until has to be a time in unix milliseconds";
        order = new ManifestOrder(new OrderId(id), version, slot, notBefore, until);
        return null;
    }
}

/// <summary>Names of a locker's doors.</summary>
public static class Slots
{
    /// <summary>Longest name, characters.</summary>
    public const int CharsMax = 32;

    /// <summary>Most doors of one locker.</summary>
    public const int Max = 500;

    /// <summary>What a name has to be, as part of a sentence.</summary>
    public static string Form => $"1–{CharsMax} characters of [A-Za-z0-9._:-]";

    /// <summary>True when the text may be a name. It becomes part of a command, so it has no character that a shell would read.</summary>
    public static bool IsValid(string slot) => slot.Length <= CharsMax && Id.IsValid(slot);
}
