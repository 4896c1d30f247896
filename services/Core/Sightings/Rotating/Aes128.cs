using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using PlatformAes = System.Security.Cryptography.Aes;

namespace SmartStore.Core.Sightings.Rotating;

/// <summary>
/// One AES-128 block under a key that is used once (FIPS 197). A resolver of a million tags does this eight million times at start, and the
/// platform's class costs an object a key; the processor's instructions cost about 50 ns. Where they are absent the platform's class is used.
/// </summary>
internal static class Aes128
{
    /// <summary>Encrypts a block.</summary>
    public static Vector128<byte> Encrypt(Vector128<byte> key, Vector128<byte> block) =>
        Aes.IsSupported ? EncryptByInstructions(key, block) : EncryptByPlatform(key, block);

    /// <summary>The same by the platform's class.</summary>
    internal static Vector128<byte> EncryptByPlatform(Vector128<byte> key, Vector128<byte> block)
    {
        Span<byte> bytes = stackalloc byte[16];
        using var aes = PlatformAes.Create();
        key.CopyTo(bytes);
        aes.SetKey(bytes);
        block.CopyTo(bytes);
#pragma warning disable CA5358 // A single block under its own key: the construction that Eddystone-EID names, not a mode for data.
        aes.EncryptEcb(bytes, bytes, System.Security.Cryptography.PaddingMode.None);
#pragma warning restore CA5358
        return Vector128.Create<byte>(bytes);
    }

    private static Vector128<byte> EncryptByInstructions(Vector128<byte> key, Vector128<byte> block)
    {
        var state = block ^ key;
        state = Aes.Encrypt(state, key = NextKey(key, Aes.KeygenAssist(key, 0x01)));
        state = Aes.Encrypt(state, key = NextKey(key, Aes.KeygenAssist(key, 0x02)));
        state = Aes.Encrypt(state, key = NextKey(key, Aes.KeygenAssist(key, 0x04)));
        state = Aes.Encrypt(state, key = NextKey(key, Aes.KeygenAssist(key, 0x08)));
        state = Aes.Encrypt(state, key = NextKey(key, Aes.KeygenAssist(key, 0x10)));
        state = Aes.Encrypt(state, key = NextKey(key, Aes.KeygenAssist(key, 0x20)));
        state = Aes.Encrypt(state, key = NextKey(key, Aes.KeygenAssist(key, 0x40)));
        state = Aes.Encrypt(state, key = NextKey(key, Aes.KeygenAssist(key, 0x80)));
        state = Aes.Encrypt(state, key = NextKey(key, Aes.KeygenAssist(key, 0x1B)));
        return Aes.EncryptLast(state, NextKey(key, Aes.KeygenAssist(key, 0x36)));
    }

    // Key expansion, FIPS 197 §5.2: each word is the word before it mixed with the one four back.
    private static Vector128<byte> NextKey(Vector128<byte> key, Vector128<byte> assist)
    {
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 4);
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 8);
        return key ^ Sse2.Shuffle(assist.AsInt32(), 0xFF).AsByte();
    }
}
