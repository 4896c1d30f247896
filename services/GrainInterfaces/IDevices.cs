using SmartStore.Core.Devices;
using SmartStore.Core.Orders;

namespace SmartStore.GrainInterfaces;

/// <summary>
/// The devices that may connect, of all stores. Documents of the store: every process holds them in memory and hears of a change within a second.
/// Passwords are made here, shown once, and kept as hashes.
/// </summary>
public interface IDevices
{
    /// <summary>A device by its user name; null: this process knows none. Takes no lock.</summary>
    RegisteredDevice? Find(string userName);

    /// <summary>
    /// A device by its user name. When this process knows none, the store is asked first, at most once a second: the device may have been registered at
    /// another process a moment ago. A store that does not answer has nothing new.
    /// </summary>
    /// <param name="userName">As a device shows it.</param>
    /// <param name="unlike">What was found before and did not fit: only another one will do, such as the same device with another password.</param>
    ValueTask<RegisteredDevice?> Look(string userName, RegisteredDevice? unlike = null);

    /// <summary>Registers a device, or gives a known one a new password. Completes when it is on disk.</summary>
    /// <returns>What the device has to be told: the password exists nowhere else. Null: there are as many devices as may be.</returns>
    /// <exception cref="TryAgainException">The store does not answer; whether the device was registered is unknown.</exception>
    Task<DeviceCredentials?> Put(DeviceName name);

    /// <summary>Takes a device's right to connect away. Every process ends its live connections.</summary>
    /// <returns>False: there was no such device.</returns>
    /// <exception cref="TryAgainException">The store does not answer; whether the device was removed is unknown.</exception>
    Task<bool> Remove(DeviceName name);

    /// <summary>The devices of a store (null: of all stores), as the store of documents has them now, in order of their names.</summary>
    /// <exception cref="TryAgainException">The store does not answer.</exception>
    Task<IReadOnlyList<RegisteredDevice>> List(string? store = null);
}

/// <summary>What is done with several devices at once.</summary>
public static class DevicesExtensions
{
    /// <summary>Removes the phones of a shopper, in all stores. Completes when it is on disk; said again, it removes what is left.</summary>
    /// <exception cref="TryAgainException">The store does not answer.</exception>
    public static async Task RemovePhones(this IDevices devices, ShopperId shopper)
    {
        foreach (var device in await devices.List())
            if (device.Name.Kind == DeviceKind.Phone && device.Name.Id == shopper.Value)
                await devices.Remove(device.Name);
    }
}

/// <summary>A device that may connect.</summary>
/// <param name="AddedAt">When it got its password, whole seconds; null: it was registered before that was kept.</param>
public sealed record RegisteredDevice(DeviceName Name, DevicePassword Password, DateTimeOffset? AddedAt);

/// <summary>What a new device has to be told, once.</summary>
/// <param name="Password">40 hexadecimal digits, 160 random bits.</param>
public sealed record DeviceCredentials(RegisteredDevice Device, string Password)
{
    /// <summary>Without the password, which must not reach a log.</summary>
    public override string ToString() => $"credentials of {Device.Name}";
}

/// <summary>The key with which the stores of this installation sign what devices check by themselves.</summary>
public interface ISigningKeys
{
    /// <summary>Its public half as a JWK set (RFC 7517): one key, ES256. Made on the first call; every process gets the same.</summary>
    /// <exception cref="TryAgainException">The store does not answer.</exception>
    Task<string> PublicKeys();

    /// <summary>The same as parts, the signing one first.</summary>
    /// <exception cref="TryAgainException">The store does not answer.</exception>
    Task<IReadOnlyList<PublicSigningKey>> Keys();

    /// <summary>Signs a payload: a compact JWS, ES256.</summary>
    /// <exception cref="TryAgainException">The store does not answer.</exception>
    Task<string> Sign(ReadOnlyMemory<byte> payload);

    /// <summary>The payload of a token that this installation signed; null: it did not.</summary>
    /// <exception cref="TryAgainException">The store does not answer.</exception>
    Task<byte[]?> Read(string token);
}
