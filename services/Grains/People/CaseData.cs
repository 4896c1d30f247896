using SmartStore.Core.Cases;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.People;

/// <summary>What cases' grains keep.</summary>
internal sealed class CaseData(IGrainFactory grains, GrainCalls calls, IBooks books) : IKeepsPersonalData
{
    public string Of => PersonalDataOf.Grain(GrainKeys.Case);

    public string Keeps =>
        "Whose a case is and everything that was said in it: a help 90 days, others two years after they are over. Of an erased shopper a return that is not settled stays alone, with a code and nothing that was said, until 72 h after it is settled.";

    public async Task Export(ShopperId shopper, DataExport export, CancellationToken cancel)
    {
        var view = await calls.Send(grains.GetGrain<IShopperGrain>(shopper.Value).View, cancel);
        foreach (var own in view.Shopper.Cases)
            if ((await calls.Send(grains.GetGrain<ICaseGrain>(own.Id.Value).View, cancel)).Case is { } held && held.Shopper == shopper)
                export.Add("cases", CaseMessages.Of(CaseViews.ForShopper(held)));
    }

    public async Task<IReadOnlyList<Proto.Kept>> Erase(Leaving leaving, CancellationToken cancel)
    {
        var kept = await Task.WhenAll(leaving.Cases.Select(id => Erase(id, leaving, cancel)));
        return [.. kept.OfType<Proto.Kept>()];
    }

    // Null: nothing of the person stays.
    private async Task<Proto.Kept?> Erase(CaseId id, Leaving leaving, CancellationToken cancel)
    {
        var fact = new CaseShopperErased($"erase/{leaving.Pseudonym}/{id.Value}/{StoredForm.Ms(leaving.At)}", leaving.At, leaving.Shopper, CodeCandidates.One());
        // One that was erased before has the code that it got then.
        if ((await calls.Send(() => grains.GetGrain<ICaseGrain>(id.Value).Erase(fact), cancel)).Case is not { IsOpen: true, Shopper.IsNobody: true, Code.Length: > 0 } now) return null;
        var layout = books.Find(now.Store)?.Layout;
        return new Proto.Kept { What = GrainKeys.Case, Id = id.Value, Why = Phrases.Of(leaving.Language, layout).CaseStays(layout is { Name.Length: > 0 } ? layout.Name : now.Store.Value), Code = now.Code };
    }
}
