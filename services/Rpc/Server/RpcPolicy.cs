using Google.Protobuf;
using SmartStore.Rpc.Identity;

namespace SmartStore.Rpc.Server;

/// <summary>
/// Who may call a method, declared beside it. There is no default: a method without a policy does not start.
/// The development identity (anonymous on loopback, no issuer configured) passes every policy.
/// </summary>
public sealed class RpcPolicy
{
    private readonly HashSet<string> _roles;
    private readonly Func<IMessage, string>? _subject;

    private RpcPolicy(string text, bool anonymous, IEnumerable<string> roles, Func<IMessage, string>? subject = null)
    {
        (Text, AllowsAnonymous, _subject) = (text, anonymous, subject);
        _roles = new(roles, StringComparer.Ordinal);
    }

    /// <summary>Anybody, with or without a token: probes and the like.</summary>
    public static RpcPolicy Anyone { get; } = new("anyone", anonymous: true, []);

    /// <summary>Anybody with a valid token.</summary>
    public static RpcPolicy Authenticated { get; } = new("authenticated", anonymous: false, []);

    /// <summary>The policy in words, for lists and logs.</summary>
    public string Text { get; }

    /// <summary>Whether a call without a token passes.</summary>
    public bool AllowsAnonymous { get; }

    /// <summary>Anybody whose token has one of the roles.</summary>
    public static RpcPolicy Roles(params IReadOnlyList<string> roles) => roles.Count == 0
        ? throw new ArgumentException("A policy of roles needs one.", nameof(roles))
        : new($"roles {string.Join(", ", roles)}", anonymous: false, roles);

    /// <summary>The one that the request is about (its token's subject), or anybody with one of the roles.</summary>
    /// <param name="subjectOf">The field of the request that must equal the token's subject.</param>
    /// <param name="orRoles">Roles that may act for anybody.</param>
    public static RpcPolicy Subject<TRequest>(Func<TRequest, string> subjectOf, params IReadOnlyList<string> orRoles)
        where TRequest : class, IMessage<TRequest> =>
        new($"its subject{(orRoles.Count == 0 ? "" : $" or roles {string.Join(", ", orRoles)}")}", anonymous: false, orRoles, request => subjectOf((TRequest)request));

    /// <summary>What the token alone decides, before the request is read.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED or PERMISSION_DENIED.</exception>
    internal void Require(RpcIdentity identity)
    {
        if (AllowsAnonymous || identity.IsDevelopment) return;
        if (identity.Subject is null) throw new RpcException(StatusCode.Unauthenticated, "This method needs a bearer token.");
        if (_subject is null && _roles.Count > 0 && !_roles.Overlaps(identity.Roles)) throw Denied();
    }

    /// <summary>What the request decides as well.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED.</exception>
    internal void Require(RpcIdentity identity, IMessage request)
    {
        if (_subject is null || identity.IsDevelopment || _roles.Overlaps(identity.Roles)) return;
        if (!string.Equals(_subject(request), identity.Subject, StringComparison.Ordinal)) throw Denied();
    }

    private static RpcException Denied() => new(StatusCode.PermissionDenied, "Your token does not allow this.");
}
