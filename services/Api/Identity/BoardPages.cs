using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Core.Devices;

namespace SmartStore.Api.Identity;

/// <summary>
/// What a board of the staff needs beside the contract: it is registered with the user name and password of a device, members sign in with a PIN, it is locked, and they leave.
/// Each answers 204, or google.rpc.Status as calls do.
/// </summary>
internal static class BoardPages
{
    private const int BodyBytesMax = 1024;

    public static void MapBoards(this IEndpointRouteBuilder app)
    {
        app.MapPost("/board", http => Answer(http, Register)).AllowAnonymous();
        app.MapPost("/board/person", http => Answer(http, Enter)).AllowAnonymous();
        app.MapPost("/board/lock", http => Answer(http, Lock)).AllowAnonymous();
        app.MapPost("/board/leave", http => Answer(http, Leave)).AllowAnonymous();
        app.MapGet("/board/people", People).AllowAnonymous();
    }

    // The cookie is no credential for the page of another site, which could lock a board or try PINs.
    private static Task Answer(HttpContext http, Func<HttpContext, BoardSaid, Task> act) => PagePost.Answer(http, BoardJson.Default.BoardSaid, BodyBytesMax, mayAsk: OwnPage.Sent(http.Request), act);

    private static async Task Register(HttpContext http, BoardSaid said)
    {
        var devices = http.RequestServices.GetRequiredService<IDevices>();
        var board = DeviceName.Read(said.User) is { Kind: DeviceKind.Board } ? await devices.Look(said.User) : null;
        // Takes equally long for unknown names.
        if (!(board?.Password ?? DevicePassword.Nobodys).IsOf(Encoding.UTF8.GetBytes(said.Password)) || board is null) throw new RpcException(new Status(StatusCode.PermissionDenied, "There is no board with this user name and password."));
        await new BoardSession.Ticket(board.Name, BoardSession.KeyOf(board), "", DateTimeOffset.UnixEpoch).Give(http);
    }

    private static async Task Enter(HttpContext http, BoardSaid said)
    {
        var ticket = await Board(http);
        var pins = http.RequestServices.GetRequiredService<PinDesk>();
        if (!pins.IsRight(ticket.Name, said.Staff, said.Pin, out var again))
            throw new RpcException(again is null ? new Status(StatusCode.PermissionDenied, "This is not the PIN.") : new Status(StatusCode.ResourceExhausted, "There were too many wrong PINs. Try again in a minute."));
        await OffDuty(http, ticket, except: said.Staff);
        await (ticket with { Staff = said.Staff, OpenUntil = Now(http) + BoardSession.OpenMax, OpenId = Guid.NewGuid().ToString("N") }).Give(http);
        await EndNames(http, ticket);
    }

    private static async Task Lock(HttpContext http, BoardSaid said)
    {
        var ticket = await Board(http);
        await (ticket with { OpenUntil = DateTimeOffset.UnixEpoch, OpenId = "" }).Give(http);
        await EndNames(http, ticket);
    }

    private static async Task Leave(HttpContext http, BoardSaid said)
    {
        var ticket = await Board(http);
        await OffDuty(http, ticket, except: "");
        await (ticket with { Staff = "", OpenUntil = DateTimeOffset.UnixEpoch, OpenId = "" }).Give(http);
        await EndNames(http, ticket);
    }

    private static async Task People(HttpContext http)
    {
        if (!OwnPage.Sent(http.Request) || await BoardSession.Ticket.Of(http) is not { } ticket)
        {
            await StatusJson.Write(http, Refusal.NoIdentity());
            return;
        }

        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = "application/json";
        var people = http.RequestServices.GetRequiredService<IStaffMembers>().WithPin(new StoreId(ticket.Name.Store)).Select(static member => new BoardPerson(member.Id.Value, member.Name)).ToArray();
        await http.Response.WriteAsync(JsonSerializer.Serialize(people, BoardJson.Default.BoardPersonArray));
    }

    private static async Task<BoardSession.Ticket> Board(HttpContext http) => await BoardSession.Ticket.Of(http) ?? throw Refusal.NoIdentity();

    // Who leaves is not on duty for the minute that a screen which only closed would have.
    private static Task OffDuty(HttpContext http, BoardSession.Ticket ticket, string except)
    {
        if (ticket.Staff.Length == 0 || ticket.Staff == except) return Task.CompletedTask;
        var grain = http.RequestServices.GetRequiredService<IGrainFactory>().GetGrain<IStoreGrain>(ticket.Name.Store);
        return GrainCalls.TryOnce(() => grain.SignOut(ticket.Staff));
    }

    // Another window may ask with the cookie of before for a moment: the grain refuses that signing in. What is not answered is to be asked again; this cookie is locked.
    private static Task EndNames(HttpContext http, BoardSession.Ticket ticket)
    {
        var grain = http.RequestServices.GetRequiredService<IGrainFactory>().GetGrain<IStoreGrain>(ticket.Name.Store);
        return http.RequestServices.GetRequiredService<GrainCalls>().Send(() => grain.Lock(ticket.Name.ToString(), ticket.OpenId), http.RequestAborted);
    }

    private static DateTimeOffset Now(HttpContext http) => http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
}

/// <summary>What a page says to its board's endpoints; each reads its own members.</summary>
internal sealed record BoardSaid(string User = "", string Password = "", string Staff = "", string Pin = "")
{
    /// <summary>Without the password and the PIN.</summary>
    public override string ToString() => $"board request of {User}{Staff}";
}

/// <summary>Somebody who can sign in at a board.</summary>
internal sealed record BoardPerson(string Id, string Name);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(BoardSaid)), JsonSerializable(typeof(BoardPerson[]))]
internal sealed partial class BoardJson : JsonSerializerContext;
