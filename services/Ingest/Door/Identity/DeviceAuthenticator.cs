using System.Security.Cryptography.X509Certificates;
using SmartStore.GrainInterfaces;

namespace SmartStore.Ingest.Door.Identity;

/// <summary>
/// Devices prove themselves with a client certificate whose common name is <c>store/kind/id</c>, or with user name and password; both must
/// be in the registry. A client that offers neither is anonymous, and only welcome from this machine.
/// </summary>
/// <param name="registry">Null: no device is registered.</param>
/// <param name="isOpen">With <c>--insecure</c>: every client is anonymous and welcome.</param>
public sealed class DeviceAuthenticator(IDevices? registry, bool isOpen = false) : IDisposable
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
        if (peer.Certificate is { } certificate) return (DeviceIdentity.Of(await Look(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false))), MqttConnectReasonCode.NotAuthorized);
        if (userName is null) return (peer.IsLoopback ? DeviceIdentity.Anonymous : null, MqttConnectReasonCode.NotAuthorized);
        return (DeviceIdentity.Of(await Verify(userName, password)), MqttConnectReasonCode.BadUserNameOrPassword);
    }

    private async ValueTask<RegisteredDevice?> Verify(string userName, byte[]? password)
    {
        var device = await Look(userName);
        // Takes equally long for unknown names.
        if (await IsRight(device?.Password ?? DevicePassword.Nobodys, password)) return device;
        // It may have got another password at another process a moment ago.
        return device is not null && await Look(userName, unlike: device) is { } changed && await IsRight(changed.Password, password) ? changed : null;
    }

    private ValueTask<RegisteredDevice?> Look(string userName, RegisteredDevice? unlike = null) => registry?.Look(userName, unlike) ?? default;

    private async ValueTask<bool> IsRight(DevicePassword kept, byte[]? password)
    {
        await _checks.WaitAsync();
        try
        {
            return kept.IsOf(password);
        }
        finally
        {
            _checks.Release();
        }
    }
}
