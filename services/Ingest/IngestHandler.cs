using SmartStore.Mqtt.Server;

namespace SmartStore.Ingest;

/// <summary>Hands what our own listener takes to the intake, on the read loop of its connection.</summary>
public sealed class IngestHandler(MessageIntake intake) : IPublishHandler
{
    /// <inheritdoc/>
    public Verdict OnPublish(in IncomingPublish publish)
    {
        var message = new DeviceMessage(publish.Topic, publish.Payload, publish.ResponseTopic, publish.CorrelationData);
        var taken = intake.Take(message, ConnectionNotes.Of(publish.Client));
        if (taken.Pending is { } pending) return Verdict.Deferred(new ValueTask<Mqtt.Packets.ReasonCode>(pending));
        if (taken.Reason != Mqtt.Packets.ReasonCode.Success) return Verdict.Refused(taken.Reason);
        return taken.PassOn ? Verdict.PassOn : Verdict.Accepted;
    }
}
