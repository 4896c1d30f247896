using SmartStore.Core.Pickup;

namespace SmartStore.Presence;

/// <summary>Brings answers to the terminals that tapped: over our own MQTT listener, or over the shop's broker.</summary>
public interface ITerminalAnswers
{
    /// <summary>Publishes an answer at QoS 1. Does not wait for the terminal, which taps again when it hears nothing.</summary>
    /// <param name="origin">Which terminal, and where it wants the answer.</param>
    /// <param name="body">UTF-8 JSON.</param>
    void Send(TapOrigin origin, ReadOnlyMemory<byte> body);
}
