using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Certificate;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using SmartStore.Core.Devices;

namespace SmartStore.Api.Identity;

/// <summary>
/// Who calls. People show a bearer token, or their browser a cookie; other systems an API key, devices the certificate of their connection; each proof yields a principal
/// with <c>sub</c> and <c>roles</c>, and the rest of the API knows nothing else. Without an issuer, loopback needs no proof.
/// </summary>
internal static class ApiIdentity
{
    /// <summary>How wrong the clocks of issuer and server may be.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private const string IssuedAtClaim = "iat";
    private const long LatestUnixS = 253_402_300_799;

    /// <summary>With which tokens may be signed.</summary>
    public static readonly string[] Algorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256];

    public static void AddIdentity(this IServiceCollection services, ApiOptions options)
    {
        // AddAuthentication would also keep the keys of cookies in the home directory.
        services.AddAuthenticationCore(core => core.DefaultScheme = Schemes.Chooser);
        services.AddWebEncoders();
        services.AddSingleton<IAuthenticationConfigurationProvider, NoConfiguration>();
        services.AddSingleton<ApiKeys>().AddHostedService(static provider => provider.GetRequiredService<ApiKeys>());

        var authentication = new AuthenticationBuilder(services)
            .AddPolicyScheme(Schemes.Chooser, null, chooser => chooser.ForwardDefaultSelector = http => Choose(http, options))
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(Schemes.ApiKey, null)
            .AddScheme<AuthenticationSchemeOptions, DevelopmentHandler>(Schemes.Development, null);
        authentication.AddBrowserSession(options);
        authentication.AddBoardSession();
        if (options.ClientCa is { } ca) authentication.AddCertificate(Schemes.Certificate, certificates => Certificates(certificates, ca));
        if (options.JwtIssuer is null) return;
        services.AddSingleton<IssuerKeys>();
        authentication.AddJwtBearer(Schemes.Bearer, static _ => { });
        services.AddOptions<JwtBearerOptions>(Schemes.Bearer)
            .Configure((JwtBearerOptions bearer, IssuerKeys keys, TimeProvider time) => Tokens(bearer, options, keys, time));
    }

    private static string Choose(HttpContext http, ApiOptions options) =>
        http.Request.Headers.ContainsKey(ApiKeyHandler.Header) ? Schemes.ApiKey
        : options.ClientCa is not null && http.Connection.ClientCertificate is not null && http.Request.Headers.Authorization.Count == 0 ? Schemes.Certificate
        : http.Request.Headers.Authorization.Count == 0 && BrowserSession.IsShown(http.Request, BrowserSession.Cookie) ? Schemes.Session
        : http.Request.Headers.Authorization.Count == 0 && BrowserSession.IsShown(http.Request, BoardSession.Cookie) ? Schemes.Board
        : options.JwtIssuer is not null ? Schemes.Bearer
        : Schemes.Development;

    private static void Tokens(JwtBearerOptions bearer, ApiOptions options, IssuerKeys keys, TimeProvider time)
    {
        bearer.MapInboundClaims = false;
        bearer.IncludeErrorDetails = false;
        bearer.ConfigurationManager = keys;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            // The header of a token chooses nothing but the key id.
            ValidAlgorithms = Algorithms,
            ValidIssuer = options.JwtIssuer,
            ValidAudience = options.JwtAudience,
            ValidTypes = ["at+jwt", "JWT"],
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            NameClaimType = Roles.Subject,
            RoleClaimType = Roles.Claim,
            ClockSkew = ClockSkew,
            LifetimeValidator = (notBefore, expires, _, rules) => IsNow(time, notBefore, expires, rules),
        };
        bearer.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                if (string.IsNullOrEmpty(context.Principal?.FindFirstValue(Roles.Subject)))
                {
                    context.Fail("The token has no subject.");
                    return Task.CompletedTask;
                }

                ((ClaimsIdentity)context.Principal.Identity!).AddClaim(new Claim(Roles.Claim, Roles.Shopper));
                context.HttpContext.Features.Set(new CredentialEnd(new DateTimeOffset(context.SecurityToken.ValidTo, TimeSpan.Zero) + ClockSkew, CancellationToken.None)
                {
                    IssuedAt = long.TryParse(context.Principal.FindFirstValue(IssuedAtClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var issued) && issued <= LatestUnixS ? DateTimeOffset.FromUnixTimeSeconds(issued) : null,
                });
                return Task.CompletedTask;
            },
        };
    }

    /// <summary>True while a token is good, by the server's clock.</summary>
    public static bool IsNow(TimeProvider time, DateTime? notBefore, DateTime? expires, TokenValidationParameters rules) =>
        time.GetUtcNow().UtcDateTime is var now && expires is { } end && end + rules.ClockSkew > now && (notBefore is not { } start || start - rules.ClockSkew <= now);

    private static void Certificates(CertificateAuthenticationOptions certificates, string ca)
    {
        certificates.AllowedCertificateTypes = CertificateTypes.Chained;
        certificates.ChainTrustValidationMode = X509ChainTrustMode.CustomRootTrust;
        certificates.CustomTrustStore.ImportFromPemFile(ca);
        certificates.RevocationMode = X509RevocationMode.NoCheck;
        certificates.Events = new CertificateAuthenticationEvents
        {
            OnCertificateValidated = async context =>
            {
                // The common name is that of the device, as for MQTT.
                var shown = context.ClientCertificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
                if (await context.HttpContext.RequestServices.GetRequiredService<IDevices>().Look(shown) is not { Name: var name })
                {
                    context.Fail("The certificate names no registered device.");
                    return;
                }

                context.Principal = name.Kind switch
                {
                    DeviceKind.Terminal => Principal(Schemes.Certificate, name.ToString(), [Roles.Terminal]),
                    DeviceKind.Phone => Principal(Schemes.Certificate, name.Id, [Roles.Shopper]),
                    _ => Principal(Schemes.Certificate, name.ToString(), []),
                };
                context.Success();
            },
        };
    }

    public static ClaimsPrincipal Principal(string scheme, string subject, IEnumerable<string> roles) =>
        new(new ClaimsIdentity([new Claim(Roles.Subject, subject), .. roles.Select(role => new Claim(Roles.Claim, role))], scheme, Roles.Subject, Roles.Claim));

    private sealed class NoConfiguration : IAuthenticationConfigurationProvider
    {
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }
}

/// <summary>When a proof stops being one: the streams that were opened with it end then.</summary>
/// <param name="Revoked">Cancelled when the proof was taken back.</param>
internal sealed record CredentialEnd(DateTimeOffset? ExpiresAt, CancellationToken Revoked)
{
    /// <summary>When a token was issued, whole seconds; null: it does not say, or the proof is none.</summary>
    public DateTimeOffset? IssuedAt { get; init; }
}

/// <summary>The identity of a caller on this machine while no issuer is configured: it may do everything. With <c>--insecure</c>, of every caller.</summary>
internal sealed class DevelopmentHandler(ApiOptions options, IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory logs, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, logs, encoder)
{
    // One for all: a stream would keep its own for days.
    private static readonly AuthenticateResult Developer = AuthenticateResult.Success(new AuthenticationTicket(ApiIdentity.Principal(Schemes.Development, "", []), Schemes.Development));

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var mayDevelop = options.JwtIssuer is null && (options.Insecure || Context.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer));
        return Task.FromResult(mayDevelop ? Developer : AuthenticateResult.NoResult());
    }
}
