using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace SmartStore.Api.Identity;

/// <summary>
/// Who sits before a browser. They sign in at the issuer (OpenID Connect, code flow with PKCE); from then on a sealed cookie, which no script can read, says
/// who they are and what they may do, as a bearer token would. Pages never hold a token.
/// </summary>
internal static class BrowserSession
{
    /// <summary>Name of the cookie.</summary>
    public const string Cookie = "smartstore-session";

    /// <summary>Where the issuer sends a browser back to.</summary>
    public const string CallbackPath = "/signin/callback";

    /// <summary>What the challenge is told so that the issuer asks for the password again.</summary>
    public const string Again = "again";

    private const string BeganAt = "began";
    private const string Issuer = "issuer";
    private static readonly TimeSpan SigningInMax = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long a session lasts when nothing is called, and how long at most: the issuer takes roles back, and a session hears of it only when it ends. A shopper's page on the
    /// home screen is not to ask each week; whoever works is asked each day.
    /// </summary>
    public static (TimeSpan Idle, TimeSpan Max) LastsFor(IEnumerable<string> roles) =>
        roles.All(static role => role == Roles.Shopper) ? (TimeSpan.FromDays(30), TimeSpan.FromDays(180)) : (TimeSpan.FromHours(12), TimeSpan.FromHours(24));

    /// <summary>True when a request brings the cookie and comes from a page of ours, so that the cookie counts. Of calls those in JSON alone: pages make no others.</summary>
    public static bool IsShown(HttpRequest request, string cookie) =>
        request.Cookies.ContainsKey(cookie) && OwnPage.Sent(request)
        && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || OwnPage.SendsJson(request) || request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is null);

    public static void AddBrowserSession(this AuthenticationBuilder authentication, ApiOptions options)
    {
        var services = authentication.Services;
        services.AddDataProtection().SetApplicationName("smartstore");
        services.AddOptions<KeyManagementOptions>().Configure((KeyManagementOptions keys, IDocumentStore documents) => keys.XmlRepository = new SessionKeys(documents));
        // A first key is made when the first browser signs in, not when a server starts.
        foreach (var warmUp in services.Where(static service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(KeyManagementOptions).Assembly).ToList()) services.Remove(warmUp);

        authentication.AddCookie(Schemes.Session, cookies =>
        {
            // Strict would leave it out of the first request after the issuer has sent the browser back.
            cookies.Cookie = new OwnCookie { Name = Cookie, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };
            cookies.SlidingExpiration = true;
            cookies.Events = new CookieAuthenticationEvents { OnValidatePrincipal = shown => Check(shown, options) };
        });
        if (options.OidcClientId is null) return;
        authentication.AddOpenIdConnect(Schemes.OpenId, static _ => { });
        services.AddOptions<OpenIdConnectOptions>(Schemes.OpenId).Configure((OpenIdConnectOptions openId, TimeProvider time) => Flow(openId, options, time));
    }

    /// <summary>Puts a session's limits into its ticket.</summary>
    public static void Begin(AuthenticationProperties ticket, ClaimsPrincipal person, ApiOptions options, DateTimeOffset now)
    {
        var (idle, _) = LastsFor(RolesOf(person));
        (ticket.IssuedUtc, ticket.ExpiresUtc, ticket.IsPersistent) = (now, now + idle, true);
        (ticket.Items[BeganAt], ticket.Items[Issuer]) = (now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), options.JwtIssuer);
    }

    private static Task Check(CookieValidatePrincipalContext shown, ApiOptions options)
    {
        var (ticket, now) = (shown.Properties, shown.Options.TimeProvider!.GetUtcNow());
        if (shown.Principal is { } person && Said(ticket, Issuer) == options.JwtIssuer
            && long.TryParse(Said(ticket, BeganAt), CultureInfo.InvariantCulture, out var began) && DateTimeOffset.FromUnixTimeSeconds(began) is var at
            && at + LastsFor(RolesOf(person)).Max is var end && now < end)
            shown.HttpContext.Features.Set(new CredentialEnd(end, CancellationToken.None) { IssuedAt = at });
        else
        {
            // A cookie that says nothing any more would stand before the board's own.
            shown.RejectPrincipal();
            return shown.HttpContext.SignOutAsync(Schemes.Session);
        }

        return Task.CompletedTask;
    }

    private static string? Said(AuthenticationProperties ticket, string name) => ticket.Items.TryGetValue(name, out var said) ? said : null;

    private static IEnumerable<string> RolesOf(ClaimsPrincipal person) => person.FindAll(Roles.Claim).Select(static role => role.Value);

    private static void Flow(OpenIdConnectOptions openId, ApiOptions options, TimeProvider time)
    {
        (openId.Authority, openId.ClientId, openId.ClientSecret) = (options.JwtIssuer, options.OidcClientId, options.OidcClientSecret);
        openId.RequireHttpsMetadata = !new Uri(options.JwtIssuer!).IsLoopback;
        openId.SignInScheme = Schemes.Session;
        openId.CallbackPath = CallbackPath;
        // The issuer has nothing to say here by itself: sessions end by time.
        (openId.RemoteSignOutPath, openId.SignedOutCallbackPath) = (default, default);
        (openId.ResponseType, openId.ResponseMode, openId.UsePkce) = (OpenIdConnectResponseType.Code, OpenIdConnectResponseMode.Query, true);
        (openId.MapInboundClaims, openId.SaveTokens, openId.GetClaimsFromUserInfoEndpoint) = (false, false, false);
        openId.RemoteAuthenticationTimeout = SigningInMax;
        openId.Scope.Clear();
        foreach (var scope in options.OidcScopes.Prepend("openid")) openId.Scope.Add(scope);
        openId.CorrelationCookie = new OwnCookie { Name = "smartstore-signin.", HttpOnly = true, SameSite = SameSiteMode.Lax, Path = CallbackPath, IsEssential = true, Expiration = SigningInMax };
        openId.NonceCookie = new OwnCookie { Name = "smartstore-nonce.", HttpOnly = true, SameSite = SameSiteMode.Lax, Path = CallbackPath, IsEssential = true, Expiration = SigningInMax };
        openId.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAlgorithms = ApiIdentity.Algorithms,
            ValidIssuer = options.JwtIssuer,
            ValidAudience = options.OidcClientId,
            NameClaimType = Roles.Subject,
            RoleClaimType = Roles.Claim,
            ClockSkew = ApiIdentity.ClockSkew,
            LifetimeValidator = (notBefore, expires, _, rules) => ApiIdentity.IsNow(time, notBefore, expires, rules),
        };
        openId.Events = new OpenIdConnectEvents
        {
            OnRedirectToIdentityProvider = static context =>
            {
                if (context.Properties.Parameters.ContainsKey(Again)) context.ProtocolMessage.Prompt = OpenIdConnectPrompt.Login;
                return Task.CompletedTask;
            },
            OnTicketReceived = context =>
            {
                if (context.Principal?.FindFirstValue(Roles.Subject) is not { Length: > 0 } subject)
                {
                    context.Fail("The issuer named no subject.");
                    return Task.CompletedTask;
                }

                // Of everything that the issuer says, who they are and what they may do.
                context.Principal = ApiIdentity.Principal(Schemes.Session, subject, RolesOf(context.Principal).Append(Roles.Shopper).Distinct(StringComparer.Ordinal));
                Begin(context.Properties!, context.Principal, options, time.GetUtcNow());
                return Task.CompletedTask;
            },
            OnRemoteFailure = static async context =>
            {
                // What the issuer or a stranger wrote into the address is not repeated on a page of ours.
                context.HandleResponse();
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                await context.Response.WriteAsync("Signing in was not finished. Go back to the page and sign in again.\n");
            },
        };
    }
}

/// <summary>A cookie that leaves the machine over TLS only. On loopback there is none.</summary>
internal sealed class OwnCookie : CookieBuilder
{
    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var cookie = base.Build(context, expiresFrom);
        cookie.Secure = context.Request.IsHttps || !IsLoopback(context.Request.Host.Host);
        return cookie;
    }

    private static bool IsLoopback(string host) => host == "localhost" || (System.Net.IPAddress.TryParse(host.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address));
}
