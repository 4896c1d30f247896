using SmartStore.Core.Members;
using SmartStore.Core.Sightings;
using SmartStore.Grains.Tests.Clusters;
using Purpose = SmartStore.Core.Shoppers.Purposes;

namespace SmartStore.Grains.Tests.Members;

/// <summary>Consents between grains: they take effect where they are put, reach the trackers, and end up in the member's ledger.</summary>
public sealed class ConsentLedgerTests : IAsyncLifetime
{
    private const Purpose All = Purpose.Presence | Purpose.Suggestions | Purpose.StaffRecognition;

    private Shop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await Shop.Open();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task Every_change_is_in_the_members_ledger_and_is_there_after_a_restart()
    {
        await _shop.Agree(Purpose.Presence);
        await Put(All, "v2", _shop.Now.AddDays(30));
        await Put(Purpose.None);
        await Put(Purpose.None);
        await _shop.Restart();
        Assert.Equal(
            [(Purpose.Presence, "", "shopper"), (All, "v2", "shopper"), (Purpose.None, "", "shopper")],
            (await Ledger()).Select(entry => (entry.Purposes, entry.TextVersion, entry.By)));
    }

    [Fact]
    public async Task What_the_member_could_not_take_is_told_again_with_what_came_after_it()
    {
        await _shop.Agree(Purpose.Presence);
        await _shop.Ann.Copied();
        var refused = 0;
        _shop.Store.Fault = write =>
        {
            if (write.Key != "member/ann") return ValueTask.FromResult(StoreFault.None);
            Interlocked.Increment(ref refused);
            return ValueTask.FromResult(StoreFault.Before);
        };
        await Put(All);
        await Put(Purpose.None);
        await Eventually.Sees(() => Task.FromResult(Volatile.Read(ref refused)), count => count > 0);

        _shop.Store.Fault = null;
        await Put(Purpose.Presence);

        Assert.Equal([Purpose.Presence, All, Purpose.None, Purpose.Presence], (await Ledger()).Select(entry => entry.Purposes));
    }

    [Fact]
    public async Task A_pause_ends_the_visit_and_what_is_heard_during_it_starts_nothing()
    {
        await _shop.Agree(Purpose.Presence);
        await _shop.Sees("dairy");
        await Put(Purpose.Presence, until: _shop.Now.AddMinutes(10));

        Assert.True((await _shop.Sees("dairy")).IsRefused);
        Assert.Null((await _shop.View()).Visit);
        Assert.False((await _shop.Ann.Look(Shop.Id)).MayBeTracked);
    }

    [Fact]
    public async Task SF8_a_pause_that_ends_during_a_stay_begins_anew_with_the_next_sighting_and_looks_not_back()
    {
        await _shop.Agree(Purpose.Presence);
        var until = _shop.Now.AddMinutes(3);
        await Put(Purpose.Presence, until: until);
        await Hears();
        Assert.False((await _shop.Ann.Look(Shop.Id)).MayBeTracked);

        _shop.Silo.Time.Advance(TimeSpan.FromMinutes(3));
        await Eventually.Sees(async () => (await _shop.View()).Consent, consent => consent.Presence);
        Assert.Equal(until.ToUnixTimeMilliseconds(), (await _shop.Ann.Look(Shop.Id)).ConsentSince.ToUnixTimeMilliseconds());
        Assert.True((await _shop.Ann.Locate(new ZoneObserved("old", until.AddSeconds(-1), Shop.Id, new("dairy"), 0.9, until.AddSeconds(-1), _shop.Now), known: 0)).IsRefused);
        Assert.Null((await _shop.View()).Visit);

        await _shop.Sees("dairy");
        Assert.Equal("dairy", (await _shop.View()).Visit?.Zone.Value);
    }

    [Fact]
    public async Task A_pause_ends_in_a_silo_that_was_started_during_it()
    {
        await _shop.Agree(Purpose.Presence);
        await Put(Purpose.Presence, until: _shop.Now.AddMinutes(3));
        await _shop.Restart();
        _shop.Silo.Time.Advance(TimeSpan.FromMinutes(4));
        await _shop.Sees("dairy");
        Assert.Equal("dairy", (await _shop.View()).Visit?.Zone.Value);
    }

    [Fact]
    public async Task SF5_no_effect_with_a_commit_after_a_withdrawal_rests_on_what_was_withdrawn()
    {
        await _shop.Agree(All, tier: Core.Shoppers.Tier.Vip);
        await _shop.PutList("milk", "bread");
        await _shop.Sees("dairy");
        var (followed, hub) = await _shop.Follow(_shop.Ann);

        // The withdrawal is one of many that are under way.
        await Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await (i == 200 ? Put(Purpose.None) : Fact(i)));

        var ann = await _shop.View();
        Assert.Null(ann.Visit);
        Assert.All(ann.Sent, sent => Assert.False(sent.IsLive(_shop.Now)));
        var board = Shop.Staff((await _shop.Follow(_shop.Silo.Grain<IStoreGrain>(Shop.Id.Value))).Followed.Missed);
        Assert.DoesNotContain(board, update => update.VipArrived is not null);
        await Put(Purpose.Presence);
        await _shop.Sees("desk");
        var told = await Told(hub, followed.Head, "VisitStarted");
        Assert.Equal(["VisitEnded", "VisitStarted"], told[told.IndexOf("VisitEnded")..(told.IndexOf("VisitStarted") + 1)]);

        Task Fact(int i) => (i % 4) switch
        {
            0 => _shop.Sees("dairy"),
            1 => _shop.Sees("entrance"),
            2 => _shop.PutList("milk", $"thing-{i}"),
            _ => _shop.Tap($"tap-{i}"),
        };
    }

    // Everything that a phone was told up to the first update of a kind, in the order in which it was decided: it may arrive in another one.
    private static async Task<List<string>> Told(TestHub hub, long after, string until)
    {
        var told = new SortedDictionary<long, string>();
        while (!told.ContainsValue(until) || told.Keys.First() != after + 1 || told.Keys.Last() != after + told.Count)
            foreach (var update in (await hub.Next()).Updates)
                told[update.Sequence] = Shop.Kinds([update])[0];
        return [.. told.Values];
    }

    // The phone hears the dairy's beacon.
    private async Task Hears()
    {
        Assert.True(BeaconKey.TryParse("mac:aa:bb:cc:dd:ee:f1", out var key));
        await _shop.Silo.Grain<IPresenceGrain>(Shop.Id.Value).Report(new("ann"), [new Sighting(key, 0xaabbccddeef1, -40, _shop.Now.ToUnixTimeMilliseconds())]);
        Assert.Null((await _shop.View()).Visit);
    }

    private Task<ShopperReply> Put(Purpose purposes, string text = "", DateTimeOffset? until = null) =>
        _shop.Apply(new ConsentPut(_shop.NextId(), _shop.Now, purposes) { TextVersion = text, PausedUntil = until });

    private async Task<IReadOnlyList<ConsentEntry>> Ledger()
    {
        await _shop.Ann.Copied();
        return (await _shop.Silo.Grain<IMemberGrain>("ann").View()).Member.Consents;
    }
}
