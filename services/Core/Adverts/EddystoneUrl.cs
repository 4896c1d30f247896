using System.Text;

namespace SmartStore.Core.Adverts;

/// <summary>A web address squeezed into a frame (google/eddystone eddystone-url/README.md).</summary>
public static class EddystoneUrl
{
    /// <summary>Type, power, scheme and at most 17 bytes of address.</summary>
    internal const int MaxFrameBytes = 20;

    private static readonly string[] Schemes = ["http://www.", "https://www.", "http://", "https://"];

    private static readonly string[] Expansions =
        [".com/", ".org/", ".edu/", ".net/", ".info/", ".biz/", ".gov/", ".com", ".org", ".edu", ".net", ".info", ".biz", ".gov"];

    /// <summary>Expands the address of a frame.</summary>
    /// <param name="frame">Type first.</param>
    /// <param name="url">At most 114 characters.</param>
    /// <returns>False for another frame, an unknown scheme or a byte that no address holds.</returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, out string url)
    {
        url = "";
        if (frame.Length is < 3 or > MaxFrameBytes || frame[0] != 0x10 || frame[2] >= Schemes.Length) return false;
        var text = new StringBuilder(Schemes[frame[2]], 128);
        foreach (var b in frame[3..])
        {
            if (b < Expansions.Length) text.Append(Expansions[b]);
            else if (b is > 0x20 and < 0x7F) text.Append((char)b);
            else return false;
        }
        url = text.ToString();
        return true;
    }
}
