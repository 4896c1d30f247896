using SmartStore.Grains.Presence;

namespace SmartStore.Grains.Tests.Presence;

/// <summary>Which process of a cluster a store belongs to.</summary>
public sealed class StoreSharesTests
{
    private static readonly string[] s_stores = [.. Enumerable.Range(0, 1_000).Select(i => $"store-{i}")];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Each_process_gets_about_as_many_stores_as_the_others(int processes)
    {
        var shares = s_stores.CountBy(store => StoreShares.OwnerOf(store, Silos(processes))).ToList();
        Assert.Equal(processes, shares.Count);
        Assert.All(shares, share => Assert.InRange(share.Value, 700 / processes, 1_300 / processes));
    }

    [Fact]
    public void All_processes_name_the_same_owner_in_whatever_order_they_know_each_other() =>
        Assert.All(s_stores, store => Assert.Equal(StoreShares.OwnerOf(store, Silos(3)), StoreShares.OwnerOf(store, Silos(3).Reverse())));

    [Fact]
    public void Of_a_process_that_goes_only_its_own_stores_move()
    {
        var (before, after) = (Silos(4), Silos(4).Where(silo => silo != Silos(4)[1]).ToList());
        Assert.All(s_stores.Where(store => StoreShares.OwnerOf(store, before) != before[1]), store => Assert.Equal(StoreShares.OwnerOf(store, before), StoreShares.OwnerOf(store, after)));
    }

    private static string[] Silos(int count) => [.. Enumerable.Range(0, count).Select(i => $"10.0.0.{i}:11111@15497758{i}")];
}
