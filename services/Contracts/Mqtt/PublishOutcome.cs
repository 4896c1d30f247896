using MQTTnet;

namespace SmartStore.Contracts.Mqtt;

/// <summary>What became of a message that was published.</summary>
/// <param name="Code">The broker's answer (MQTT 3.1.1 knows only success); null: none came, and the message may or may not have arrived.</param>
/// <param name="Reason">The broker's words, or why there is no answer; may be empty.</param>
public readonly record struct PublishOutcome(MqttClientPublishReasonCode? Code, string Reason)
{
    /// <summary>The broker has taken it.</summary>
    public bool IsTaken => Code is MqttClientPublishReasonCode.Success or MqttClientPublishReasonCode.NoMatchingSubscribers;

    /// <summary>Sending it again may succeed: there was no answer, or the broker is busy or says no more than no.</summary>
    public bool MayMend => Code is null or MqttClientPublishReasonCode.UnspecifiedError or MqttClientPublishReasonCode.ImplementationSpecificError
        or MqttClientPublishReasonCode.PacketIdentifierInUse or MqttClientPublishReasonCode.QuotaExceeded;
}
