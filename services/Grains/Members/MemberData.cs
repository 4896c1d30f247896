using SmartStore.Core.Members;
using SmartStore.Grains.People;

namespace SmartStore.Grains.Members;

/// <summary>What members' grains keep.</summary>
internal sealed class MemberData(IGrainFactory grains, GrainCalls calls) : IKeepsPersonalData
{
    public string Of => PersonalDataOf.Grain(GrainKeys.Member);

    public string Keeps => "Preferences, every change of the consents, and for twelve months who looked: as long as there is this shopper.";

    public async Task Export(ShopperId shopper, DataExport export, CancellationToken cancel)
    {
        var member = (await calls.Send(grains.GetGrain<IMemberGrain>(shopper.Value).View, cancel)).Member;
        if (member.Preferences != Preferences.None) export.Add("preferences", ContractForm.Of(member.Preferences, shopper));
        if (member.Consents.Count + member.Accesses.Count > 0) export.Add("access_log", ContractForm.AccessLog(member, DateTimeOffset.MinValue));
    }

    public async Task<IReadOnlyList<Proto.Kept>> Erase(Leaving leaving, CancellationToken cancel)
    {
        await calls.Send(grains.GetGrain<IMemberGrain>(leaving.Shopper.Value).Erase, cancel);
        return [];
    }
}
