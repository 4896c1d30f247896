namespace SmartStore.Core.Households;

/// <summary>
/// People who share one list. Members see the items and what is done, and nothing else of each other: neither who ticked what, nor when, nor in which
/// store. So nothing of it is kept here.
/// </summary>
public sealed record Household
{
    /// <summary>Most members, those who wait among them.</summary>
    public const int MembersMax = 8;

    /// <summary>Which one.</summary>
    public required HouseholdId Id { get; init; }

    /// <summary>In the order in which they came; empty: there is no such household, and nothing about it is kept.</summary>
    public IReadOnlyList<HouseholdMember> Members { get; init; } = [];

    /// <summary>The shared list, done items too. All items are marked as shared.</summary>
    public IReadOnlyList<ListItem> List { get; init; } = [];

    /// <summary>Counts up with each change of the list; 1: it was never changed.</summary>
    public long ListVersion { get; init; } = 1;

    /// <summary>What the list remembers of edits and of what was removed.</summary>
    public ListMemory ListMemory { get; init; } = ListMemory.None;

    /// <summary>The invitation that was made last and not used; null: none.</summary>
    public Invite? Invite { get; init; }

    /// <summary>One who is a member or waits to be one; null: neither.</summary>
    public HouseholdMember? Find(ShopperId shopper) => Members.FirstOrDefault(member => member.Shopper == shopper);

    /// <summary>True for a confirmed member.</summary>
    public bool Has(ShopperId shopper) => Find(shopper) is { Waits: false };

    /// <summary>The invitation that can be used now; null: none.</summary>
    public Invite? OpenInvite(DateTimeOffset now) => Invite is { } invite && now < invite.Until ? invite : null;
}

/// <summary>A member of a household, or one who waits to be confirmed.</summary>
/// <param name="Name">As the operator knows them; may be empty.</param>
public sealed record HouseholdMember(ShopperId Shopper, string Name)
{
    /// <summary>May remove others who are not.</summary>
    public bool IsGuardian { get; init; }

    /// <summary>Joined by a code and not yet confirmed: sees nothing.</summary>
    public bool Waits { get; init; }

    /// <summary>Made the household.</summary>
    public bool IsFounder { get; init; }

    /// <summary>Version of the last copy that their own grain gave.</summary>
    public long CopyVersion { get; init; }

    /// <summary>Up to where items of accepted recipes were taken from them: see <see cref="Home.WantedCount"/>.</summary>
    public long WantedCount { get; init; }
}

/// <summary>Lets one person ask to join.</summary>
/// <param name="Code">See <see cref="InviteCode"/>.</param>
/// <param name="By">Who made it; it ends when they go.</param>
public sealed record Invite(string Code, DateTimeOffset Until, ShopperId By)
{
    /// <summary>How long it can be used.</summary>
    public static readonly TimeSpan Lives = TimeSpan.FromHours(24);
}

/// <summary>The code of an invitation: 8 characters that are not mistaken for each other when they are read out.</summary>
public static class InviteCode
{
    /// <summary>Characters of a code.</summary>
    public const int Length = 8;

    /// <summary>Digits and capital letters without I, L, O and U, as in Crockford's base 32.</summary>
    public const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Reads what somebody typed: small letters, and O, I and L for the digits that they look like.</summary>
    /// <returns>False: it can be no code.</returns>
    public static bool TryRead(string typed, out string code)
    {
        code = "";
        if (typed.Length != Length) return false;
        var letters = typed.ToUpperInvariant().Select(letter => letter switch { 'O' => '0', 'I' or 'L' => '1', _ => letter }).ToArray();
        if (!letters.All(Alphabet.Contains)) return false;
        code = new string(letters);
        return true;
    }
}
