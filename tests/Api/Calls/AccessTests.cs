using Google.Protobuf.Reflection;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Api.Calls;
using SmartStore.Api.Identity;
using SmartStore.Api.Tests.Identity;
using SmartStore.Core.Devices;

namespace SmartStore.Api.Tests.Calls;

/// <summary>Who may call what: every method, every role, about their own and about other things, over the wire.</summary>
public sealed class AccessTests
{
    // x may, - may not. "self": the shopper or terminal that the request names; "other": another one.
    private const string Table = """
                             none  shopper:self  shopper:other  staff  manager  operator  orders  till  analyst  terminal:self  terminal:other
        Shoppers.*            -         x             -           -       -        x        -      -       -           -               -
        Staff.*               -         -             -           x       x        -        -      -       -           -               -
        Stores.*              -         -             -           -       -        x        -      -       -           -               -
        Stores.GetStore       -         x             x           x       x        x        x      x       x           x               x
        Stores.PutOrder       -         -             -           -       -        x        x      x       -           -               -
        Stores.PutPurchase    -         -             -           -       -        x        -      x       -           -               -
        Stores.PutStock       -         -             -           -       -        x        -      x       -           -               -
        Operators.*           -         -             -           -       -        x        -      -       -           -               -
        Operators.Listen      -         -             -           x       x        x        -      -       -           -               -
        Operators.ListStores  -         -             -           x       x        x        -      -       -           -               -
        Operators.Why         -         x             -           -       -        x        -      -       -           -               -
        Calibrations.*        -         -             -           -       -        x        -      -       -           -               -
        Terminals.*           -         -             -           -       -        x        -      -       -           x               -
        Insights.*            -         -             -           -       -        x        -      -       x           -               -
        """;

    private static readonly string[][] Rows = [.. Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    [Fact]
    public async Task Every_method_is_open_to_the_callers_that_the_table_names_and_to_no_others()
    {
        using var issuer = new TestIssuer();
        using var authority = new TestAuthority();
        using var server = authority.Issue("localhost", TestAuthority.ForServers);
        using var terminal = authority.Issue($"{ApiShop.StoreId}/terminal/desk-1", TestAuthority.ForClients);
        await using var shop = await ApiShop.Open(issuer.Options with { ClientCa = authority.PemFile }, server);
        await shop.Services.GetRequiredService<IDevices>().Put(new DeviceName(ApiShop.StoreId, DeviceKind.Terminal, "desk-1"));
        var callers = new Dictionary<string, (HttpClient Http, Uri Server, (string, string)[] Headers)>(StringComparer.Ordinal);
        using var plain = new HttpClient();
        using var certified = new HttpClient(authority.Handler(terminal));
        var ann = ("authorization", $"Bearer {issuer.Token("ann")}");
        callers["none"] = (plain, shop.Grpc, []);
        callers["shopper:self"] = callers["shopper:other"] = (plain, shop.Grpc, [ann]);
        callers["terminal:self"] = callers["terminal:other"] = (certified, shop.Https!, []);
        foreach (var role in ApiKey.KnownRoles) callers[role] = (plain, shop.Grpc, [("x-api-key", await shop.NewKey($"key-of-{role}", role))]);

        var wrong = new List<string>();
        foreach (var method in RawCall.Methods)
            for (var column = 0; column < Rows[0].Length; column++)
            {
                var caller = Rows[0][column];
                var own = caller.EndsWith(":self", StringComparison.Ordinal);
                var (http, address, headers) = callers[caller];
                var request = method.Request(("shopper_id", own ? "ann" : "bob"), ("store_id", ApiShop.StoreId), ("terminal_id", own ? "desk-1" : "desk-2"));
                if (request is Proto.PutPreferencesRequest put) put.Preferences = new Proto.Preferences { ShopperId = own ? "ann" : "bob" };
                var status = await http.Status(address, method, request, headers);
                var expected = Row(method)[column + 1] == "x" ? "may" : caller == "none" ? $"{StatusCode.Unauthenticated}" : $"{StatusCode.PermissionDenied}";
                var got = status.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied ? $"{status.StatusCode}" : "may";
                if (got != expected) wrong.Add($"{method.Short()} as {caller}: {got} ({status.Detail}), not {expected}");
            }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task The_same_holds_in_JSON_and_for_events()
    {
        using var issuer = new TestIssuer();
        await using var shop = await ApiShop.Open(issuer.Options);
        using var http = shop.Plain();
        (string, string) ann = ("authorization", $"Bearer {issuer.Token("ann")}");

        Assert.Equal((401, 200, 403), (await Json("ann"), await Json("ann", ann), await Json("bob", ann)));
        Assert.Equal((401, 200, 403), (await Events("shoppers/ann"), await Events("shoppers/ann", ann), await Events("shoppers/bob", ann)));
        Assert.Equal((401, 403), (await Events($"stores/{ApiShop.StoreId}"), await Events($"stores/{ApiShop.StoreId}", ann)));
        Assert.Equal((401, 403), (await Events($"stores/{ApiShop.StoreId}/terminals/desk-1"), await Events($"stores/{ApiShop.StoreId}/terminals/desk-1", ann)));
        Assert.Equal(200, await Events($"stores/{ApiShop.StoreId}", ("x-api-key", await shop.NewKey("kim", "staff"))));

        async Task<int> Json(string shopper, params (string, string)[] headers) => (int)(await shop.Call("Shoppers/GetList", $$"""{"shopperId":"{{shopper}}"}""", headers)).Status;

        async Task<int> Events(string of, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/{of}/updates");
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ApiShop.Soon);
            return (int)response.StatusCode;
        }
    }

    [Theory]
    [InlineData("Shoppers/GetList", "", 401, 16)]
    [InlineData("Stores/PutStore", "staff", 403, 7)]
    public async Task A_refusal_in_JSON_is_a_status(string method, string role, int http, int code)
    {
        using var issuer = new TestIssuer();
        await using var shop = await ApiShop.Open(issuer.Options);
        (string, string)[] headers = role.Length == 0 ? [] : [("x-api-key", await shop.NewKey("kim", role))];

        var (status, body) = await shop.Call(method, """{"shopperId":"ann"}""", headers);

        Assert.Equal(http, (int)status);
        Assert.Equal(code, ApiShop.Error(body).Code);
    }

    [Fact]
    public async Task A_refusal_in_gRPC_Web_is_a_status()
    {
        using var issuer = new TestIssuer();
        await using var shop = await ApiShop.Open(issuer.Options);

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await new Proto.Shoppers.ShoppersClient(shop.Web()).GetListAsync(new Proto.GetListRequest { ShopperId = "ann" }));

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        Assert.NotEmpty(refusal.Status.Detail);
    }

    [Fact]
    public void Every_method_of_the_contract_has_a_rule() =>
        Assert.Equal(RawCall.Methods.Select(method => $"/{method.Service.FullName}/{method.Name}").Order(), Access.All.Keys.Order());

    private static string[] Row(MethodDescriptor method) =>
        Rows.FirstOrDefault(row => row[0] == method.Short()) ?? Rows.Single(row => row[0] == $"{method.Service.Name}.*");
}
