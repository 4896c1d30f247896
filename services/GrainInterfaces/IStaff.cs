using SmartStore.Core.Staff;

namespace SmartStore.GrainInterfaces;

/// <summary>What members of the staff are called.</summary>
public interface IStaffNames
{
    /// <summary>The name of a member, also of one who has ended; empty: not known. Takes no lock.</summary>
    string NameOf(string staff);
}

/// <summary>
/// The members of the staff of all stores. Documents of the store: every process holds them in memory and hears of a change within two seconds. PINs
/// come in and do not go out.
/// </summary>
public interface IStaffMembers : IStaffNames
{
    /// <summary>False: no member was ever put, so that nobody can be told apart by it.</summary>
    bool Any { get; }

    /// <summary>A member; null: this process knows none of this id. Takes no lock.</summary>
    StaffMember? Find(string staff);

    /// <summary>True when this very member is kept: to put it would change nothing.</summary>
    /// <param name="pin">Empty: any.</param>
    bool Has(StaffMember member, string pin);

    /// <summary>The members of a store who have a PIN, in the order of their names. Goes through all members.</summary>
    IReadOnlyList<StaffMember> WithPin(StoreId store);

    /// <summary>Whether this is a member's PIN. Takes some tens of milliseconds; wrong ones are not counted here.</summary>
    bool IsPin(string staff, string pin);

    /// <summary>Members have changed. From any thread, one at a time.</summary>
    event EventHandler? Changed;

    /// <summary>Creates or replaces a member. Completes when it is on disk; the same again changes nothing.</summary>
    /// <param name="pin">4–8 digits; empty: the present one stays.</param>
    /// <returns>False: there are as many members as may be.</returns>
    /// <exception cref="TryAgainException">The store does not answer; whether the member was put is unknown.</exception>
    Task<bool> Put(StaffMember member, string pin);
}
