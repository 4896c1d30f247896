namespace SmartStore.Storage.Mqtt;

/// <summary>The tables of the MQTT session store, version by version. A step that was released is never changed; a change is a new step.</summary>
internal static class SessionSchema
{
    /// <summary>Name of this part in the table of schemas.</summary>
    public const string Part = "mqtt";

    /// <summary>Times are unix milliseconds. <c>will</c>, <c>message</c> and <c>ids</c>: see <see cref="MessageBytes"/>.</summary>
    public static readonly IReadOnlyList<string> Steps =
    [
        """
        CREATE TABLE mqtt_sessions (
            client TEXT PRIMARY KEY, expiry_s INTEGER NOT NULL, disconnected_at INTEGER, will BLOB) WITHOUT ROWID;
        CREATE TABLE mqtt_subscriptions (
            client TEXT NOT NULL, filter BLOB NOT NULL, options INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (client, filter)) WITHOUT ROWID;
        CREATE TABLE mqtt_deliveries (
            client TEXT NOT NULL, packet_id INTEGER NOT NULL, sequence INTEGER NOT NULL, qos INTEGER NOT NULL, retain INTEGER NOT NULL,
            sent INTEGER NOT NULL, released INTEGER NOT NULL, ids BLOB NOT NULL, message BLOB NOT NULL, PRIMARY KEY (client, packet_id)) WITHOUT ROWID;
        CREATE TABLE mqtt_received (client TEXT NOT NULL, packet_id INTEGER NOT NULL, PRIMARY KEY (client, packet_id)) WITHOUT ROWID;
        CREATE TABLE mqtt_retained (topic BLOB PRIMARY KEY, message BLOB NOT NULL) WITHOUT ROWID;
        """,
        "ALTER TABLE mqtt_sessions ADD COLUMN life INTEGER NOT NULL DEFAULT 0",
    ];
}
