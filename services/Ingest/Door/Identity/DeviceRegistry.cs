using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace SmartStore.Ingest.Door.Identity;

/// <summary>
/// The devices that may connect, in one JSON file of the data folder. Passwords are made here, shown once, and kept only as salted
/// PBKDF2 hashes. Another process may change the file: it is read again when it has changed.
/// </summary>
/// <param name="file">Path; need not exist yet.</param>
/// <param name="time">Null: the system's.</param>
/// <param name="devicesMax">Devices of all stores. Beyond: a new one is not added.</param>
public sealed class DeviceRegistry(string file, TimeProvider? time = null, int devicesMax = DeviceRegistry.DevicesMax)
{
    public const int DevicesMax = 100_000;

    private const int PasswordBytes = 20;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    // The passwords have 160 random bits and cannot be guessed: the iterations only make a stolen file dearer, and few of them keep a flood of CONNECTs cheap for us.
    private const int HashIterations = 10_000;
    private const int IdMaxLength = 64;

    private static readonly TimeSpan s_lookAgain = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private Dictionary<string, DeviceRecord> _devices = new(StringComparer.Ordinal);
    private string _stamp = "";
    private long? _lookedAt;

    /// <summary>The user name of a device, which is also the name of its identity: <c>store/kind/id</c>.</summary>
    public static string UserNameOf(string store, DeviceKind kind, string id) => $"{store}/{NameOf(kind)}/{id}";

    public static string NameOf(DeviceKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Makes the file, without devices, unless there is one: it says that a server reads this folder.</summary>
    public void Create()
    {
        lock (_gate)
        {
            if (Stamp().Length == 0) Save();
        }
    }

    /// <summary>Adds a device, or gives a known one a new password.</summary>
    /// <returns>What the device has to be told; the password exists nowhere else.</returns>
    /// <exception cref="ArgumentException">Store, kind or id cannot be.</exception>
    /// <exception cref="InvalidOperationException">There are as many devices as may be.</exception>
    public DeviceCredentials Add(string store, DeviceKind kind, string id)
    {
        if (!IsId(store)) throw new ArgumentException($"'{store}' is no store id.", nameof(store));
        if (!IsId(id)) throw new ArgumentException($"'{id}' is no device id.", nameof(id));
        if (kind == DeviceKind.None) throw new ArgumentException("A device is a scanner, terminal, phone or gateway.", nameof(kind));
        var password = RandomNumberGenerator.GetHexString(PasswordBytes * 2, lowercase: true);
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var record = new DeviceRecord(store, kind, id, Convert.ToHexString(salt), Convert.ToHexString(Hash(Encoding.UTF8.GetBytes(password), salt)));
        var userName = UserNameOf(store, kind, id);
        lock (_gate)
        {
            Look(always: true);
            if (_devices.Count >= devicesMax && !_devices.ContainsKey(userName)) throw new InvalidOperationException($"The registry is full with {devicesMax} devices; remove one first.");
            _devices[userName] = record;
            Save();
        }
        return new DeviceCredentials(userName, password);
    }

    /// <summary>Takes a device's right to connect away. False: there was none. A server whose authenticator reads the file ends its live connections.</summary>
    public bool Remove(string store, DeviceKind kind, string id)
    {
        lock (_gate)
        {
            Look(always: true);
            if (!_devices.Remove(UserNameOf(store, kind, id))) return false;
            Save();
            return true;
        }
    }

    /// <summary>All devices of a store (null: of all stores), in order of their names.</summary>
    public IReadOnlyList<DeviceIdentity> List(string? store = null)
    {
        lock (_gate)
        {
            Look(always: true);
            return [.. _devices
                .Where(device => store is null || device.Value.Store == store)
                .OrderBy(device => device.Key, StringComparer.Ordinal)
                .Select(device => Identity(device.Key, device.Value))];
        }
    }

    /// <summary>The device of a user name; null: none. For certificates, whose proof lies elsewhere.</summary>
    public DeviceIdentity? Find(string userName)
    {
        lock (_gate)
        {
            Look(always: false);
            return _devices.TryGetValue(userName, out var record) ? Identity(userName, record) : null;
        }
    }

    /// <summary>The device of a user name and its password; null: no such pair. Takes equally long for unknown names.</summary>
    public DeviceIdentity? Verify(string userName, ReadOnlySpan<byte> password)
    {
        DeviceRecord? record;
        lock (_gate)
        {
            Look(always: false);
            record = _devices.GetValueOrDefault(userName);
        }
        var salt = record is null ? new byte[SaltBytes] : Convert.FromHexString(record.Salt);
        var expected = record is null ? new byte[HashBytes] : Convert.FromHexString(record.Hash);
        var isRight = CryptographicOperations.FixedTimeEquals(Hash(password, salt), expected);
        return isRight && record is not null ? Identity(userName, record) : null;
    }

    private static byte[] Hash(ReadOnlySpan<byte> password, byte[] salt) => Rfc2898DeriveBytes.Pbkdf2(password, salt, HashIterations, HashAlgorithmName.SHA256, HashBytes);

    private static DeviceIdentity Identity(string userName, DeviceRecord record) => new(userName, record.Store, record.Kind, record.Id);

    private static bool IsId(string text) =>
        text.Length is > 0 and <= IdMaxLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-');

    private void Look(bool always)
    {
        if (!always && _lookedAt is { } at && _time.GetElapsedTime(at) < s_lookAgain) return;
        _lookedAt = _time.GetTimestamp();
        var stamp = Stamp();
        if (stamp == _stamp) return;
        var records = stamp.Length == 0 ? [] : JsonSerializer.Deserialize(File.ReadAllBytes(file), DeviceFile.Default.DeviceRecordArray) ?? [];
        _devices = records.ToDictionary(record => UserNameOf(record.Store, record.Kind, record.Id), StringComparer.Ordinal);
        _stamp = stamp;
    }

    // Whole or not at all: a new file, on disk before it takes the old one's name.
    private void Save()
    {
        var draft = file + ".new";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using (var stream = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            JsonSerializer.Serialize(stream, [.. _devices.Values], DeviceFile.Default.DeviceRecordArray);
            stream.Flush(flushToDisk: true);
        }
        File.Move(draft, file, overwrite: true);
        _stamp = Stamp();
    }

    private string Stamp() => new FileInfo(file) is { Exists: true } info ? $"{info.LastWriteTimeUtc.Ticks}:{info.Length}" : "";
}

/// <summary>What a new device has to be told, once.</summary>
/// <param name="UserName"><c>store/kind/id</c>.</param>
/// <param name="Password">40 hexadecimal digits, 160 random bits.</param>
public sealed record DeviceCredentials(string UserName, string Password);

internal sealed record DeviceRecord(string Store, DeviceKind Kind, string Id, string Salt, string Hash);

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DeviceRecord[]))]
internal sealed partial class DeviceFile : JsonSerializerContext;
