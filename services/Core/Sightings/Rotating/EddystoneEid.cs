using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace SmartStore.Core.Sightings.Rotating;

/// <summary>How a beacon makes its ephemeral ids (google/eddystone eddystone-eid/eid-computation.md).</summary>
public static class EddystoneEid
{
    /// <summary>Largest rotation exponent: an id lasts 2^K seconds.</summary>
    public const int MaxExponent = 15;

    /// <summary>Bytes of an identity key.</summary>
    public const int KeyBytes = 16;

    private const byte Salt = 0xFF;

    /// <summary>The id that a beacon sends at a time of its clock.</summary>
    /// <param name="identityKey">Sixteen bytes.</param>
    /// <param name="exponent">K, 0..<see cref="MaxExponent"/>; the K lowest bits of the clock do not count.</param>
    /// <param name="clockS">The beacon's clock, seconds since it was made.</param>
    /// <returns>Eight bytes, the first one highest.</returns>
    public static ulong Compute(ReadOnlySpan<byte> identityKey, int exponent, uint clockS) =>
        Compute(Vector128.Create(identityKey[..KeyBytes]), exponent, clockS);

    /// <summary>The key a beacon and its owner agree on when it is registered.</summary>
    /// <param name="sharedSecret">What X25519 gave both, 32 bytes, not all zero.</param>
    /// <param name="resolverPublicKey">The owner's public key, 32 bytes.</param>
    /// <param name="beaconPublicKey">The beacon's public key, 32 bytes.</param>
    public static byte[] IdentityKey(ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> resolverPublicKey, ReadOnlySpan<byte> beaconPublicKey)
    {
        if (sharedSecret.IndexOfAnyExcept((byte)0) < 0) throw new ArgumentException("The shared secret is zero: a public key was not a point of the curve.", nameof(sharedSecret));
        var key = new byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, sharedSecret, key, [.. resolverPublicKey, .. beaconPublicKey], []);
        return key;
    }

    /// <summary>The key of one stretch of 65,536 s: zeros [11], salt, zeros [2], upper half of the clock, encrypted under the identity key.</summary>
    internal static Vector128<byte> TemporaryKey(Vector128<byte> identityKey, uint clockS)
    {
        Span<byte> block = stackalloc byte[16];
        block.Clear();
        block[11] = Salt;
        BinaryPrimitives.WriteUInt16BigEndian(block[14..], (ushort)(clockS >> 16));
        return Aes128.Encrypt(identityKey, Vector128.Create<byte>(block));
    }

    /// <summary>Zeros [11], K, clock without its K lowest bits, encrypted under the temporary key; the first half counts.</summary>
    internal static ulong Compute(Vector128<byte> identityKey, int exponent, uint clockS)
    {
        Span<byte> block = stackalloc byte[16];
        block.Clear();
        block[11] = (byte)exponent;
        BinaryPrimitives.WriteUInt32BigEndian(block[12..], clockS >> exponent << exponent);
        var id = Aes128.Encrypt(TemporaryKey(identityKey, clockS), Vector128.Create<byte>(block));
        return BinaryPrimitives.ReverseEndianness(id.AsUInt64()[0]);
    }
}
