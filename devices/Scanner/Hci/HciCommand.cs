namespace SmartStore.Scanner.Hci;

/// <summary>The commands a scanner needs (Core 5.4 Vol 4 Part E §7.8.10, §7.8.11): indicator <c>01</c>, opcode [2] low first, length [1], parameters.</summary>
internal static class HciCommand
{
    public const ushort SetScanParameters = 0x200B;
    public const ushort SetScanEnable = 0x200C;

    /// <summary>Passive scanning without a break: interval and window 10 ms, in units of 0.625 ms.</summary>
    public static byte[] ScanParameters() => [0x01, 0x0B, 0x20, 7, 0x00, 0x10, 0x00, 0x10, 0x00, 0x00, 0x00];

    /// <summary>Starts or stops; every advert is reported, repeated ones too.</summary>
    public static byte[] ScanEnable(bool on) => [0x01, 0x0C, 0x20, 2, (byte)(on ? 1 : 0), 0x00];

    /// <summary>The answer in a Command Complete event (§7.7.14): indicator <c>04</c>, <c>0E</c>, length, credits, opcode [2], status.</summary>
    /// <returns>False when the packet is no answer to the command.</returns>
    public static bool TryReadAnswer(ReadOnlySpan<byte> packet, ushort opcode, out byte status)
    {
        status = 0;
        if (packet.Length < 7 || packet[0] != 0x04 || packet[1] != 0x0E || packet[4] != (byte)opcode || packet[5] != opcode >> 8) return false;
        status = packet[6];
        return true;
    }
}
