namespace SmartStore.Mqtt.Server;

/// <summary>A subscription in process: gets messages inline, on the read loop of the connection they come from.</summary>
public interface IPublishHandler
{
    /// <summary>Called for every matching message, in order per connection, from several connections at once. Must not block.</summary>
    /// <returns>What becomes of the message. A deferred verdict holds back its PUBACK or PUBREC, and those after it.</returns>
    Verdict OnPublish(in IncomingPublish publish);
}
