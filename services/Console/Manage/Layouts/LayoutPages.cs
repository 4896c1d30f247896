using SmartStore.Contracts;
using SmartStore.Contracts.Import;

namespace SmartStore.Pages.Manage.Layouts;

/// <summary>The layout of a store as a form: changed, looked at before it is in force, and put whole; likewise a new store, empty or after another one.</summary>
internal static class LayoutPages
{
    private const int FormBytesMax = 16 * 1024 * 1024;

    public static void Map(ManageRoutes pages)
    {
        pages.Get("/stores/{store}/layout", Present);
        pages.Post("/stores/{store}/layout", FormBytesMax, Put);
        pages.Get("/new", New);
        pages.Post("/new", FormBytesMax, PutNew);
    }

    private static async Task<Answer> Present(Asked asked)
    {
        var store = await asked.Store();
        return Page(store.Id, store, store, spare: 1);
    }

    private static async Task<Answer> New(Asked asked)
    {
        var from = asked.Query("from");
        var store = from.Length > 0 ? await asked.Store(from) : new Proto.Store();
        store.Id = "";
        return Page("", new Proto.Store(), store, spare: 3);
    }

    private static async Task<Answer> PutNew(Asked asked, IFormCollection form)
    {
        var read = new LayoutForm(form, new Proto.Store());
        var store = read.Read(id: null);
        IReadOnlyList<Mistake> taken = (await asked.AllStores()).Any(line => line.Id == store.Id) ? [new Mistake("store.id", asked.Words.StoreIsThere)] : [];
        return await Done(asked, form, new Proto.Store(), store, [.. read.Mistakes, .. taken], LayoutSeen.Of(null));
    }

    private static async Task<Answer> Put(Asked asked, IFormCollection form)
    {
        var before = await asked.Store();
        // Rows of the form speak of the layout that it was made from; over another one they would say something else.
        if (form["of"] != LayoutSeen.Of(before)) return Changed(asked, before);
        var read = new LayoutForm(form, before);
        return await Done(asked, form, before, read.Read(before.Id), read.Mistakes, LayoutSeen.Of(before));
    }

    private static async Task<Answer> Done(Asked asked, IFormCollection form, Proto.Store before, Proto.Store store, IReadOnlyList<Mistake> unread, string seen)
    {
        var saves = form["do"] == "save" && unread.Count == 0;
        if (form["do"] == "rows") return Page(before.Id, before, store, spare: 10, unread.Count > 0 ? unread : null);
        try
        {
            // Checked as an import is, which can be done without being applied.
            await asked.Operators.ImportAsync(new Proto.ImportRequest { Document = new Proto.ImportDocument { Stores = { store } }, DryRun = !saves }, new Metadata { { LayoutSeen.Header, seen } }, cancellationToken: asked.Cancel);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Aborted)
        {
            // Saved between the look at it and the put, here or at another process.
            return before.Id.Length > 0 ? Changed(asked, await asked.Store()) : Page("", before, store, spare: 1, [new Mistake("store.id", asked.Words.StoreIsThere)]);
        }
        catch (RpcException e) when (ManageRoutes.Mistakes(e) is { Count: > 0 } mistakes)
        {
            return Page(before.Id, before, store, spare: 1, [.. unread, .. mistakes.Select(mistake => mistake with { Path = mistake.Path.Replace("stores[0]", "store", StringComparison.Ordinal) })]);
        }

        if (unread.Count > 0) return Page(before.Id, before, store, spare: 1, unread);
        return saves ? Answer.GoTo($"/manage/stores/{Uri.EscapeDataString(store.Id)}?done=put") : Page(before.Id, before, store, spare: 1, changes: LayoutChange.Of(before, store));
    }

    private static Answer Changed(Asked asked, Proto.Store now) => Page(now.Id, now, now, spare: 1, [new Mistake("", asked.Words.ChangedMeanwhile)]);

    private static Answer Page(string store, Proto.Store before, Proto.Store typed, int spare, IReadOnlyList<Mistake>? mistakes = null, IReadOnlyList<LayoutChange>? changes = null) =>
        Answer.Of<LayoutPage>(("Store", store), ("Before", before), ("Typed", typed), ("Spare", spare), ("Mistakes", mistakes ?? []), ("Found", changes)).WithStatusOf(mistakes);
}
