using System.Security.Cryptography.X509Certificates;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;

namespace SmartStore.Mqtt.Identity;

/// <summary>Decides who a CONNECT is from. Must be quick or truly asynchronous; at most <see cref="MqttServerOptions.ConnectWithin"/> is waited.</summary>
public interface IMqttAuthenticator
{
    /// <summary>Answers an identity or a refusal; throws only on a bug, which refuses with 0x88.</summary>
    ValueTask<AuthenticationResult> Authenticate(Credentials credentials, CancellationToken cancel);

    /// <summary>
    /// False when an identity that was accepted has been removed since: its connections are ended. Asked for each connection every
    /// <see cref="MqttServerOptions.IdentityInterval"/>; one that throws ends nothing.
    /// </summary>
    bool IsKnown(MqttIdentity identity) => true;
}

/// <summary>What a CONNECT and its connection offer as proof.</summary>
/// <param name="Peer">Address, transport.</param>
/// <param name="Certificate">The client certificate, already validated against the configured authority; null: none.</param>
/// <param name="ClientId">As sent; may be empty.</param>
/// <param name="UserName">Null: not sent.</param>
/// <param name="Password">Null: not sent.</param>
public sealed record Credentials(MqttPeer Peer, X509Certificate2? Certificate, string ClientId, string? UserName, byte[]? Password);

/// <summary>An identity, or the reason of a refusal.</summary>
/// <param name="Identity">Null: refused.</param>
/// <param name="Reason">Success, or a CONNACK reason.</param>
public readonly record struct AuthenticationResult(MqttIdentity? Identity, ReasonCode Reason)
{
    /// <summary>It is them.</summary>
    public static AuthenticationResult Accepted(MqttIdentity identity) => new(identity, ReasonCode.Success);

    /// <summary>It is not, for instance 0x86 or 0x87.</summary>
    public static AuthenticationResult Refused(ReasonCode reason) => new(null, reason);
}
