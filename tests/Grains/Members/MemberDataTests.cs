using System.Text.Json;
using SmartStore.Core.Members;
using SmartStore.Grains.Tests.Clusters;
using Purpose = SmartStore.Core.Shoppers.Purposes;

namespace SmartStore.Grains.Tests.Members;

/// <summary>What is kept of a member is given to them, and goes with them.</summary>
public sealed class MemberDataTests : IAsyncLifetime
{
    private Shop _shop = null!;

    private IMemberGrain Member => _shop.Silo.Grain<IMemberGrain>("ann");

    public async ValueTask InitializeAsync() => _shop = await Shop.Open();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task Preferences_ledger_and_accesses_are_in_the_export()
    {
        await Lives();
        var export = JsonDocument.Parse((await _shop.Silo.Service<IPersonalData>().Export(new("ann"), CancellationToken.None)).Json!).RootElement;
        Assert.Equal("ko", export.GetProperty("preferences")[0].GetProperty("language").GetString());
        var log = export.GetProperty("access_log")[0];
        Assert.Equal(("desk-3", 1), (log.GetProperty("accesses")[0].GetProperty("who").GetString(), log.GetProperty("consents").GetArrayLength()));
    }

    [Fact]
    public async Task The_record_goes_with_the_person_and_a_copy_that_waits_does_not_bring_it_back()
    {
        await Lives();
        var refused = 0;
        _shop.Store.Fault = write =>
        {
            if (write.Key != "member/ann") return ValueTask.FromResult(StoreFault.None);
            Interlocked.Increment(ref refused);
            return ValueTask.FromResult(StoreFault.Before);
        };
        await _shop.Apply(new ConsentPut(_shop.NextId(), _shop.Now, Purpose.None));
        await Eventually.Sees(() => Task.FromResult(Volatile.Read(ref refused)), count => count > 0);
        _shop.Store.Fault = null;

        Assert.NotNull(await _shop.Silo.Service<IPersonalData>().Erase(new("ann"), "r1", CancellationToken.None));

        await Eventually.Sees(() => Task.FromResult(_shop.Store.Records), records => !records.ContainsKey("shopper/ann") && !records.ContainsKey("member/ann"));
        for (var i = 0; i < 3; i++) _shop.Silo.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Empty((await Member.View()).Member.Consents);
        await Member.Erase();
        Assert.DoesNotContain("member/ann", _shop.Store.Records.Keys);
    }

    private async Task Lives()
    {
        await _shop.Agree(Purpose.Presence);
        await Member.Apply(new PreferencesPut(_shop.NextId(), _shop.Now, new Preferences { Language = "ko" }));
        await Member.Apply(new AccessNoted(_shop.NextId(), _shop.Now, new AccessEntry(_shop.Now, "desk-3", "operator", "", "decisions", "")));
        await Task.WhenAll(Member.Copied(), _shop.Ann.Copied());
    }
}
