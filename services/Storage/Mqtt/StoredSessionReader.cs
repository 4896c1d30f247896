using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Sessions;
using SmartStore.Storage.Sqlite;

namespace SmartStore.Storage.Mqtt;

/// <summary>Reads everything that the MQTT server has to know after a restart, table by table.</summary>
internal static class StoredSessionReader
{
    public static StoredSessions Read(SqliteSession session)
    {
        var subscriptions = Subscriptions(session).ToLookup(row => row.Client, row => row.Subscription, StringComparer.Ordinal);
        var deliveries = Deliveries(session).ToLookup(row => row.Client, row => row.Delivery, StringComparer.Ordinal);
        var received = Received(session).ToLookup(row => row.Client, row => row.PacketId, StringComparer.Ordinal);
        var sessions = Sessions(session)
            .Select(stored => new StoredSessionState(
                stored,
                [.. subscriptions[stored.ClientId]],
                [.. deliveries[stored.ClientId]],
                [.. received[stored.ClientId]]))
            .ToList();
        return new StoredSessions(sessions, Retained(session));
    }

    private static List<StoredSession> Sessions(SqliteSession session)
    {
        var found = new List<StoredSession>();
        using var row = session.Use("SELECT client, expiry_s, disconnected_at, will, life FROM mqtt_sessions");
        while (row.Step())
        {
            long? disconnectedAtMs = row.IsNull(2) ? null : row.Int64(2);
            var will = row.IsNull(3) ? null : MessageBytes.ReadWill(row.Span(3));
            found.Add(new StoredSession(row.Text(0), row.Int64(4), (uint)row.Int64(1), disconnectedAtMs, will));
        }

        return found;
    }

    private static List<(string Client, StoredSubscription Subscription)> Subscriptions(SqliteSession session)
    {
        var found = new List<(string, StoredSubscription)>();
        using var row = session.Use("SELECT client, filter, options, id FROM mqtt_subscriptions");
        while (row.Step())
            found.Add((row.Text(0), new StoredSubscription(row.Bytes(1), SubscriptionOptions.FromByte((byte)row.Int64(2)), (int)row.Int64(3))));
        return found;
    }

    private static List<(string Client, StoredDelivery Delivery)> Deliveries(SqliteSession session)
    {
        var found = new List<(string, StoredDelivery)>();
        using var row = session.Use(
            "SELECT client, sequence, packet_id, qos, retain, sent, released, ids, message FROM mqtt_deliveries ORDER BY client, sequence");
        while (row.Step())
        {
            found.Add((row.Text(0), new StoredDelivery(
                row.Int64(1),
                (ushort)row.Int64(2),
                (Qos)row.Int64(3),
                row.Int64(4) != 0,
                row.Int64(5) != 0,
                row.Int64(6) != 0,
                MessageBytes.ReadIds(row.Span(7)),
                MessageBytes.Read(row.Span(8)))));
        }

        return found;
    }

    private static List<(string Client, ushort PacketId)> Received(SqliteSession session)
    {
        var found = new List<(string, ushort)>();
        using var row = session.Use("SELECT client, packet_id FROM mqtt_received");
        while (row.Step()) found.Add((row.Text(0), (ushort)row.Int64(1)));
        return found;
    }

    private static List<Message> Retained(SqliteSession session)
    {
        var found = new List<Message>();
        using var row = session.Use("SELECT message FROM mqtt_retained");
        while (row.Step()) found.Add(MessageBytes.Read(row.Span(0)));
        return found;
    }
}
