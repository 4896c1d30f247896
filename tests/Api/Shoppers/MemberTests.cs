using Google.Protobuf.WellKnownTypes;
using SmartStore.Api.Tests.Identity;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Tests.Shoppers;

/// <summary>Preferences over the wire, and who looked.</summary>
public sealed class MemberTests(OpenApi open) : IClassFixture<OpenApi>
{
    private static int _count;

    private readonly ApiShop _shop = open.Shop;
    private readonly Proto.Shoppers.ShoppersClient _shoppers = new(open.Shop.Channel());

    [Fact]
    public async Task What_was_put_is_what_get_member_shows_and_a_new_member_has_said_nothing()
    {
        var shopper = await NewShopper();
        Assert.Equal(new Proto.Member { ShopperId = shopper, Preferences = new() { ShopperId = shopper } }, await Get(shopper));
        var put = Full(shopper);
        Assert.Equal(put, await Put(put));
        Assert.Equal(new Proto.Member { ShopperId = shopper, Preferences = put }, await Get(shopper));

        var less = new Proto.Preferences { ShopperId = shopper, Language = "en" };
        Assert.Equal(less, await Put(less));
        Assert.Equal(less, (await Get(shopper)).Preferences);
    }

    [Fact]
    public async Task Preferences_are_put_and_shown_in_JSON()
    {
        var shopper = await NewShopper();
        var (status, body) = await _shop.Call("Shoppers/PutPreferences", $$"""{"preferences": {"shopperId":"{{shopper}}","language":"ko","textSize":"TEXT_SIZE_LARGE","suggestionsPerVisit":0,"replacements": {"milk":"oat","salt":""} } }""");
        Assert.True(status == HttpStatusCode.OK, body);
        var shown = JsonParser.Default.Parse<Proto.Member>((await _shop.Call("Shoppers/GetMember", $$"""{"shopperId":"{{shopper}}"}""")).Body).Preferences;
        Assert.Equal(("ko", Proto.TextSize.Large, true, 0, "oat", ""), (shown.Language, shown.TextSize, shown.HasSuggestionsPerVisit, shown.SuggestionsPerVisit, shown.Replacements["milk"], shown.Replacements["salt"]));
    }

    [Fact]
    public async Task What_is_wrong_is_named_by_its_field_and_changes_nothing()
    {
        var shopper = await NewShopper();
        var wrong = Full(shopper);
        (wrong.Language, wrong.QuietUntil, wrong.SuggestionsPerVisit, wrong.TextSize) = ("not a tag", "", 4, (Proto.TextSize)7);
        Assert.Equal(["preferences.language", "preferences.text_size", "preferences.suggestions_per_visit", "preferences.quiet_until"], await Wrong(() => Put(wrong)));
        Assert.Equal(["preferences"], await Wrong(async () => await _shoppers.PutPreferencesAsync(new())));
        Assert.Equal(["preferences.shopper_id"], await Wrong(() => Put(new() { ShopperId = "two words" })));
        Assert.Equal(["purchases"], await Wrong(async () => await _shoppers.GetMemberAsync(new() { ShopperId = shopper, Purchases = 101 })));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => Put(new() { ShopperId = "nobody" }))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => Get("nobody"))).StatusCode);
        Assert.Equal(new Proto.Preferences { ShopperId = shopper }, (await Get(shopper)).Preferences);
        Assert.DoesNotContain("member/nobody", _shop.Store.Records.Keys);
    }

    [Fact]
    public async Task The_answer_to_the_next_tap_is_in_the_language_that_was_put()
    {
        var shopper = await NewShopper();
        await Put(new() { ShopperId = shopper, Language = "ko" });
        var pass = (await _shoppers.GetPassAsync(new() { ShopperId = shopper })).Token;
        var answer = await new Proto.Terminals.TerminalsClient(_shop.Channel()).TapAsync(new() { StoreId = ApiShop.StoreId, TerminalId = "desk-1", Id = "t1", At = _shop.Time.GetUtcNow().ToTimestamp(), Kind = Proto.TapKind.Nfc, Pass = pass });
        Assert.Equal(Proto.TapOutcome.NoOrder, answer.Outcome);
        Assert.Contains(answer.Text, character => character is >= '가' and <= '힣');
    }

    [Fact]
    public async Task Somebody_else_who_looks_is_in_the_log_newest_first_and_the_shopper_is_not()
    {
        using var issuer = new TestIssuer();
        await using var shop = await ApiShop.Open(issuer.Options);
        var ann = ("authorization", $"Bearer {issuer.Token("ann")}");
        var desk = ("x-api-key", await shop.NewKey("desk-3", "operator"));
        const string about = """{"shopperId":"ann"}""";

        foreach (var method in new[] { "Shoppers/GetList", "Shoppers/GetConsent", "Shoppers/GetMember", "Operators/Why", "Shoppers/GetAccessLog" })
        {
            Assert.Equal(HttpStatusCode.OK, (await shop.Call(method, about, ann)).Status);
            Assert.Equal(HttpStatusCode.OK, (await shop.Call(method, about, desk)).Status);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await shop.Call("Shoppers/GetList", """{"shopperId":"nobody"}""", desk)).Status);

        var log = JsonParser.Default.Parse<Proto.AccessLog>((await shop.Call("Shoppers/GetAccessLog", about, ann)).Body);
        Assert.Equal(["access_log", "decisions", "member", "consent", "list"], log.Accesses.Select(access => access.What));
        Assert.All(log.Accesses, access => Assert.Equal(("desk-3", "operator"), (access.Who, access.Role)));
        Assert.DoesNotContain("member/nobody", shop.Store.Records.Keys);
    }

    [Fact]
    public async Task What_cannot_be_written_down_is_not_shown()
    {
        var shopper = await NewShopper();
        _shop.Store.Fault = write => ValueTask.FromResult(write.Key == $"member/{shopper}" ? Grains.Storage.StoreFault.Before : Grains.Storage.StoreFault.None);
        try
        {
            var why = new Proto.Operators.OperatorsClient(_shop.Channel()).WhyAsync(new() { ShopperId = shopper }).ResponseAsync;
            var refusal = await Assert.ThrowsAsync<RpcException>(() => _shop.PassUntil(why));
            Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);
        }
        finally
        {
            _shop.Store.Fault = null;
        }
    }

    [Fact]
    public async Task Preferences_that_are_put_while_their_shopper_is_erased_are_not_kept()
    {
        var shopper = await NewShopper();
        _shop.Store.Fault = async write =>
        {
            if (write.Key == $"member/{shopper}") await _shop.Grain<IShopperGrain>(shopper).Erase(new ErasureAsked("erase", _shop.Time.GetUtcNow(), ""));
            return Grains.Storage.StoreFault.None;
        };
        try
        {
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => Put(new() { ShopperId = shopper, Language = "ko" }))).StatusCode);
        }
        finally
        {
            _shop.Store.Fault = null;
        }

        Assert.DoesNotContain($"member/{shopper}", _shop.Store.Records.Keys);
    }

    private static Proto.Preferences Full(string shopper) => new()
    {
        ShopperId = shopper,
        Language = "ko-KR",
        TextSize = Proto.TextSize.Largest,
        HighContrast = true,
        Diet = { "vegetarian", "-nuts" },
        AvoidProductIds = { "milk" },
        Replacements = { ["eggs"] = "tofu", ["salt"] = "" },
        SuggestionsPerVisit = 0,
        QuietFrom = "22:00",
        QuietUntil = "07:30",
        ShowOnScreens = true,
        HouseholdMayCollect = true,
        Panel = true,
    };

    private static async Task<IEnumerable<string>> Wrong(Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        return refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(field => field.Field);
    }

    private async Task<Proto.Preferences> Put(Proto.Preferences preferences) => await _shoppers.PutPreferencesAsync(new() { Preferences = preferences });

    private async Task<Proto.Member> Get(string shopper) => await _shoppers.GetMemberAsync(new() { ShopperId = shopper });

    private async Task<string> NewShopper()
    {
        var id = $"member-{Interlocked.Increment(ref _count)}";
        await _shop.Apply(id, (fact, at) => new ProfilePut(fact, at, new Profile(id, Tier.Regular)));
        return id;
    }
}
