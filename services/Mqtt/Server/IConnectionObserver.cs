using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Server;

/// <summary>Hears of clients that come and go: the health of receivers. Called on connection tasks: must not block and must not throw.</summary>
public interface IConnectionObserver
{
    /// <summary>A CONNECT was accepted.</summary>
    void OnConnected(MqttClientInfo client);

    /// <summary>A connection that had been accepted is over.</summary>
    /// <param name="client">Whose.</param>
    /// <param name="reason">Success: the client said goodbye; UnspecifiedError: the line broke; else why the server ended it.</param>
    void OnDisconnected(MqttClientInfo client, ReasonCode reason);

    /// <summary>A will was said.</summary>
    /// <param name="clientId">Whose.</param>
    /// <param name="topic">UTF-8.</param>
    void OnWillSaid(string clientId, ReadOnlyMemory<byte> topic);
}
