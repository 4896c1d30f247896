using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Identity;

/// <summary>Decides what an identity may do. Called on the path of every message: no I/O, no allocation, no lock.</summary>
public interface IMqttAuthorizer
{
    /// <summary>Success, or why not: 0x87 as a rule, for a subscription any SUBACK reason.</summary>
    /// <param name="identity">Who.</param>
    /// <param name="action">What.</param>
    /// <param name="topic">UTF-8: the name to publish to, or the filter to subscribe to, with <c>$share</c> if it has it.</param>
    ReasonCode Judge(MqttIdentity identity, MqttAction action, ReadOnlySpan<byte> topic);
}

/// <summary>What needs a right.</summary>
public enum MqttAction
{
    /// <summary>Send a message, or leave a will.</summary>
    Publish,

    /// <summary>Receive messages.</summary>
    Subscribe,
}
