using System.Globalization;
using SmartStore.Mqtt.Tests.Server;

namespace SmartStore.Mqtt.Tests.Conformance;

/// <summary>CONNECT packets as a statement needs them, right or wrong.</summary>
internal static class RawConnect
{
    /// <summary>CONNECT with these flags and this payload, as hex.</summary>
    public static string Of(int version, int flags, string payload, string properties = "", string head = "00044D515454") =>
        WireClient.Packet("10", string.Create(CultureInfo.InvariantCulture, $"{head}{version:X2}{flags:X2}003C") + WireClient.Properties(version, properties) + payload);

    /// <summary>The will's part of the payload.</summary>
    public static string Will(int version, string topic, string payload, string properties = "") =>
        WireClient.Properties(version, properties) + WireClient.Text(topic) + WireClient.Text(payload);
}
