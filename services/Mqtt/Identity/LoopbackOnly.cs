using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Identity;

/// <summary>The default until identities are configured: anonymous, but only from this machine; there everything is allowed.</summary>
public sealed class LoopbackOnly : IMqttAuthenticator, IMqttAuthorizer
{
    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> Authenticate(Credentials credentials, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        return new(credentials.Peer.IsLoopback
            ? AuthenticationResult.Accepted(MqttIdentity.Anonymous)
            : AuthenticationResult.Refused(ReasonCode.NotAuthorized));
    }

    /// <inheritdoc/>
    public ReasonCode Judge(MqttIdentity identity, MqttAction action, ReadOnlySpan<byte> topic) => ReasonCode.Success;
}
