using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SmartStore.Api.Identity;

/// <summary>The identity of a caller on this machine while no issuer is configured: it may do everything. With <c>--insecure</c>, of every caller.</summary>
internal sealed class DevelopmentHandler(ApiOptions options, IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory logs, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, logs, encoder)
{
    // One for all: a stream would keep its own for days.
    private static readonly AuthenticateResult Developer = AuthenticateResult.Success(new AuthenticationTicket(ApiIdentity.Principal(Schemes.Development, "", []), Schemes.Development));

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var mayDevelop = options.JwtIssuer is null && (options.Insecure || Context.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer));
        return Task.FromResult(mayDevelop ? Developer : AuthenticateResult.NoResult());
    }
}
