using SmartStore.Mqtt.Sessions;
using SmartStore.Storage.Sqlite;

namespace SmartStore.Storage.Mqtt;

/// <summary>One change of a session, inside the writer's transaction. A change of a session that has ended meanwhile changes nothing.</summary>
internal static class SessionChangeWriter
{
    public static void Write(SqliteSession session, SessionChange change)
    {
        switch (change)
        {
            case SessionSaved saved:
                Save(session, saved.Session);
                break;
            case SessionEnded ended:
                End(session, ended.ClientId);
                break;
            case SubscriptionSaved saved:
                session.Use("""
                    INSERT OR REPLACE INTO mqtt_subscriptions (client, filter, options, id)
                    SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM mqtt_sessions WHERE client = ?1 AND life = ?5)
                    """)
                    .Bind(1, saved.ClientId).Bind(2, saved.Subscription.Filter).Bind(3, saved.Subscription.Options.ToByte())
                    .Bind(4, saved.Subscription.Id).Bind(5, saved.Life).Run();
                break;
            case SubscriptionRemoved removed:
                session.Use("""
                    DELETE FROM mqtt_subscriptions WHERE client = ?1 AND filter = ?2
                    AND EXISTS (SELECT 1 FROM mqtt_sessions WHERE client = ?1 AND life = ?3)
                    """)
                    .Bind(1, removed.ClientId).Bind(2, removed.Filter).Bind(3, removed.Life).Run();
                break;
            case DeliveryQueued queued:
                Queue(session, queued);
                break;
            case DeliveriesSent sent:
                session.Use("UPDATE mqtt_deliveries SET sent = 1 WHERE client = ?1 AND sequence <= ?2 AND sent = 0")
                    .Bind(1, sent.ClientId).Bind(2, sent.ThroughSequence).Run();
                break;
            case DeliveryReleased released:
                session.Use("UPDATE mqtt_deliveries SET released = 1 WHERE client = ?1 AND packet_id = ?2")
                    .Bind(1, released.ClientId).Bind(2, released.PacketId).Run();
                break;
            case DeliveryDone done:
                session.Use("DELETE FROM mqtt_deliveries WHERE client = ?1 AND packet_id = ?2")
                    .Bind(1, done.ClientId).Bind(2, done.PacketId).Run();
                break;
            case ReceivedRemembered remembered:
                session.Use("""
                    INSERT OR IGNORE INTO mqtt_received (client, packet_id)
                    SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM mqtt_sessions WHERE client = ?1 AND life = ?3)
                    """)
                    .Bind(1, remembered.ClientId).Bind(2, remembered.PacketId).Bind(3, remembered.Life).Run();
                break;
            case ReceivedForgotten forgotten:
                session.Use("DELETE FROM mqtt_received WHERE client = ?1 AND packet_id = ?2")
                    .Bind(1, forgotten.ClientId).Bind(2, forgotten.PacketId).Run();
                break;
            case RetainedSaved retained:
                session.Use("INSERT OR REPLACE INTO mqtt_retained (topic, message) VALUES (?1, ?2)")
                    .Bind(1, retained.Message.Topic).Bind(2, MessageBytes.Write(retained.Message)).Run();
                break;
            case RetainedRemoved removed:
                session.Use("DELETE FROM mqtt_retained WHERE topic = ?1").Bind(1, removed.Topic).Run();
                break;
            default:
                throw new InvalidOperationException($"{change.GetType().Name} is not stored.");
        }
    }

    private static void Save(SqliteSession session, StoredSession saved)
    {
        session.Use("""
            INSERT INTO mqtt_sessions (client, expiry_s, disconnected_at, will, life) VALUES (?1, ?2, ?3, NULL, ?4)
            ON CONFLICT (client) DO UPDATE SET life = excluded.life, expiry_s = excluded.expiry_s, disconnected_at = excluded.disconnected_at, will = NULL
            """)
            .Bind(1, saved.ClientId).Bind(2, saved.ExpiryS).Bind(3, saved.DisconnectedAtMs).Bind(4, saved.Life).Run();
        if (saved.Will is { } will)
            session.Use("UPDATE mqtt_sessions SET will = ?2 WHERE client = ?1").Bind(1, saved.ClientId).Bind(2, MessageBytes.Write(will)).Run();
    }

    private static void End(SqliteSession session, string client)
    {
        session.Use("DELETE FROM mqtt_sessions WHERE client = ?1").Bind(1, client).Run();
        session.Use("DELETE FROM mqtt_subscriptions WHERE client = ?1").Bind(1, client).Run();
        session.Use("DELETE FROM mqtt_deliveries WHERE client = ?1").Bind(1, client).Run();
        session.Use("DELETE FROM mqtt_received WHERE client = ?1").Bind(1, client).Run();
    }

    private static void Queue(SqliteSession session, DeliveryQueued queued)
    {
        var delivery = queued.Delivery;
        session.Use("""
            INSERT OR REPLACE INTO mqtt_deliveries (client, packet_id, sequence, qos, retain, sent, released, ids, message)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE EXISTS (SELECT 1 FROM mqtt_sessions WHERE client = ?1 AND life = ?10)
            """)
            .Bind(1, queued.ClientId).Bind(2, delivery.PacketId).Bind(3, delivery.Sequence).Bind(4, (int)delivery.Qos).Bind(5, delivery.Retain ? 1 : 0)
            .Bind(6, delivery.IsSent ? 1 : 0).Bind(7, delivery.IsReleased ? 1 : 0).Bind(8, MessageBytes.Write(delivery.SubscriptionIds))
            .Bind(9, MessageBytes.Write(delivery.Message)).Bind(10, queued.Life).Run();
    }
}
