using System.Net;
using Microsoft.Extensions.Options;
using SmartStore.Rpc.Identity;

namespace SmartStore.Rpc.Server.Pipeline;

/// <summary>Says who calls, and whether the method's policy lets them. A stream ends when its token does.</summary>
public sealed class Authentication(IOptions<RpcOptions> options, TokenValidator tokens, TimeProvider time) : IRpcInterceptor
{
    private const string Scheme = "Bearer ";

    private readonly RpcAuthOptions _auth = options.Value.Auth;

    /// <inheritdoc/>
    public ValueTask BeforeAsync(RpcContext context)
    {
        if (_auth.IsConfigured) return WithTokenAsync(context);
        var mayDevelop = _auth.Insecure || context.Http.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer);
        context.Identity = mayDevelop ? RpcIdentity.Development : RpcIdentity.Anonymous;
        context.Binding.Policy.Require(context.Identity);
        return ValueTask.CompletedTask;
    }

    private async ValueTask WithTokenAsync(RpcContext context)
    {
        var header = context.Http.Request.Headers.Authorization.ToString();
        if (header.Length > 0)
        {
            if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) throw new RpcException(StatusCode.Unauthenticated, "Only bearer tokens are taken.");
            context.Identity = await tokens.ValidateAsync(header[Scheme.Length..].Trim()) ?? throw new RpcException(StatusCode.Unauthenticated, "The token is not valid.");
        }
        context.Binding.Policy.Require(context.Identity);
        if (!context.Binding.IsUnary && context.Identity.ExpiresAt is { } expiry)
            context.EndStreamAfter(expiry + _auth.ClockSkew - time.GetUtcNow(), new(StatusCode.Unauthenticated, "The token has expired."));
    }
}
