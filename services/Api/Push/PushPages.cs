using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Api.Identity;
using SmartStore.Api.Shoppers;
using SmartStore.Core.Members;

namespace SmartStore.Api.Push;

/// <summary>
/// Web Push as the phone's page asks for it: which key the server signs with, that this browser is to take pushes, and that it is not any more. The contract has no call for it, because
/// apps of their own have the services of their systems. The shopper alone may call.
/// </summary>
internal static class PushPages
{
    private const int BodyBytesMax = 4 * 1024;

    // Nobody else, whatever they may ask: what is told of a shopper goes to their own browsers.
    private static readonly AccessRule Owner = new() { IsOwners = true };

    public static void MapPush(this IEndpointRouteBuilder app)
    {
        app.MapGet("/push", Key).AllowAnonymous();
        app.MapPost("/push", http => Answer(http, Put)).RequireAuthorization(Owner.Policy);
        app.MapPost("/push/end", http => Answer(http, End)).RequireAuthorization(Owner.Policy);
    }

    // An empty key: this server sends no pushes.
    private static Task Key(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync($$"""{"key":"{{http.RequestServices.GetService<WebPushOptions>()?.PublicKey}}"}""");
    }

    private static async Task Put(HttpContext http, PushSaid said)
    {
        var options = http.RequestServices.GetService<WebPushOptions>() ?? throw new RpcException(new Status(StatusCode.FailedPrecondition, "This server sends no pushes."));
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var address = new PushAddress(said.Endpoint, said.P256dh, said.Auth, now);
        Refusal.Require(address.Problems());
        if (!options.Takes(said.Endpoint)) throw Refusal.Wrong("endpoint", "is at no push service that this server sends to");
        await Apply(http, said, (id, at) => new PushAddressPut(id, at, address));
    }

    private static Task End(HttpContext http, PushSaid said) => Apply(http, said, (id, at) => new PushAddressGone(id, at, said.Endpoint));

    private static async Task Apply(HttpContext http, PushSaid said, Func<string, DateTimeOffset, MemberFact> fact)
    {
        var shoppers = http.RequestServices.GetRequiredService<ShopperCalls>();
        await shoppers.Known(said.Shopper, http);
        await shoppers.Apply(said.Shopper, fact, http.RequestAborted);
    }

    private static Task Answer(HttpContext http, Func<HttpContext, PushSaid, Task> act) => PagePost.Answer(http, PushJson.Default.PushSaid, BodyBytesMax, mayAsk: true, (http, said) =>
        Owner.MayCall(http.User, new Proto.GetMemberRequest { ShopperId = said.Shopper }) ? act(http, said) : throw Refusal.NotYours());
}

/// <summary>What a page says of its browser's subscription.</summary>
internal sealed record PushSaid(string Shopper = "", string Endpoint = "", string P256dh = "", string Auth = "")
{
    /// <summary>Without the address, which is secret.</summary>
    public override string ToString() => "a push subscription";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PushSaid))]
internal sealed partial class PushJson : JsonSerializerContext;
