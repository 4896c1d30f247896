using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using SmartStore.Core.Devices;

namespace SmartStore.Grains.Devices;

/// <summary>
/// The devices that may connect: one document each, held in the memory of every process and followed by version. A document is on disk before it is
/// in force here; the other processes have it after their next <see cref="Follow"/>.
/// </summary>
/// <param name="devicesMax">Devices of all stores. Beyond: a new one is not taken. Processes that add at the same moment may exceed it by one each.</param>
public sealed partial class DeviceRegistry(IDocumentStore documents, TimeProvider time, ILogger<DeviceRegistry> log, int devicesMax = DeviceRegistry.DevicesMax) : IDevices, IDisposable
{
    /// <summary>Most devices of all stores.</summary>
    public const int DevicesMax = 100_000;

    /// <summary>Kind of the documents; the id of each is the device's user name.</summary>
    public const string DocumentKind = "devices";

    /// <summary>How often to call <see cref="Follow"/>: so often that a live connection of a removed device ends within two seconds, the door's own look included.</summary>
    public static readonly TimeSpan FollowEvery = TimeSpan.FromMilliseconds(500);

    private const int PasswordBytes = 20;
    private const int WritesAtOnce = 256;

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    // Deleted documents are listed for a day: who has not looked for so long would never hear of them.
    private static readonly TimeSpan ReadAllAfter = TimeSpan.FromHours(12);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile ConcurrentDictionary<string, RegisteredDevice> _devices = new(StringComparer.Ordinal);
    private long _followed;
    private long? _followedAt;
    private long? _lookedAt;

    /// <inheritdoc/>
    public RegisteredDevice? Find(string userName) => _devices.GetValueOrDefault(userName);

    /// <inheritdoc/>
    public async ValueTask<RegisteredDevice?> Look(string userName, RegisteredDevice? unlike = null)
    {
        if (Find(userName) is { } known && !ReferenceEquals(known, unlike)) return known;
        await LookAgain();
        return Find(userName) is { } found && !ReferenceEquals(found, unlike) ? found : null;
    }

    /// <summary>Takes over what changed since the last time; the first time, and after half a day without an answer, everything.</summary>
    /// <exception cref="TryAgainException">The store does not answer; what is known stays in force.</exception>
    public Task Follow(CancellationToken cancel) => InTurn(() => FollowNow(cancel));

    /// <inheritdoc/>
    public async Task<DeviceCredentials?> Put(DeviceName name)
    {
        var password = RandomNumberGenerator.GetHexString(PasswordBytes * 2, lowercase: true);
        var hashed = DevicePassword.Of(Encoding.ASCII.GetBytes(password), RandomNumberGenerator.GetBytes(DevicePassword.SaltBytes));
        var device = new RegisteredDevice(name, hashed, DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds()));
        return await InTurn<DeviceCredentials?>(async () =>
        {
            await FollowNow(CancellationToken.None);
            if (_devices.Count >= devicesMax && !_devices.ContainsKey(name.ToString())) return null;
            await documents.PutDocument(DocumentKind, name.ToString(), DeviceDocument.Write(device));
            _devices[name.ToString()] = device;
            return new DeviceCredentials(device, password);
        });
    }

    /// <inheritdoc/>
    public Task<bool> Remove(DeviceName name) => InTurn(async () =>
    {
        await FollowNow(CancellationToken.None);
        if (!_devices.ContainsKey(name.ToString())) return false;
        await documents.PutDocument(DocumentKind, name.ToString(), null);
        _devices.TryRemove(name.ToString(), out _);
        return true;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<RegisteredDevice>> List(string? store = null) => InTurn(async () =>
    {
        await FollowNow(CancellationToken.None);
        return (IReadOnlyList<RegisteredDevice>)[.. _devices.Where(device => store is null || device.Value.Name.Store == store).OrderBy(device => device.Key, StringComparer.Ordinal).Select(device => device.Value)];
    });

    /// <summary>Takes over devices that were kept elsewhere. One that the store has, or had until a day ago, stays as it is there; so it may be said again.</summary>
    /// <param name="devices">However many: they were registered once.</param>
    public async Task TakeOver(IReadOnlyList<RegisteredDevice> devices)
    {
        var known = (await documents.Documents(DocumentKind)).Select(document => document.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var some in devices.Where(device => !known.Contains(device.Name.ToString())).Chunk(WritesAtOnce)) await Task.WhenAll(some.Select(PutNew));

        async Task PutNew(RegisteredDevice device)
        {
            try
            {
                await documents.PutDocument(DocumentKind, device.Name.ToString(), DeviceDocument.Write(device), expected: 0);
            }
            catch (StoreConflictException)
            {
                // Another process registered it meanwhile, and the device was told that password.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private Task LookAgain() => InTurn(async () =>
    {
        if (_lookedAt is { } at && time.GetElapsedTime(at) < LookAgainAfter) return;
        try
        {
            await FollowNow(CancellationToken.None);
        }
        catch (TryAgainException)
        {
            // What is known stays in force.
        }

        // Afterwards, so that those who waited meanwhile do not ask a store that does not answer one after another.
        _lookedAt = time.GetTimestamp();
    });

    private async Task FollowNow(CancellationToken cancel)
    {
        var (all, now) = (_followedAt is not { } at || time.GetElapsedTime(at) > ReadAllAfter, time.GetTimestamp());
        var changed = await documents.Documents(DocumentKind, all ? 0 : _followed, cancel);
        var devices = all ? new ConcurrentDictionary<string, RegisteredDevice>(StringComparer.Ordinal) : _devices;
        foreach (var document in changed)
        {
            if (Read(document) is { } device) devices[document.Id] = device;
            else devices.TryRemove(document.Id, out _);
            _followed = document.Version;
        }

        (_devices, _followedAt) = (devices, now);
    }

    private RegisteredDevice? Read(StoredDocument document)
    {
        if (document.Body is not { } body) return null;
        var device = DeviceName.Read(document.Id) is { } name ? DeviceDocument.Read(name, body) : null;
        if (device is null) LogUnreadable(document.Version);
        return device;
    }

    private async Task InTurn(Func<Task> work) => await InTurn(async () =>
    {
        await work();
        return true;
    });

    private async Task<T> InTurn<T>(Func<Task<T>> work)
    {
        await _turn.WaitAsync();
        try
        {
            return await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    // Not by its name: that of a phone is a shopper's id.
    [LoggerMessage(Level = LogLevel.Error, Message = "The document of kind devices with version {Version} cannot be read; its device may not connect.")]
    private partial void LogUnreadable(long version);
}

/// <summary>A device as it lies in the store. Fields are added, never renamed.</summary>
/// <param name="Password">As <see cref="DevicePassword.Text"/> has it.</param>
internal sealed record DeviceDocument(string Password, DateTimeOffset? AddedAt)
{
    public static byte[] Write(RegisteredDevice device) => JsonSerializer.SerializeToUtf8Bytes(new DeviceDocument(device.Password.Text, device.AddedAt), DeviceDocumentJson.Default.DeviceDocument);

    /// <summary>Null: it is no document of a device.</summary>
    public static RegisteredDevice? Read(DeviceName name, ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, DeviceDocumentJson.Default.DeviceDocument) is { Password: { } text } read && DevicePassword.Read(text) is { } password
                ? new RegisteredDevice(name, password, read.AddedAt)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DeviceDocument))]
internal sealed partial class DeviceDocumentJson : JsonSerializerContext;
