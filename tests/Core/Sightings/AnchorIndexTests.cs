using System.IO.Compression;

namespace SmartStore.Core.Tests.Sightings;

public sealed class AnchorIndexTests
{
    private const string Uuid = "9195b3ad-a9d0-4500-85ff-9fb0f65a5201";
    private const string Id = $"ibeacon:{Uuid}:0:0";
    private const ulong MacA = 0xE078A33E9335;
    private const ulong MacB = 0xE078A33DB438;

    [Theory]
    [InlineData(0, AnchorMatch.Ambiguous, -1)] // the id alone is in two zones
    [InlineData(MacA, AnchorMatch.Found, 0)]
    [InlineData(MacB, AnchorMatch.Found, 1)]
    [InlineData(0x1234, AnchorMatch.Unknown, -1)] // a neighbour's beacon with the same id
    public void Of_anchors_that_share_an_id_the_address_tells_which(ulong mac, AnchorMatch match, int anchor) =>
        Assert.Equal((match, anchor), Find(Index(("a", Id + "@e0:78:a3:3e:93:35"), ("b", Id + "@e0:78:a3:3d:b4:38")), Id, mac));

    [Theory]
    [InlineData(0)]
    [InlineData(MacA)]
    public void An_id_without_address_in_two_zones_is_ambiguous_with_and_without_an_address(ulong mac) =>
        Assert.Equal((AnchorMatch.Ambiguous, -1), Find(Index(("a", Id), ("b", Id)), Id, mac));

    [Theory]
    [InlineData(0)]
    [InlineData(MacA)]
    public void Anchors_of_one_zone_may_share_an_id(ulong mac) =>
        Assert.Equal((AnchorMatch.Found, 0), Find(Index(("a", Id), ("a", Id)), Id, mac));

    [Theory]
    [InlineData(0, AnchorMatch.Ambiguous, -1)]
    [InlineData(MacB, AnchorMatch.Found, 1)]
    [InlineData(MacA, AnchorMatch.Found, 0)]
    public void An_id_that_another_zone_has_with_an_address_needs_the_address(ulong mac, AnchorMatch match, int anchor) =>
        Assert.Equal((match, anchor), Find(Index(("a", Id), ("b", Id + "@e078a33db438")), Id, mac));

    [Fact]
    public void An_anchor_with_an_address_is_not_matched_without_one() =>
        Assert.Equal((AnchorMatch.Unknown, -1), Find(Index(("a", Id + "@e078a33db438")), Id, Mac.None));

    [Fact]
    public void An_address_says_more_than_an_id() =>
        Assert.Equal((AnchorMatch.Found, 1), Find(Index(("a", Id), ("b", "mac:e078a33db438")), Id, MacB));

    [Fact]
    public void An_address_alone_finds_its_anchor() =>
        Assert.Equal((AnchorMatch.Found, 0), Find(Index(("a", "mac:e078a33db438")), "mac:E0-78-A3-3D-B4-38", Mac.None));

    [Fact]
    public void A_scanner_without_beacon_is_in_no_index() => Assert.Equal(0, Index(("a", "")).Count);

    [Fact]
    public void Finding_an_anchor_allocates_nothing()
    {
        var index = Index(("a", Id + "@e078a33e9335"), ("b", Id + "@e078a33db438"));
        Assert.True(BeaconKey.TryParse(Id, out var key));
        index.Find(key, MacA, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) index.Find(key, i % 2 == 0 ? MacB : 0UL, out _);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void In_a_real_mall_every_beacon_is_found_by_address_and_most_are_ambiguous_without()
    {
        using var file = new StreamReader(new GZipStream(File.OpenRead(Repository.SharedOrSkip("data/ble_mall_ilc20/beacons.csv.gz")), CompressionMode.Decompress));
        file.ReadLine();
        var heard = new List<(BeaconKey Key, ulong Mac)>();
        while (file.ReadLine()?.Split(',') is { } row)
        {
            Assert.True(BeaconKey.TryParse($"ibeacon:{row[4]}:{row[5]}:{row[6]}", out var key), row[4]);
            Assert.True(Mac.TryParse(row[9], out var mac), row[9]);
            heard.Add((key, mac));
        }
        var beacons = heard.Distinct().ToArray();
        var index = Index([.. beacons.Select((one, i) => ($"zone-{i}", one.Key.WithMac(one.Mac).ToString()))]);

        Assert.All(beacons, (one, i) => Assert.Equal((AnchorMatch.Found, i), (index.Find(one.Key, one.Mac, out var anchor), anchor)));
        Assert.InRange(heard.Count(one => index.Find(one.Key, Mac.None, out _) == AnchorMatch.Ambiguous), heard.Count * 7 / 10, heard.Count);
        Assert.DoesNotContain(heard, one => index.Find(one.Key, Mac.None, out _) == AnchorMatch.Found);
    }

    private static (AnchorMatch Match, int Anchor) Find(AnchorIndex index, string id, ulong mac)
    {
        Assert.True(BeaconKey.TryParse(id, out var key));
        return (index.Find(key, mac, out var anchor), anchor);
    }

    private static AnchorIndex Index(params (string Zone, string Beacon)[] anchors) => new(new StoreLayout(
        new StoreId("s"), "Shop", "EUR", "", [], [.. anchors.Select((one, i) => new Anchor($"anchor-{i}", new ZoneId(one.Zone), one.Beacon, 0, 0, 0))], [], []));
}
