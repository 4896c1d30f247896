using System.Security.Cryptography.X509Certificates;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Identity;

/// <summary>
/// Devices prove themselves with a client certificate whose common name is <c>store/kind/id</c>, or with user name and password;
/// both must be in the registry. Who offers neither is anonymous, and only welcome from this machine.
/// </summary>
/// <param name="registry">The devices.</param>
/// <param name="allowsAnonymous">False: not even from this machine.</param>
public sealed class DeviceAuthenticator(DeviceRegistry registry, bool allowsAnonymous = true) : IMqttAuthenticator
{
    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> Authenticate(Credentials credentials, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        return new(Judge(credentials));
    }

    /// <inheritdoc/>
    public bool IsKnown(MqttIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return registry.Find(identity.Name) is not null;
    }

    private AuthenticationResult Judge(Credentials credentials)
    {
        if (credentials.Certificate is { } certificate)
        {
            var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
            return registry.Find(name) is { } proven ? AuthenticationResult.Accepted(proven) : AuthenticationResult.Refused(ReasonCode.NotAuthorized);
        }

        if (credentials.UserName is { } userName)
        {
            var device = registry.Verify(userName, credentials.Password);
            return device is not null ? AuthenticationResult.Accepted(device) : AuthenticationResult.Refused(ReasonCode.BadUserNameOrPassword);
        }

        return allowsAnonymous && credentials.Peer.IsLoopback
            ? AuthenticationResult.Accepted(MqttIdentity.Anonymous)
            : AuthenticationResult.Refused(ReasonCode.NotAuthorized);
    }
}
