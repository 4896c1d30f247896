using SmartStore.Contracts.Import;

namespace SmartStore.Pages.Manage.Members;

/// <summary>Who works in the stores: a member is put whole, as the contract has it, which lists none.</summary>
internal static class MemberPages
{
    private const int FormBytesMax = 128 * 1024;

    public static void Map(ManageRoutes pages)
    {
        pages.Get("/staff", asked => Show(asked, new Proto.StaffMember { Roles = { "staff" } }));
        pages.Post("/staff", FormBytesMax, Put);
    }

    private static async Task<Answer> Show(Asked asked, Proto.StaffMember typed, IReadOnlyList<Mistake>? mistakes = null, string put = "") =>
        Answer.Of<MembersPage>(("Stores", await asked.AllStores()), ("Typed", typed), ("Mistakes", mistakes ?? []), ("Put", put)).WithStatusOf(mistakes);

    private static async Task<Answer> Put(Asked asked, IFormCollection form)
    {
        var member = new Proto.StaffMember
        {
            Id = form["id"].ToString().Trim(),
            Name = form["name"].ToString().Trim(),
            StoreIds = { form["store"].OfType<string>() },
            Roles = { form["role"].OfType<string>() },
            Pin = form["pin"].ToString(),
            Ended = form["ended"] == "yes",
        };
        try
        {
            await asked.Stores.PutStaffMemberAsync(new Proto.PutStaffMemberRequest { Member = member }, cancellationToken: asked.Cancel);
            return await Show(asked, new Proto.StaffMember { Roles = { "staff" } }, null, member.Name.Length > 0 ? member.Name : member.Id);
        }
        catch (RpcException e) when (ManageRoutes.Mistakes(e) is { Count: > 0 } mistakes)
        {
            // A PIN is typed again: it is not to stand in a page.
            member.Pin = "";
            return await Show(asked, member, mistakes);
        }
    }
}
