using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SmartStore.Api.Identity;

/// <summary>Callers that show <c>x-api-key: id.secret</c>.</summary>
internal sealed class ApiKeyHandler(ApiKeys keys, IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory logs, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, logs, encoder)
{
    /// <summary>The header.</summary>
    public const string Header = "x-api-key";

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (keys.Find(Request.Headers[Header].ToString(), out var revoked) is not { } key) return Task.FromResult(AuthenticateResult.Fail("No such key."));
        Context.Features.Set(new CredentialEnd(null, revoked));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(ApiIdentity.Principal(Schemes.ApiKey, key.Id, key.Roles), Schemes.ApiKey)));
    }
}
