namespace SmartStore.Pages.Manage.Stores;

/// <summary>The list of stores, and one of them as it is now.</summary>
internal static class StorePages
{
    public static void Map(ManageRoutes pages)
    {
        pages.Get("", List);
        pages.Get("/stores/{store}", One);
    }

    private static async Task<Answer> List(Asked asked) => Answer.Of<StoresPage>(("Stores", await asked.AllStores()));

    private static async Task<Answer> One(Asked asked)
    {
        var store = await asked.Store();
        return Answer.Of<StorePage>(("Store", store), ("Heard", await Heard(asked, asked.Path("store"))), ("Done", asked.Query("done")));
    }

    // Its first picture is the present one.
    private static async Task<Proto.ReceiversHeard> Heard(Asked asked, string store)
    {
        using var listen = asked.Operators.Listen(new Proto.ListenRequest { StoreId = store }, cancellationToken: asked.Cancel);
        return await listen.ResponseStream.MoveNext(asked.Cancel) ? listen.ResponseStream.Current : new Proto.ReceiversHeard();
    }
}

/// <summary>Which zones of a layout nobody can walk into.</summary>
internal static class Reach
{
    /// <summary>The ids of zones to which no way leads from any entrance. Without an entrance nothing can be said: none.</summary>
    public static IReadOnlySet<string> Unreachable(Proto.Store store)
    {
        var zones = new Dictionary<string, Proto.Zone>(StringComparer.Ordinal);
        foreach (var zone in store.Zones) zones.TryAdd(zone.Id, zone);
        var ahead = new Queue<string>(store.Zones.Where(zone => zone.Entrance).Select(zone => zone.Id));
        if (ahead.Count == 0) return new HashSet<string>(StringComparer.Ordinal);
        var left = zones.Keys.Except(ahead).ToHashSet(StringComparer.Ordinal);
        while (ahead.TryDequeue(out var here))
            foreach (var next in zones[here].Neighbours)
                if (left.Remove(next))
                    ahead.Enqueue(next);
        return left;
    }
}
