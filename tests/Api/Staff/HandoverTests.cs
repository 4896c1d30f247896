using Microsoft.Extensions.DependencyInjection;
using SmartStore.Api.Identity;
using SmartStore.Api.Tests.Identity;
using SmartStore.Link;

namespace SmartStore.Api.Tests.Staff;

/// <summary>Claims, handovers, codes, vouchers and taps as callers meet them.</summary>
public sealed class HandoverTests : IAsyncLifetime
{
    private ApiShop _shop = null!;
    private Proto.Staff.StaffClient _staff = null!;
    private Proto.Stores.StoresClient _stores = null!;
    private Proto.Shoppers.ShoppersClient _shoppers = null!;
    private Proto.Terminals.TerminalsClient _terminals = null!;

    public async ValueTask InitializeAsync()
    {
        _shop = await ApiShop.Open();
        var channel = _shop.Channel();
        (_staff, _stores, _shoppers, _terminals) = (new(channel), new(channel), new(channel), new(channel));
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task A_claim_is_answered_with_the_order_and_who_has_it_until_when()
    {
        await Put("o1");
        var claimed = await Claim("o1", "kim");
        Assert.Equal((Proto.OrderState.Claimed, "kim", _shop.Time.GetUtcNow().AddMinutes(10).ToUnixTimeMilliseconds()), (claimed.State, claimed.ClaimedBy, claimed.ClaimedUntil.ToDateTimeOffset().ToUnixTimeMilliseconds()));
        Assert.Equal(claimed, await Claim("o1", "kim"));
        var other = await Refused(Claim("o1", "lee"));
        Assert.Equal(StatusCode.FailedPrecondition, other.StatusCode);
        Assert.StartsWith("Order \"o1\" was claimed by kim at 20", other.Status.Detail);
        Assert.Equal(Proto.OrderState.Ready, (await Claim("o1", "kim", release: true)).State);
    }

    [Fact]
    public async Task Completing_needs_no_claim_and_says_what_was_the_proof()
    {
        await Put("o1");
        var done = await Complete("o1", "kim", "signature");
        Assert.Equal((Proto.OrderState.HandedOver, "signature"), (done.State, done.Proof));
        var late = await Refused(Claim("o1", "lee"));
        Assert.Equal((StatusCode.FailedPrecondition, "Order \"o1\" is HANDED_OVER."), (late.StatusCode, late.Status.Detail));
    }

    [Fact]
    public async Task Until_there_are_identities_the_claimer_alone_completes()
    {
        await Put("o1");
        await Claim("o1", "lee");
        var refused = await Refused(Complete("o1", "kim"));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Contains("claimed by lee at", refused.Status.Detail);
    }

    [Fact]
    public async Task What_needs_a_check_is_not_completed_without_an_identity()
    {
        await Put("o1", needsCheck: true);
        Assert.Equal((StatusCode.FailedPrecondition, "Order \"o1\" needs a check of age or identity: complete it with the proof \"id\"."), Said(await Refused(Complete("o1", "kim"))));
        Assert.Equal("id", (await Complete("o1", "kim", "id")).Proof);
    }

    [Theory]
    [InlineData("", "o1", "kim", "store_id")]
    [InlineData("corner", "o 1", "kim", "order_id")]
    [InlineData("corner", "o1", "", "staff_id")]
    public async Task Fields_that_cannot_be_are_named(string store, string order, string staff, string path)
    {
        Assert.StartsWith(path, (await Refused(_staff.ClaimAsync(new Proto.ClaimRequest { StoreId = store, OrderId = order, StaffId = staff }).ResponseAsync)).Status.Detail);
        Assert.StartsWith(path, (await Refused(_staff.CompleteAsync(new Proto.CompleteRequest { StoreId = store, OrderId = order, StaffId = staff }).ResponseAsync)).Status.Detail);
    }

    [Fact]
    public async Task Unknown_stores_and_orders_and_proofs_are_told_as_such()
    {
        Assert.Equal(StatusCode.NotFound, (await Refused(Claim("nothing", "kim"))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Refused(_staff.ClaimAsync(new Proto.ClaimRequest { StoreId = "nowhere", OrderId = "o1", StaffId = "kim" }).ResponseAsync)).StatusCode);
        Assert.StartsWith("proof: ", (await Refused(Complete("o1", "kim", "a wink"))).Status.Detail);
        await _stores.PutStoreAsync(new Proto.PutStoreRequest { Store = ApiShop.Layout("other") });
        await Put("o1");
        Assert.Equal(StatusCode.NotFound, (await Refused(_staff.ClaimAsync(new Proto.ClaimRequest { StoreId = "other", OrderId = "o1", StaffId = "kim" }).ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task Passes_of_the_next_minutes_follow_each_other()
    {
        var pass = await _shoppers.GetPassAsync(new Proto.GetPassRequest { ShopperId = "ann", Ahead = 14 });
        Assert.Equal(14, pass.Ahead.Count);
        Assert.Equal(pass.ExpiresAt, pass.Ahead[0].NotBefore);
        Assert.All(pass.Ahead.Zip(pass.Ahead.Skip(1)), pair => Assert.Equal(pair.First.ExpiresAt, pair.Second.NotBefore));
        Assert.All(pass.Ahead, next => Assert.Equal(TimeSpan.FromSeconds(60), next.ExpiresAt.ToDateTimeOffset() - next.NotBefore.ToDateTimeOffset()));
        foreach (var ahead in new[] { -1, 15 })
            Assert.Equal((StatusCode.InvalidArgument, "ahead: must be 0..14"), Said(await Refused(_shoppers.GetPassAsync(new Proto.GetPassRequest { ShopperId = "ann", Ahead = ahead }).ResponseAsync)));
    }

    [Fact]
    public async Task An_order_has_one_code_until_it_is_handed_over_and_its_digits_are_a_proof()
    {
        await Put("o1");
        var code = (await Pass("ann", "o1")).Code;
        Assert.Matches("^[0-9]{8}$", code);
        Assert.Equal(code, (await Pass("ann", "o1")).Code);
        Assert.Equal((StatusCode.FailedPrecondition, "proof: this is not the code of order \"o1\"."), Said(await Refused(Complete("o1", "kim", code == "00000000" ? "code:11111111" : "code:00000000"))));
        Assert.Equal($"code:{code}", (await Complete("o1", "kim", $"code:{code}")).Proof);
        var over = await Refused(Pass("ann", "o1"));
        Assert.Equal(StatusCode.FailedPrecondition, over.StatusCode);
        Assert.StartsWith("Order \"o1\" is HANDED_OVER since 20", over.Status.Detail);
    }

    [Fact]
    public async Task A_code_is_given_to_the_holder_and_those_whom_the_order_names_alone()
    {
        await Put("o1", collector: "bob");
        await Put("o2");
        Assert.Equal((await Pass("ann", "o1")).Code, (await Pass("bob", "o1")).Code);
        Assert.Equal((StatusCode.NotFound, "There is no order \"o2\" of this shopper."), Said(await Refused(Pass("bob", "o2"))));
        Assert.Equal(StatusCode.NotFound, (await Refused(Pass("ann", "nothing"))).StatusCode);
        await Put("o3", state: Proto.OrderState.Preparing);
        Assert.Equal((StatusCode.FailedPrecondition, "Order \"o3\" is PREPARING."), Said(await Refused(Pass("ann", "o3"))));
    }

    [Fact]
    public async Task An_order_in_a_locker_has_a_voucher_that_is_taken_as_a_pass_and_one_elsewhere_has_none()
    {
        await Put("o1", slot: "A1");
        await Put("o2");
        await Put("o3", slot: "A2", needsCheck: true);
        Assert.Empty((await Pass("ann", "o2")).Voucher);
        Assert.Empty((await Pass("ann", "o3")).Voucher);
        var pass = await Pass("ann", "o1");
        Assert.InRange(pass.Voucher.Length, 100, 512);
        Assert.InRange(pass.VoucherUntil.ToDateTimeOffset(), _shop.Time.GetUtcNow().AddHours(24).AddSeconds(-1), _shop.Time.GetUtcNow().AddHours(24));
        var answer = await Tap("t1", pass.Voucher, terminal: "locker-1");
        Assert.Equal((Proto.TapOutcome.Granted, "o1", "A1"), (answer.Outcome, answer.OrderId, answer.Slot));
        Assert.Equal(_shop.Time.GetUtcNow().AddSeconds(30).ToUnixTimeMilliseconds(), answer.Until.ToDateTimeOffset().ToUnixTimeMilliseconds());
        Assert.EndsWith(".o1", answer.Grant);
    }

    [Fact]
    public async Task A_slot_has_to_be_one_of_the_lockers()
    {
        Assert.Equal((StatusCode.InvalidArgument, "order.slot: locker \"locker-1\" has no slot \"Z9\""), Said(await Refused(Put("o1", slot: "Z9"))));
        var order = new Proto.Order { Id = "o1", StoreId = ApiShop.StoreId, ShopperId = "ann", State = Proto.OrderState.Ready, TerminalId = "locker-1" };
        Assert.Equal((StatusCode.InvalidArgument, "order.slot: must name a slot of locker \"locker-1\""), Said(await Refused(_stores.PutOrderAsync(new Proto.PutOrderRequest { Order = order }).ResponseAsync)));
        order.State = Proto.OrderState.Preparing;
        Assert.Empty((await _stores.PutOrderAsync(new Proto.PutOrderRequest { Order = order })).Slot);
    }

    [Fact]
    public async Task A_ready_order_is_held_for_as_long_as_its_store_says()
    {
        Assert.Equal(72, Math.Round(((await Put("o1")).HoldUntil.ToDateTimeOffset() - _shop.Time.GetUtcNow()).TotalHours, 3));
        var layout = ApiShop.Layout();
        layout.HoldHours = 5;
        await _stores.PutStoreAsync(new Proto.PutStoreRequest { Store = layout });
        Assert.Equal(5, Math.Round(((await Put("o2")).HoldUntil.ToDateTimeOffset() - _shop.Time.GetUtcNow()).TotalHours, 3));
    }

    [Fact]
    public async Task A_tap_over_HTTP_is_answered_like_one_on_the_topic_and_the_same_tap_gets_the_same_answer()
    {
        await Put("o1");
        var token = (await _shoppers.GetPassAsync(new Proto.GetPassRequest { ShopperId = "ann" })).Token;
        var first = await Tap("t1", $" {token}\r\n\0");
        Assert.Equal((Proto.TapOutcome.Ok, "o1", "t1"), (first.Outcome, first.OrderId, first.Id));
        await Complete("o1", "kim", "tap");
        Assert.Equal(first, await Tap("t1", token));
        Assert.Equal(first, await Tap("t1", $"]Q1https://shop.example/p/{token}\r"));
        Assert.Equal(Proto.TapOutcome.AlreadyClaimed, (await Tap("t2", token)).Outcome);
        Assert.Equal(Proto.TapOutcome.Refused, (await Tap("t3", "")).Outcome);
        Assert.Equal(Proto.TapOutcome.Refused, (await Tap("t4", "v1.no.pass")).Outcome);
    }

    [Fact]
    public async Task After_five_wrong_codes_in_a_minute_a_terminal_has_to_wait()
    {
        for (var i = 0; i < 5; i++) Assert.Equal(Proto.TapOutcome.Refused, (await Tap($"t{i}", "00000000", Proto.TapKind.Pin)).Outcome);
        Assert.Equal(Proto.TapOutcome.TryAgain, (await Tap("t5", "00000000", Proto.TapKind.Pin)).Outcome);
        _shop.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(Proto.TapOutcome.Refused, (await Tap("t5", "00000000", Proto.TapKind.Pin)).Outcome);
    }

    [Fact]
    public async Task A_tap_that_lacks_something_is_told_what()
    {
        var tap = new Proto.TapRequest { StoreId = ApiShop.StoreId, TerminalId = "desk-1", Id = "t1", Kind = Proto.TapKind.Nfc, Pass = "p", At = new() { Seconds = 1 } };
        await Wrong(new(tap) { Id = "" }, StatusCode.InvalidArgument, "id: ");
        await Wrong(new(tap) { At = null }, StatusCode.InvalidArgument, "at: is missing");
        await Wrong(new(tap) { At = new() { Seconds = -1 } }, StatusCode.InvalidArgument, "at: ");
        await Wrong(new(tap) { Sent = new() { Nanos = -1 } }, StatusCode.InvalidArgument, "sent: ");
        await Wrong(new(tap) { Kind = Proto.TapKind.Unspecified }, StatusCode.InvalidArgument, "kind: ");
        await Wrong(new(tap) { StoreId = "nowhere" }, StatusCode.NotFound, "There is no store");
        await Wrong(new(tap) { TerminalId = "desk-9" }, StatusCode.NotFound, "There is no terminal");

        async Task Wrong(Proto.TapRequest request, StatusCode code, string sentence)
        {
            var refused = await Refused(_terminals.TapAsync(request).ResponseAsync);
            Assert.Equal(code, refused.StatusCode);
            Assert.StartsWith(sentence, refused.Status.Detail);
        }
    }

    [Fact]
    public async Task Where_people_have_identities_they_act_under_their_own()
    {
        using var issuer = new TestIssuer();
        await using var shop = await ApiShop.Open(issuer.Options);
        await shop.Tell("ann", 1);
        var kim = new Proto.Staff.StaffClient(shop.Channel(StoreCredential.Token(issuer.Token(subject: "kim", roles: ["staff"]))));
        var boss = new Proto.Staff.StaffClient(shop.Channel(StoreCredential.Token(issuer.Token(subject: "boss", roles: ["manager"]))));
        var order = "order-1-of-ann";
        Assert.Equal(StatusCode.PermissionDenied, (await Refused(kim.ClaimAsync(new Proto.ClaimRequest { StoreId = ApiShop.StoreId, OrderId = order, StaffId = "lee" }).ResponseAsync)).StatusCode);
        Assert.Equal("kim", (await kim.ClaimAsync(new Proto.ClaimRequest { StoreId = ApiShop.StoreId, OrderId = order })).ClaimedBy);
        Assert.Equal(Proto.OrderState.HandedOver, (await boss.CompleteAsync(new Proto.CompleteRequest { StoreId = ApiShop.StoreId, OrderId = order, StaffId = "boss" })).State);
    }

    [Fact]
    public async Task A_key_names_itself_and_claims_in_nobody_elses_name()
    {
        using var issuer = new TestIssuer();
        await using var shop = await ApiShop.Open(issuer.Options);
        await shop.Tell("ann", 1);
        var till = new Proto.Staff.StaffClient(shop.Channel(StoreCredential.ApiKey(await shop.NewKey("till-1", Roles.Staff))));
        var request = new Proto.ClaimRequest { StoreId = ApiShop.StoreId, OrderId = "order-1-of-ann", StaffId = "kim" };
        Assert.Equal(StatusCode.PermissionDenied, (await Refused(till.ClaimAsync(request).ResponseAsync)).StatusCode);
        Assert.Equal("till-1", (await till.ClaimAsync(new(request) { StaffId = "" })).ClaimedBy);
    }

    [Fact]
    public async Task Everybody_on_the_board_reads_the_name_of_the_member_who_claimed()
    {
        var members = _shop.Services.GetRequiredService<IStaffMembers>();
        await members.Put(new Core.Staff.StaffMember(new("kim"), "Kim", [new(ApiShop.StoreId)], []), "");
        await Put("o1");
        Assert.Equal("Kim", (await Claim("o1", "kim")).ClaimedByName);
        Assert.Contains("claimed by Kim at", (await Refused(Claim("o1", "lee"))).Status.Detail);
    }

    [Fact]
    public async Task Without_identities_a_member_whose_roles_say_so_is_a_manager_and_nobody_else()
    {
        var members = _shop.Services.GetRequiredService<IStaffMembers>();
        await members.Put(new Core.Staff.StaffMember(new("boss"), "Boss", [new(ApiShop.StoreId)], [Roles.Manager]), "");
        await members.Put(new Core.Staff.StaffMember(new("far"), "Far", [], [Roles.Manager]), "");
        await Put("o1");
        await Claim("o1", "kim");
        foreach (var staff in new[] { "lee", "far" }) Assert.Equal(StatusCode.FailedPrecondition, (await Refused(Complete("o1", staff))).StatusCode);
        Assert.Equal(Proto.OrderState.HandedOver, (await Complete("o1", "boss")).State);
    }

    private static (StatusCode, string) Said(RpcException refused) => (refused.StatusCode, refused.Status.Detail);

    private static Task<RpcException> Refused<T>(Task<T> call) => Assert.ThrowsAsync<RpcException>(() => call);

    private async Task<Proto.Order> Put(string id, Proto.OrderState state = Proto.OrderState.Ready, string slot = "", bool needsCheck = false, string collector = "")
    {
        var order = new Proto.Order { Id = id, StoreId = ApiShop.StoreId, ShopperId = "ann", State = state, TerminalId = slot.Length > 0 ? "locker-1" : "", Slot = slot, NeedsCheck = needsCheck };
        if (collector.Length > 0) order.Collectors.Add(collector);
        return await _stores.PutOrderAsync(new Proto.PutOrderRequest { Order = order });
    }

    private async Task<Proto.Order> Claim(string order, string staff, bool release = false) =>
        await _staff.ClaimAsync(new Proto.ClaimRequest { StoreId = ApiShop.StoreId, OrderId = order, StaffId = staff, Release = release });

    private async Task<Proto.Order> Complete(string order, string staff, string proof = "") =>
        await _staff.CompleteAsync(new Proto.CompleteRequest { StoreId = ApiShop.StoreId, OrderId = order, StaffId = staff, Proof = proof });

    private async Task<Proto.Pass> Pass(string shopper, string order) => await _shoppers.GetPassAsync(new Proto.GetPassRequest { ShopperId = shopper, OrderId = order });

    private async Task<Proto.TapAnswer> Tap(string id, string pass, Proto.TapKind kind = Proto.TapKind.Qr, string terminal = "desk-1") => await _terminals.TapAsync(new Proto.TapRequest
    {
        StoreId = ApiShop.StoreId,
        TerminalId = terminal,
        Id = id,
        Kind = kind,
        Pass = pass,
        At = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(_shop.Time.GetUtcNow()),
    });
}
