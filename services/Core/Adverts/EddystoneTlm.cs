using System.Buffers.Binary;

namespace SmartStore.Core.Adverts;

/// <summary>A beacon's health, in the clear (google/eddystone eddystone-tlm/tlm-plain.md).</summary>
/// <param name="BatteryMillivolts">0 when the beacon is not on a battery.</param>
/// <param name="TemperatureC">Degrees Celsius in steps of 1/256; null when the beacon does not measure it (0x8000).</param>
/// <param name="Adverts">Adverts sent since power-on.</param>
/// <param name="Uptime">Time since power-on, in steps of 0.1 s.</param>
public readonly record struct EddystoneTlm(ushort BatteryMillivolts, double? TemperatureC, uint Adverts, TimeSpan Uptime)
{
    private const int PlainBytes = 14;

    /// <summary>Reads a plain frame.</summary>
    /// <param name="frame">Type first; 14 bytes or more.</param>
    public static bool TryRead(ReadOnlySpan<byte> frame, out EddystoneTlm tlm)
    {
        tlm = default;
        if (frame.Length < PlainBytes || frame[0] != 0x20 || frame[1] != 0x00) return false;
        var temperature = BinaryPrimitives.ReadInt16BigEndian(frame[4..]);
        tlm = new EddystoneTlm(
            BinaryPrimitives.ReadUInt16BigEndian(frame[2..]),
            temperature == short.MinValue ? null : temperature / 256.0,
            BinaryPrimitives.ReadUInt32BigEndian(frame[6..]),
            TimeSpan.FromMilliseconds(100L * BinaryPrimitives.ReadUInt32BigEndian(frame[10..])));
        return true;
    }

    /// <summary>True for a plain frame (version 0) or an encrypted one (version 1) of full length.</summary>
    internal static bool IsWhole(ReadOnlySpan<byte> frame) =>
        (frame.Length >= PlainBytes && frame[1] == 0x00) || (frame.Length >= EddystoneEncryptedTlm.Bytes && frame[1] == 0x01);
}

/// <summary>The same, encrypted for the owner of the beacon's key (google/eddystone eddystone-tlm/tlm-encrypted.md). Told apart, not opened.</summary>
/// <param name="Salt">Random part of the nonce.</param>
/// <param name="Check">Message integrity check.</param>
public readonly record struct EddystoneEncryptedTlm(ushort Salt, ushort Check)
{
    /// <summary>Type, version, 12 bytes of data, salt, check.</summary>
    internal const int Bytes = 18;

    /// <summary>Reads an encrypted frame.</summary>
    /// <param name="frame">Type first; 18 bytes or more.</param>
    /// <param name="data">The twelve encrypted bytes.</param>
    public static bool TryRead(ReadOnlySpan<byte> frame, out EddystoneEncryptedTlm tlm, out ReadOnlySpan<byte> data)
    {
        tlm = default;
        data = default;
        if (frame.Length < Bytes || frame[0] != 0x20 || frame[1] != 0x01) return false;
        data = frame[2..14];
        tlm = new EddystoneEncryptedTlm(BinaryPrimitives.ReadUInt16BigEndian(frame[14..]), BinaryPrimitives.ReadUInt16BigEndian(frame[16..]));
        return true;
    }
}
