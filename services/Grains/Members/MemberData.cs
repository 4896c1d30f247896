using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using SmartStore.Core.Members;
using SmartStore.Grains.People;

namespace SmartStore.Grains.Members;

/// <summary>What members' grains keep.</summary>
internal sealed class MemberData(IGrainFactory grains, GrainCalls calls) : IKeepsPersonalData
{
    public string Of => PersonalDataOf.Grain(GrainKeys.Member);

    public string Keeps => "Preferences, every change of the consents, for twelve months who looked, and where their browsers take pushes: as long as there is this shopper.";

    public async Task Export(ShopperId shopper, DataExport export, CancellationToken cancel)
    {
        var member = (await calls.Send(grains.GetGrain<IMemberGrain>(shopper.Value).View, cancel)).Member;
        if (member.Preferences != Preferences.None) export.Add("preferences", ContractForm.Of(member.Preferences, shopper));
        // The contract has no message for it. Its keys are the browser's own, and there already.
        foreach (var push in member.Pushes) export.Add("pushes", new Struct { Fields = { ["endpoint"] = Value.ForString(push.Endpoint), ["at"] = Value.ForString(push.At.ToString("O", CultureInfo.InvariantCulture)) } });
        if (member.Consents.Count + member.Accesses.Count > 0) export.Add("access_log", ContractForm.AccessLog(member, DateTimeOffset.MinValue));
    }

    public async Task<IReadOnlyList<Proto.Kept>> Erase(Leaving leaving, CancellationToken cancel)
    {
        await calls.Send(grains.GetGrain<IMemberGrain>(leaving.Shopper.Value).Erase, cancel);
        return [];
    }
}
