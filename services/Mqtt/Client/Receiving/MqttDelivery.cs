using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client.Receiving;

/// <summary>A message from the server, to be acknowledged by whoever handles it.</summary>
public sealed class MqttDelivery
{
    private readonly MqttClient _client;
    private readonly Receipt? _receipt;

    internal MqttDelivery(MqttClient client, MqttMessage message, Receipt? receipt)
    {
        (_client, _receipt) = (client, receipt);
        Message = message;
    }

    /// <summary>The message.</summary>
    public MqttMessage Message { get; }

    /// <summary>
    /// Tells the server that it is dealt with: PUBACK or PUBREC, in the order in which the messages came (MQTT 5.0 §4.6), so an early one waits for those before it.
    /// QoS 0: nothing happens. Nothing is lost when the connection is gone meanwhile: the server sends the message again. A second call changes nothing.
    /// </summary>
    /// <param name="code">5.0: 0x80 and above refuses the message; the server forgets it all the same. 3.1.1 cannot say it.</param>
    public void Acknowledge(ReasonCode code = ReasonCode.Success)
    {
        if (_receipt is not null) _client.Acknowledge(_receipt, code);
    }
}
