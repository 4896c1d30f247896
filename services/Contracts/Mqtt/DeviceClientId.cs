using System.Security.Cryptography;
using System.Text;

namespace SmartStore.Contracts.Mqtt;

/// <summary>MQTT client ids of devices: the same device has the same one always, two devices never share one.</summary>
public static class DeviceClientId
{
    /// <summary>Longest client id the server takes, characters.</summary>
    public const int MaxLength = 64;

    /// <summary>The parts joined by hyphens; when that is too long, its start and a digest of the whole.</summary>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        var whole = string.Join('-', parts!);
        if (whole.Length <= MaxLength) return whole;
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)).AsSpan(0, 8));
        return $"{whole.AsSpan(0, MaxLength - digest.Length - 1)}-{digest}";
    }
}
