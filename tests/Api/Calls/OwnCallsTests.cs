using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Api.Calls;
using SmartStore.Api.Identity;
using SmartStore.Contracts;

namespace SmartStore.Api.Tests.Calls;

/// <summary>The calls of pages that are made in the process: the same rights, checks and statuses as from outside.</summary>
public sealed class OwnCallsTests(OpenApi open) : IClassFixture<OpenApi>
{
    [Fact]
    public async Task A_page_calls_in_the_name_of_who_asked_for_it()
    {
        Assert.Equal(ApiShop.StoreId, (await new Proto.Stores.StoresClient(By(Roles.Operator)).GetStoreAsync(new Proto.GetStoreRequest { StoreId = ApiShop.StoreId })).Id);
        Assert.NotEmpty((await new Proto.Operators.OperatorsClient(By(Roles.Staff)).ListStoresAsync(new Proto.ListStoresRequest())).Stores);

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await new Proto.Operators.OperatorsClient(By(Roles.Staff)).ListDevicesAsync(new Proto.ListDevicesRequest()));

        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
    }

    [Fact]
    public async Task What_is_wrong_is_named_by_its_path()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await new Proto.Stores.StoresClient(By(Roles.Operator)).PutStoreAsync(new Proto.PutStoreRequest { Store = new Proto.Store { Id = "no id" } }));

        Assert.Equal((StatusCode.InvalidArgument, "store.id"), (refusal.StatusCode, refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Single().Field));
    }

    [Fact]
    public async Task Who_is_looked_at_sees_by_whom()
    {
        await new Proto.Operators.OperatorsClient(By(Roles.Operator)).WhyAsync(new Proto.WhyRequest { ShopperId = "bob" });

        var log = await new Proto.Shoppers.ShoppersClient(open.Shop.Channel()).GetAccessLogAsync(new Proto.GetAccessLogRequest { ShopperId = "bob" });

        Assert.Equal(("kim", Roles.Operator, "decisions"), (log.Accesses[0].Who, log.Accesses[0].Role, log.Accesses[0].What));
    }

    [Fact]
    public async Task The_first_picture_of_a_stream_is_enough_for_a_page()
    {
        using (var listen = new Proto.Operators.OperatorsClient(By(Roles.Operator)).Listen(new Proto.ListenRequest { StoreId = ApiShop.StoreId }))
        {
            Assert.True(await listen.ResponseStream.MoveNext(ApiShop.Soon));
            Assert.Equal("a1", listen.ResponseStream.Current.Receivers.Single().Id);
        }

        using var nowhere = new Proto.Operators.OperatorsClient(By(Roles.Operator)).Listen(new Proto.ListenRequest { StoreId = "nowhere" });
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => nowhere.ResponseStream.MoveNext(ApiShop.Soon))).StatusCode);
    }

    [Fact]
    public async Task A_page_puts_a_layout_over_the_one_that_it_saw_alone_and_a_caller_from_outside_over_any()
    {
        const string id = "seen";
        var (first, second) = (ApiShop.Layout(id), ApiShop.Layout(id));
        (first.Name, second.Name) = ("First", "Second");
        Task Page(Proto.Store store, Proto.Store? seen) => new Proto.Operators.OperatorsClient(By(Roles.Operator)).ImportAsync(
            new Proto.ImportRequest { Document = new Proto.ImportDocument { Stores = { store } } }, new Metadata { { LayoutSeen.Header, LayoutSeen.Of(seen) } }).ResponseAsync;
        await Page(first, null);
        Assert.Equal(StatusCode.Aborted, (await Assert.ThrowsAsync<RpcException>(() => Page(second, null))).StatusCode);
        await Page(second, first);
        Assert.Equal(StatusCode.Aborted, (await Assert.ThrowsAsync<RpcException>(() => Page(ApiShop.Layout(id), first))).StatusCode);

        var outside = new Proto.Stores.StoresClient(open.Shop.Channel());
        Assert.Equal("Second", (await outside.GetStoreAsync(new Proto.GetStoreRequest { StoreId = id })).Name);
        await outside.PutStoreAsync(new Proto.PutStoreRequest { Store = first }, new Metadata { { LayoutSeen.Header, LayoutSeen.Of(null) } });
        Assert.Equal("First", (await outside.GetStoreAsync(new Proto.GetStoreRequest { StoreId = id })).Name);
    }

    private CallInvoker By(string role)
    {
        var http = new DefaultHttpContext { User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(Roles.Subject, "kim"), new Claim(Roles.Claim, role)], Schemes.Bearer, Roles.Subject, Roles.Claim)) };
        return open.Shop.Services.GetRequiredService<OwnCalls>().For(http);
    }
}
