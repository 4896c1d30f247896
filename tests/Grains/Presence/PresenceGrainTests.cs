using SmartStore.Core.Sightings;
using SmartStore.Grains.Tests.Clusters;

namespace SmartStore.Grains.Tests.Presence;

/// <summary>From a scanner's message through the trackers into the shopper's grain, and back.</summary>
public sealed class PresenceGrainTests : IAsyncLifetime
{
    private Shop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _shop = await Shop.Open();
        await _shop.Silo.Service<IStoreCatalog>().PutTags("ann", [Shop.Tag]);
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    private ITrackedStore Store => _shop.Silo.Service<ITracking>().Find(Shop.Id.Value)!;

    [Fact]
    public async Task A_tag_that_a_scanner_hears_opens_a_visit()
    {
        await _shop.Agree(Purposes.Presence);
        await Hear("dairy", visit => visit is { Zone.Value: "dairy" });
    }

    [Fact]
    public async Task Without_consent_nothing_is_followed()
    {
        await _shop.Agree(Purposes.None);
        var fates = _shop.Silo.Service<SightingCounts>();
        await Eventually.Sees(
            () =>
            {
                Hear("dairy");
                return Task.FromResult(fates[SightingFate.NoConsent]);
            },
            refused => refused >= 40);
        Assert.Equal(0, fates[SightingFate.Taken]);
        Assert.Null((await _shop.View()).Visit);
        var heardAt = _shop.Now;
        var picture = await Pictured(seen => seen.At > heardAt);
        Assert.Equal(0, picture.InStore);
    }

    [Fact]
    public async Task Withdrawn_consent_ends_the_visit_and_the_trackers_forget_at_once()
    {
        await _shop.Agree(Purposes.Presence);
        await Hear("dairy", visit => visit is { Zone.Value: "dairy" });
        await Pictured(seen => seen.InStore == 1);
        await _shop.Agree(Purposes.None);
        Assert.Null((await _shop.View()).Visit);
        await Pictured(seen => seen.InStore == 0);
    }

    [Fact]
    public async Task A_restart_continues_the_visit()
    {
        await _shop.Agree(Purposes.Presence);
        var before = await Hear("dairy", visit => visit is { Zone.Value: "dairy" });
        await _shop.Restart();
        var after = await Hear("entrance", visit => visit is { Zone.Value: "entrance" });
        Assert.Equal(before.Id, after.Id);
    }

    [Fact]
    public async Task Every_anchor_is_listed_with_what_it_heard()
    {
        await _shop.Agree(Purposes.Presence);
        await Hear("dairy", visit => visit is not null);
        var receivers = (await _shop.Silo.Grain<IPresenceGrain>(Shop.Id.Value).Receivers())!;
        Assert.Equal(["scanner-entrance", "scanner-dairy", "scanner-desk", "beacon-dairy"], receivers.Anchors.Select(anchor => anchor.Anchor));
        Assert.All(receivers.Anchors.SkipLast(1), anchor => Assert.True(anchor is { HeardCount: > 0, IsOnline: true, LastHeardAt: not null }, anchor.ToString()));
        Assert.Null(await _shop.Silo.Grain<IPresenceGrain>("nowhere").Receivers());
    }

    [Fact]
    public async Task A_phone_reports_what_it_hears()
    {
        await _shop.Agree(Purposes.Presence);
        var layout = Store.Layout;
        Assert.True(BeaconKey.TryParse(layout.Anchors.Single(anchor => anchor.Id == "beacon-dairy").BeaconKey, out var beacon));
        await Eventually.Sees(
            async () =>
            {
                await _shop.Silo.Grain<IPresenceGrain>(Shop.Id.Value).Report(new("ann"), [new Sighting(beacon, beacon.Mac, -50, _shop.Now.ToUnixTimeMilliseconds())]);
                _shop.Silo.Time.Advance(TimeSpan.FromMilliseconds(500));
                return (await _shop.View()).Visit;
            },
            visit => visit is { Zone.Value: "dairy" });
        Assert.Equal(0, await _shop.Silo.Grain<IPresenceGrain>("nowhere").Report(new("ann"), []));
    }

    private void Hear(string zone)
    {
        var at = _shop.Now.ToUnixTimeMilliseconds();
        Assert.True(BeaconKey.TryParse(Shop.Tag, out var tag));
        var store = Store;
        foreach (var (other, rssi) in new[] { ("entrance", -88), ("dairy", -90), ("desk", -92) })
            store.FromScanner(store.Scanner($"scanner-{other}"), [new Sighting(tag, tag.Mac, (short)(other == zone ? -52 : rssi), at)]);
        _shop.Silo.Time.Advance(TimeSpan.FromMilliseconds(500));
    }

    private async Task<Visit> Hear(string zone, Func<Visit?, bool> isThere) => (await Eventually.Sees(
        async () =>
        {
            Hear(zone);
            return (await _shop.View()).Visit;
        },
        isThere))!;

    private async Task<StorePicture> Pictured(Func<StorePicture, bool> isThere) => (await Eventually.Sees(
        async () =>
        {
            _shop.Silo.Time.Advance(TimeSpan.FromMilliseconds(250));
            return await _shop.Silo.Grain<IPresenceGrain>(Shop.Id.Value).Picture();
        },
        seen => seen is not null && isThere(seen)))!;
}
