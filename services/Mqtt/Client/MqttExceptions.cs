using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client;

/// <summary>The client finished before a server accepted it.</summary>
public sealed class MqttConnectionException(ConnectionEnded ended) : IOException(ended.Text)
{
    /// <summary>Why.</summary>
    public ConnectionEnded Reason { get; } = ended;
}

/// <summary>The server refused what an answer depends on.</summary>
public sealed class MqttRefusedException(ReasonCode code, string message) : IOException($"{message}: {code}.")
{
    /// <summary>Its reason.</summary>
    public ReasonCode Code { get; } = code;

    internal static void ThrowIf(ReasonCode code, string message)
    {
        if (code.IsError()) throw new MqttRefusedException(code, message);
    }
}
