using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace SmartStore.Api.Tests.Shoppers;

/// <summary>What an app without MQTT reports is read as strictly as what comes over MQTT.</summary>
public sealed class ReportTests(OpenApi open) : IClassFixture<OpenApi>
{
    private const string Beacon = "ibeacon:3d5b2f0a-6a1c-4a62-9c1e-5b8f0d7c2e11:7:1";

    // The same beacon as an advert: flags, then Apple's manufacturer data.
    private static readonly ByteString Advert = ByteString.CopyFrom(Convert.FromHexString("0201061AFF4C0002153D5B2F0A6A1C4A629C1E5B8F0D7C2E1100070001C5"));

    private readonly Proto.Shoppers.ShoppersClient _shoppers = new(open.Shop.Channel());

    private static Timestamp Now => DateTimeOffset.UtcNow.ToTimestamp();

    [Fact]
    public async Task Every_wrong_field_of_every_sighting_is_named()
    {
        var paths = await Refused(
            new Proto.Heard { RssiDbm = -200, Mac = "no address" },
            new Proto.Heard { At = Now, RssiDbm = -60, Beacon = Beacon },
            new Proto.Heard { At = new Timestamp { Seconds = -1 }, RssiDbm = -60, Beacon = "no beacon", Adv = ByteString.CopyFrom(5) });

        Assert.Equal(["heard[0].at", "heard[0].rssi_dbm", "heard[0].mac", "heard[2].at", "heard[2].beacon", "heard[2].adv"], paths);
    }

    [Fact]
    public async Task A_beacon_that_contradicts_the_advert_or_the_address_beside_it_is_refused()
    {
        Assert.Equal(["heard[0].adv"], await Refused(new Proto.Heard { At = Now, RssiDbm = -60, Beacon = Beacon[..^1] + "2", Adv = Advert }));
        Assert.Equal(["heard[0].beacon"], await Refused(new Proto.Heard { At = Now, RssiDbm = -60, Beacon = $"{Beacon}@c4:64:e3:7a:10:04", Mac = "c4:64:e3:7a:10:05" }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    public async Task One_that_was_not_measured_is_ignored_and_refuses_nothing(int rssiDbm)
    {
        var reply = await _shoppers.ReportAsync(Report(new Proto.Heard { At = Now, RssiDbm = rssiDbm, Beacon = Beacon }));
        Assert.Equal((0, 1), (reply.Accepted, reply.Ignored));
    }

    [Fact]
    public async Task One_that_agrees_is_taken()
    {
        var reply = await _shoppers.ReportAsync(Report(new Proto.Heard { At = Now, RssiDbm = -60, Beacon = Beacon, Adv = Advert }));
        Assert.Equal(1, reply.Accepted + reply.Ignored);
    }

    [Fact]
    public async Task Of_a_shopper_who_has_not_agreed_everything_is_ignored()
    {
        await new Proto.Stores.StoresClient(open.Shop.Channel()).PutShopperAsync(new Proto.PutShopperRequest { Shopper = new Proto.Shopper { Id = "shy" } });
        var report = Report(new Proto.Heard { At = Now, RssiDbm = -60, Beacon = Beacon }, new Proto.Heard { At = Now, RssiDbm = -61, Beacon = Beacon });
        report.ShopperId = "shy";
        Assert.Equal(new Proto.ReportReply { Ignored = 2 }, await _shoppers.ReportAsync(report));
    }

    [Theory]
    [InlineData("nobody", ApiShop.StoreId)]
    [InlineData("ann", "nowhere")]
    public async Task A_shopper_or_store_that_does_not_exist_is_not_found(string shopper, string store)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await _shoppers.ReportAsync(new Proto.ReportRequest { ShopperId = shopper, StoreId = store }));
        Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
    }

    private async Task<IEnumerable<string>> Refused(params IEnumerable<Proto.Heard> heard)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await _shoppers.ReportAsync(Report(heard)));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        return refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(field => field.Field);
    }

    private static Proto.ReportRequest Report(params IEnumerable<Proto.Heard> heard) => new() { ShopperId = "ann", StoreId = ApiShop.StoreId, Heard = { heard } };
}
