namespace SmartStore.Core.Staff;

/// <summary>A person who works in stores, by the id that their token names.</summary>
public readonly record struct StaffId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>A person who works in stores.</summary>
/// <param name="Name">As colleagues read it; may be empty.</param>
/// <param name="Stores">Where they work; none: nowhere yet.</param>
/// <param name="Roles">What they are there, as tokens spell it.</param>
public sealed record StaffMember(StaffId Id, string Name, IReadOnlyList<StoreId> Stores, IReadOnlyList<string> Roles)
{
    /// <summary>Stores of one member.</summary>
    public const int StoresMax = 1_000;

    /// <summary>Roles of one member.</summary>
    public const int RolesMax = 16;

    /// <summary>True: they work here no more. Their id is kept, because orders and records name it.</summary>
    public bool HasEnded { get; init; }

    /// <summary>Whether they may act for a store.</summary>
    public bool WorksIn(StoreId store) => !HasEnded && Stores.Contains(store);
}

/// <summary>A PIN, with which a member shows on a shared screen who they are.</summary>
public static class StaffPin
{
    /// <summary>Fewest digits.</summary>
    public const int DigitsMin = 4;

    /// <summary>Most digits.</summary>
    public const int DigitsMax = 8;

    /// <summary>Whether a text may be one: ASCII digits.</summary>
    public static bool IsValid(string text) => text.Length is >= DigitsMin and <= DigitsMax && text.All(char.IsAsciiDigit);
}

/// <summary>What is wrong with a member of the staff.</summary>
public static class StaffMemberCheck
{
    /// <param name="pin">As it was sent; empty: the present one stays.</param>
    /// <param name="path">Where it was sent: <c>member</c>, or <c>staff[0]</c> of an import.</param>
    /// <returns>Everything wrong; empty: usable. Whether the stores are there is not asked.</returns>
    public static IReadOnlyList<Problem> Check(StaffMember member, string pin, string path)
    {
        var problems = new Problems();
        problems.Id($"{path}.id", member.Id.Value);
        problems.Text($"{path}.name", member.Name);
        problems.Count($"{path}.store_ids", member.Stores.Count, StaffMember.StoresMax);
        var stores = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < member.Stores.Count; i++) problems.NewId($"{path}.store_ids[{i}]", member.Stores[i].Value, stores);
        problems.Count($"{path}.roles", member.Roles.Count, StaffMember.RolesMax);
        for (var i = 0; i < member.Roles.Count; i++) problems.Id($"{path}.roles[{i}]", member.Roles[i]);
        // What was sent is not repeated: it may be the PIN but for one digit.
        if (pin.Length > 0 && !StaffPin.IsValid(pin)) problems.Add($"{path}.pin", $"must be {StaffPin.DigitsMin}–{StaffPin.DigitsMax} digits");
        return problems.Found;
    }
}
