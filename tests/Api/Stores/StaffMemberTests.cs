using Google.Rpc;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Api.Identity;
using SmartStore.Api.Tests.Identity;
using SmartStore.Link;

namespace SmartStore.Api.Tests.Stores;

/// <summary>Members of the staff: how they are put, for which stores they may act, and when they are on duty.</summary>
public sealed class StaffMemberTests
{
    [Fact]
    public async Task A_member_is_put_and_the_pin_does_not_come_back()
    {
        await using var shop = await ApiShop.Open();
        var member = new Proto.StaffMember { Id = "kim", Name = "Kim", StoreIds = { ApiShop.StoreId }, Roles = { "staff" }, Pin = "1234" };
        var put = await Stores(shop).PutStaffMemberAsync(new Proto.PutStaffMemberRequest { Member = member });
        Assert.Equal(new Proto.StaffMember(member) { Pin = "" }, put);
        Assert.Equal("Kim", shop.Services.GetRequiredService<IStaffNames>().NameOf("kim"));
    }

    [Fact]
    public async Task Everything_wrong_is_named_by_its_path_and_an_unknown_store_is_not_found()
    {
        await using var shop = await ApiShop.Open();
        var (status, body) = await shop.Call("Stores/PutStaffMember", """{"member":{"id":"two words","storeIds":["corner","corner"],"pin":"12"}}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["member.id", "member.store_ids[1]", "member.pin"], ApiShop.Error(body).GetDetail<BadRequest>().FieldViolations.Select(field => field.Field));
        Assert.Equal(HttpStatusCode.BadRequest, (await shop.Call("Stores/PutStaffMember", "{}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.Call("Stores/PutStaffMember", """{"member":{"id":"kim","storeIds":["nowhere"]}}""")).Status);
        Assert.False(shop.Services.GetRequiredService<IStaffMembers>().Any);
    }

    [Fact]
    public async Task Who_watches_under_a_staff_id_is_on_duty_and_a_screen_without_one_puts_nobody_there()
    {
        await using var shop = await ApiShop.Open();
        using var nobodys = await Watch(shop, "");
        using var kims = await Watch(shop, "kim");
        await OnDuty(shop, "kim");
        kims.Dispose();
        await Eventually.Is(async () => (await shop.Grain<IStoreGrain>(ApiShop.StoreId).OnDuty()) is [{ ScreenClosedAt: not null }]);
        shop.Time.Advance(TimeSpan.FromSeconds(60));
        await OnDuty(shop, "");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("kim", true)]
    [InlineData("lee", false)]
    public async Task Where_identities_are_on_a_person_acts_in_their_own_name_only(string staff, bool may)
    {
        using var issuer = new TestIssuer();
        await using var shop = await ApiShop.Open(issuer.Options);
        if (may) (await Watch(shop, staff, Token(issuer, "kim"))).Dispose();
        else Assert.Equal(StatusCode.PermissionDenied, await Refused(shop, staff, Token(issuer, "kim")));
    }

    [Fact]
    public async Task Once_there_are_members_a_person_acts_for_their_own_stores_only_and_a_key_as_its_role_says()
    {
        using var issuer = new TestIssuer();
        await using var shop = await ApiShop.Open(issuer.Options);
        var (kim, lee) = (Token(issuer, "kim"), Token(issuer, "lee"));
        (await Watch(shop, "lee", lee)).Dispose();
        await Put(shop, new Core.Staff.StaffMember(new("kim"), "Kim", [new(ApiShop.StoreId)], []));
        await Put(shop, new Core.Staff.StaffMember(new("lee"), "Lee", [new("other")], []));

        (await Watch(shop, "kim", kim)).Dispose();
        Assert.Equal(StatusCode.PermissionDenied, await Refused(shop, "", lee));
        Assert.Equal(StatusCode.PermissionDenied, await Refused(shop, "", Token(issuer, "mo")));
        (await Watch(shop, "", StoreCredential.ApiKey(await shop.NewKey("board", Roles.Staff)))).Dispose();
    }

    [Fact]
    public async Task A_member_who_ends_leaves_the_board_and_duty_at_once()
    {
        using var issuer = new TestIssuer();
        await using var shop = await ApiShop.Open(issuer.Options);
        var kim = new Core.Staff.StaffMember(new("kim"), "Kim", [new(ApiShop.StoreId)], []);
        await Put(shop, kim);
        using var watch = await Watch(shop, "kim", Token(issuer, "kim"));
        using var other = await Watch(shop, "", StoreCredential.ApiKey(await shop.NewKey("board", Roles.Staff)));
        await OnDuty(shop, "kim");

        await Put(shop, kim with { HasEnded = true });

        var end = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await watch.ResponseStream.MoveNext(ApiShop.Soon)) { }
        });
        Assert.Equal(StatusCode.PermissionDenied, end.StatusCode);
        await OnDuty(shop, "");
        shop.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.True(await shop.PassUntil(other.ResponseStream.MoveNext(ApiShop.Soon)));
    }

    [Fact]
    public async Task Who_has_ended_is_refused_also_where_names_are_believed()
    {
        await using var shop = await ApiShop.Open();
        await Put(shop, new Core.Staff.StaffMember(new("kim"), "Kim", [], []) { HasEnded = true });
        Assert.Equal(StatusCode.PermissionDenied, await Refused(shop, "kim"));
        (await Watch(shop, "whoever")).Dispose();
    }

    [Fact]
    public async Task A_key_that_is_taken_back_signs_its_member_out()
    {
        using var issuer = new TestIssuer();
        await using var shop = await ApiShop.Open(issuer.Options);
        using var watch = await Watch(shop, "kim", StoreCredential.ApiKey(await shop.NewKey("kim", Roles.Staff)));
        await OnDuty(shop, "kim");

        await shop.Store.PutDocument(ApiKey.DocumentKind, "kim", null);
        await shop.Services.GetRequiredService<ApiKeys>().Look(default);

        await OnDuty(shop, "");
    }

    private static Proto.Stores.StoresClient Stores(ApiShop shop) => new(shop.Channel());

    private static async Task Put(ApiShop shop, Core.Staff.StaffMember member) => Assert.True(await shop.Services.GetRequiredService<IStaffMembers>().Put(member, ""));

    private static StoreCredential Token(TestIssuer issuer, string subject) => StoreCredential.Token(issuer.Token(subject, [Roles.Staff]));

    private static async Task<AsyncServerStreamingCall<Proto.StoreUpdate>> Watch(ApiShop shop, string staff, StoreCredential? credential = null)
    {
        var watch = new Proto.Staff.StaffClient(shop.Channel(credential)).Watch(new Proto.WatchStoreRequest { StoreId = ApiShop.StoreId, StaffId = staff });
        await watch.ResponseHeadersAsync.WaitAsync(ApiShop.Soon);
        return watch;
    }

    private static async Task<StatusCode> Refused(ApiShop shop, string staff, StoreCredential? credential = null)
    {
        using var watch = new Proto.Staff.StaffClient(shop.Channel(credential)).Watch(new Proto.WatchStoreRequest { StoreId = ApiShop.StoreId, StaffId = staff });
        return (await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(ApiShop.Soon))).StatusCode;
    }

    private static Task OnDuty(ApiShop shop, string staff) =>
        Eventually.Is(async () => string.Join(' ', (await shop.Grain<IStoreGrain>(ApiShop.StoreId).OnDuty()).Select(on => on.Staff.Value)) == staff);
}
