using SmartStore.Pages.Manage.Lists;

namespace SmartStore.Pages.Manage.Stores;

/// <summary>The list of stores, and one of them as it is now.</summary>
internal static class StorePages
{
    public static void Map(ManageRoutes pages)
    {
        pages.Get("", List);
        pages.Get("/stores/{store}", One);
    }

    private static async Task<Answer> List(Asked asked)
    {
        var words = asked.Words;
        var stores = new Listed<Proto.StoreLine>(
            "stores",
            await asked.AllStores(),
            [
                new("name", words.Store, static store => store.Name.Length > 0 ? store.Name : store.Id),
                new("id", words.Id, static store => store.Id),
                new("people", words.InStore, static store => store.InStore) { IsNumber = true },
                new("failing", words.Receivers, static store => store.ReceiversFailing),
                new("put", words.LayoutPut, static store => store.PutAt),
            ],
            asked.Query);
        return Answer.Of<StoresPage>(("Stores", stores)).OrFileOf(stores);
    }

    private static async Task<Answer> One(Asked asked)
    {
        var store = await asked.Store();
        var heard = await Heard(asked, asked.Path("store"));
        var names = store.Zones.ToDictionary(zone => zone.Id, zone => zone.Name.Length > 0 ? zone.Name : zone.Id, StringComparer.Ordinal);
        var words = asked.Words;
        var receivers = new Listed<Proto.ReceiverHeard>(
            "receivers",
            heard.Receivers.OrderByDescending(Fails), // the others as the layout has them
            [
                new("id", words.Id, static receiver => receiver.Id),
                new("zone", words.Zone, receiver => names.GetValueOrDefault(receiver.ZoneId, receiver.ZoneId)),
                new("state", words.State, receiver => receiver.Online ? words.Heard : receiver.LastHeardAt is null ? words.NotYet : words.Silent),
                new("heard", words.LastHeard, static receiver => receiver.LastHeardAt),
                new("clock", words.Clock, static receiver => receiver.ClockKnown ? receiver.ClockAheadS : null),
                new("unused", words.NotUsed, static receiver => receiver.Refused.Sum(refused => refused.Count) + receiver.Late + receiver.NotUnderstood + receiver.NotMeasured),
            ],
            asked.Query);
        return Answer.Of<StorePage>(("Store", store), ("Heard", heard), ("Receivers", receivers), ("Names", names), ("Done", asked.Query("done"))).OrFileOf(receivers);
    }

    /// <summary>It was heard, and is no more.</summary>
    public static bool Fails(Proto.ReceiverHeard receiver) => !receiver.Online && receiver.LastHeardAt is not null;

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
