using System.Security.Claims;
using SmartStore.Api.Identity;
using SmartStore.Core.Devices;

namespace SmartStore.Api.Calls;

/// <summary>
/// For which store a person may act as its staff, and in whose name. Where identities are on, a person acts in their own name, and once there are members
/// of the staff only for their own stores. An API key names no person: it acts for every store, as its role says. Without identities the name is believed.
/// </summary>
internal sealed class StaffRights(IStaffMembers members)
{
    /// <summary>Why not; null: they may.</summary>
    /// <param name="staff">In whose name; empty: in nobody's.</param>
    public RpcException? WhyNot(ClaimsPrincipal caller, string store, string staff)
    {
        if (staff.Length > 0 && members.Find(staff) is { HasEnded: true }) return Denied($"staff_id: \"{staff}\" is no longer a member of the staff.");
        var scheme = caller.Identity?.AuthenticationType;
        if (scheme == Schemes.Development) return null;
        var subject = caller.FindFirstValue(Roles.Subject) ?? "";
        if (staff.Length > 0 && staff != subject) return Denied("staff_id: has to be empty, or who your credentials name.");
        if (scheme == Schemes.Board && DeviceName.Read(caller.FindFirstValue(BoardSession.Board) ?? "")?.Store != store) return Denied("This board is registered in another store.");
        // A board that nobody signed in at.
        if (scheme == Schemes.Board && caller.FindFirstValue(BoardSession.Board) == subject) return null;
        if (scheme == Schemes.ApiKey || !members.Any || members.Find(subject)?.WorksIn(new StoreId(store)) == true) return null;
        return Denied($"You are no member of the staff of store \"{store}\".");
    }

    /// <summary>
    /// Whether they may give back and complete what another took on. Without identities nobody is a manager but a member of the store whose own roles say so: if all
    /// were, who comes too late would pass.
    /// </summary>
    public bool IsManager(ClaimsPrincipal caller, string store, string staff) =>
        caller.IsInRole(Roles.Manager)
        || (caller.Identity?.AuthenticationType == Schemes.Development && members.Find(staff) is { } member && member.WorksIn(new StoreId(store)) && member.Roles.Contains(Roles.Manager));

    private static RpcException Denied(string sentence) => new(new Status(StatusCode.PermissionDenied, sentence));
}
