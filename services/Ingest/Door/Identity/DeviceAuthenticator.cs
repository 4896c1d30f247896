using System.Security.Cryptography.X509Certificates;

namespace SmartStore.Ingest.Door.Identity;

/// <summary>
/// Devices prove themselves with a client certificate whose common name is <c>store/kind/id</c>, or with user name and password; both must
/// be in the registry. A client that offers neither is anonymous, and only welcome from this machine.
/// </summary>
/// <param name="registry">Null: no device is registered.</param>
/// <param name="isOpen">With <c>--insecure</c>: every client is anonymous and welcome.</param>
public sealed class DeviceAuthenticator(DeviceRegistry? registry, bool isOpen = false) : IDisposable
{
    // A password costs some milliseconds of a core to check: a storm of reconnects must leave the other work its share.
    private readonly SemaphoreSlim _checks = new(Environment.ProcessorCount);

    /// <summary>False when a device that was accepted has been removed since.</summary>
    public bool IsKnown(DeviceIdentity identity) => identity.IsAnonymous || registry?.Find(identity.Name) is not null;

    public void Dispose() => _checks.Dispose();

    /// <summary>Who a CONNECT is from; without an identity, why it is refused.</summary>
    internal async ValueTask<(DeviceIdentity? Identity, MqttConnectReasonCode Refusal)> Authenticate(DevicePeer peer, string? userName, byte[]? password)
    {
        if (isOpen) return (DeviceIdentity.Anonymous, MqttConnectReasonCode.Success);
        if (peer.Certificate is { } certificate) return (registry?.Find(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)), MqttConnectReasonCode.NotAuthorized);
        if (userName is null) return (peer.IsLoopback ? DeviceIdentity.Anonymous : null, MqttConnectReasonCode.NotAuthorized);
        await _checks.WaitAsync();
        try
        {
            return (registry?.Verify(userName, password), MqttConnectReasonCode.BadUserNameOrPassword);
        }
        finally
        {
            _checks.Release();
        }
    }
}
