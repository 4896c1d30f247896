using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SmartStore.Core.Households;

namespace SmartStore.Api.Households;

/// <summary>Which household a code leads to. Whether the code can still be used, the household says: an entry that is too old does no harm.</summary>
internal sealed class InviteCodes(IDocumentStore documents, TimeProvider time)
{
    private const string Kind = "invite";
    private const int SweptAtOnce = 16;

    /// <summary>A code that nobody has yet: one of 32^8.</summary>
    public static string New() => RandomNumberGenerator.GetString(InviteCode.Alphabet, InviteCode.Length);

    /// <summary>The household of a code; null: the code leads nowhere.</summary>
    public async Task<HouseholdId?> Find(string code, CancellationToken cancel) =>
        await documents.Document(Kind, code, cancel) is { Body: { } body } && Read(body) is var entry && time.GetUtcNow() < entry.Until ? entry.Household : null;

    /// <summary>Keeps a code for as long as it can be used. Entries that are over leave.</summary>
    public async Task Keep(Invite invite, HouseholdId household, CancellationToken cancel)
    {
        var (now, kept) = (time.GetUtcNow(), await documents.Documents(Kind, cancel: cancel));
        if (kept.All(entry => entry.Id != invite.Code || entry.Body is null)) await documents.PutDocument(Kind, invite.Code, Body(invite.Until, household));
        foreach (var over in kept.Where(entry => entry.Body is { } body && Read(body).Until <= now).Take(SweptAtOnce)) await documents.PutDocument(Kind, over.Id, null);
    }

    private static byte[] Body(DateTimeOffset until, HouseholdId household) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{until.ToUnixTimeMilliseconds()} {household.Value}"));

    private static (DateTimeOffset Until, HouseholdId Household) Read(byte[] body)
    {
        var parts = Encoding.UTF8.GetString(body).Split(' ');
        return (DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0], CultureInfo.InvariantCulture)), new HouseholdId(parts[1]));
    }
}
