using System.Globalization;
using System.Security.Cryptography;

namespace SmartStore.Core.Devices;

/// <summary>
/// What is kept of a device's password: a salted PBKDF2 hash. As text it is a line of Mosquitto's password file without the name,
/// <c>$7$iterations$salt$hash</c> with SHA-512 (mosquitto_passwd(1)), so that an outside broker can be given the same passwords. The registry of
/// earlier versions kept SHA-256, here <c>sha256$iterations$salt$hash</c>; those hold, too, and no broker can be given them.
/// </summary>
public sealed class DevicePassword
{
    /// <summary>Bytes of a salt: Mosquitto takes no other length.</summary>
    public const int SaltBytes = 12;

    // The passwords have 160 random bits and cannot be guessed: the iterations only make a stolen file dearer, and few of them keep a flood of CONNECTs cheap for us.
    private const int IterationsOfNew = 10_000;

    // A PIN can be guessed, so each guess is made dear.
    private const int IterationsOfPin = 100_000;
    private const int IterationsMax = 1_000_000;
    private const int HashBytes = 64;
    private const string Mosquitto = "7";
    private const string Earlier = "sha256";

    private readonly HashAlgorithmName _algorithm;
    private readonly int _iterations;
    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private DevicePassword(HashAlgorithmName algorithm, int iterations, byte[] salt, byte[] hash) => (_algorithm, _iterations, _salt, _hash) = (algorithm, iterations, salt, hash);

    /// <summary>A password that nobody has. To compare with it takes as long as with a real one.</summary>
    public static DevicePassword Nobodys { get; } = new(HashAlgorithmName.SHA512, IterationsOfNew, new byte[SaltBytes], new byte[HashBytes]);

    /// <summary>Whether Mosquitto can check it.</summary>
    public bool IsMosquittos => _algorithm == HashAlgorithmName.SHA512 && _salt.Length == SaltBytes && _hash.Length == HashBytes;

    /// <summary>As it is kept.</summary>
    public string Text => _algorithm == HashAlgorithmName.SHA512
        ? $"${Mosquitto}${_iterations}${Convert.ToBase64String(_salt)}${Convert.ToBase64String(_hash)}"
        : $"{Earlier}${_iterations}${Convert.ToBase64String(_salt)}${Convert.ToBase64String(_hash)}";

    /// <summary>What is to be kept of a new password.</summary>
    /// <param name="password">UTF-8.</param>
    /// <param name="salt"><see cref="SaltBytes"/> random bytes.</param>
    public static DevicePassword Of(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt) => Of(password, salt, IterationsOfNew);

    /// <summary>What is to be kept of a person's PIN. Takes some tens of milliseconds, as does comparing with it.</summary>
    /// <param name="pin">UTF-8.</param>
    /// <param name="salt"><see cref="SaltBytes"/> random bytes.</param>
    public static DevicePassword OfPin(ReadOnlySpan<byte> pin, ReadOnlySpan<byte> salt) => Of(pin, salt, IterationsOfPin);

    /// <summary>What the registry of earlier versions kept: PBKDF2 with SHA-256 and 10,000 iterations.</summary>
    public static DevicePassword OfEarlierRegistry(byte[] salt, byte[] hash) => new(HashAlgorithmName.SHA256, IterationsOfNew, salt, hash);

    /// <summary>Reads what <see cref="Text"/> gave; null: it is something else.</summary>
    public static DevicePassword? Read(string text)
    {
        if (text.Split('$') is not [.. var form, var count, var salt, var hash]) return null;
        HashAlgorithmName? algorithm = form switch { ["", Mosquitto] => HashAlgorithmName.SHA512, [Earlier] => HashAlgorithmName.SHA256, _ => null };
        if (algorithm is null || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations is < 1 or > IterationsMax) return null;
        return Bytes(salt) is { Length: > 0 } salted && Bytes(hash) is { Length: > 0 } hashed ? new DevicePassword(algorithm.Value, iterations, salted, hashed) : null;
    }

    /// <summary>True when this is the password. Takes some milliseconds, and equally long for a wrong one.</summary>
    /// <param name="password">UTF-8.</param>
    public bool IsOf(ReadOnlySpan<byte> password) =>
        CryptographicOperations.FixedTimeEquals(Rfc2898DeriveBytes.Pbkdf2(password, _salt, _iterations, _algorithm, _hash.Length), _hash);

    /// <summary>Without the hash, which is not for logs.</summary>
    public override string ToString() => "kept password";

    private static DevicePassword Of(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, SaltBytes, nameof(salt));
        return new DevicePassword(HashAlgorithmName.SHA512, iterations, salt.ToArray(), Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, HashBytes));
    }

    private static byte[]? Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }
}
