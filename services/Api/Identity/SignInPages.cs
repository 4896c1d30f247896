using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace SmartStore.Api.Identity;

/// <summary>
/// What pages need beside the contract: <c>/signin</c> sends the browser to the issuer and back, <c>/signout</c> takes the cookie away, <c>/session</c> says who is signed in.
/// </summary>
internal static class SignInPages
{
    private const int AddressCharsMax = 2_000;

    /// <summary>Maps them. Anybody may ask.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder app, ApiOptions options)
    {
        app.MapGet("/session", Who).AllowAnonymous();
        app.MapPost("/signout", End).AllowAnonymous();
        if (options.OidcClientId is null) return;
        app.MapGet("/signin", static (HttpContext http) =>
        {
            var (to, ask) = (http.Request.Query["to"].ToString(), new AuthenticationProperties());
            ask.RedirectUri = IsOurs(to) ? to : "/me";
            if (http.Request.Query.ContainsKey(BrowserSession.Again)) ask.Parameters[BrowserSession.Again] = true;
            return http.ChallengeAsync(Schemes.OpenId, ask);
        }).AllowAnonymous();

        Task Who(HttpContext http)
        {
            http.Response.Headers.CacheControl = "no-store";
            http.Response.ContentType = "application/json";
            var identity = http.User.Identity is { IsAuthenticated: true } ? http.User.Identity.AuthenticationType : null;
            var (kind, board) = (identity switch { Schemes.Development => "development", Schemes.Board => "board", null => "none", _ => "person" }, http.User.FindFirstValue(BoardSession.Board));
            var subject = http.User.FindFirstValue(Roles.Subject) is { } named && named != board ? named : "";
            var said = new SessionSaid(kind, subject, [.. http.User.FindAll(Roles.Claim).Select(static role => role.Value)], options.OidcClientId is not null);
            return http.Response.WriteAsync(JsonSerializer.Serialize(said, SessionSaidJson.Default.SessionSaid));
        }

        static async Task End(HttpContext http)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            if (!OwnPage.Sent(http.Request)) return;
            await http.SignOutAsync(Schemes.Session);
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    /// <summary>True for a path of this server, so that nobody is sent elsewhere after signing in.</summary>
    internal static bool IsOurs(string to) => to.Length is > 0 and <= AddressCharsMax && to[0] == '/' && (to.Length == 1 || to[1] is not ('/' or '\\')) && !to.Any(char.IsControl);
}

/// <summary>Who is signed in, as pages read it.</summary>
/// <param name="Kind"><c>person</c>; <c>development</c>: loopback without an issuer, where everybody may do everything; <c>board</c>: a registered board, whose role
/// is <c>board</c> while it is locked; <c>none</c>.</param>
/// <param name="Subject">Id of the shopper or the member of the staff; empty: nobody's.</param>
/// <param name="CanSignIn">Whether <c>/signin</c> leads anywhere.</param>
internal sealed record SessionSaid(string Kind, string Subject, string[] Roles, bool CanSignIn);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SessionSaid))]
internal sealed partial class SessionSaidJson : JsonSerializerContext;
