using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Sessions;
using SmartStore.Storage.Mqtt;
using SmartStore.Storage.Sqlite;

namespace SmartStore.Mqtt.Tests.Server;

public sealed class SqliteSessionStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mqtt-sessions").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Fifty_messages_for_an_absent_client_survive_the_reopening_of_the_database()
    {
        var first = SqliteDatabase.Open(_folder);
        var store = await SqliteSessionStore.Open(first);
        SqliteDatabase? second = null;
        await Durability.FiftyMessagesSurvive(store, () =>
        {
            first.Dispose();
            second = SqliteDatabase.Open(_folder);
            return SqliteSessionStore.Open(second).GetAwaiter().GetResult();
        });
        second!.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_change_of_a_living_session_is_found_again_as_it_was_written(bool isSqlite)
    {
        using var database = isSqlite ? SqliteDatabase.Open(_folder) : null;
        ISessionStore store = database is null ? new MemorySessionStore() : await SqliteSessionStore.Open(database);
        var message = new Message([1, 2], [3], [0x01, 0x01], Qos.ExactlyOnce, Retain: true, 1234);
        var will = new StoredWill(message with { ExpiresAtMs = Message.NeverExpires }, 5, 7);
        await store.Commit(
        [
            new SessionSaved(new StoredSession("c", 3, 60, null, will)),
            new SubscriptionSaved("c", 3, new StoredSubscription([0x61], new SubscriptionOptions(Qos.AtLeastOnce, NoLocal: true), 9)),
            new DeliveryQueued("c", 3, new StoredDelivery(1, 10, Qos.AtLeastOnce, false, false, false, [9], message)),
            new DeliveryQueued("c", 3, new StoredDelivery(2, 11, Qos.ExactlyOnce, true, false, false, [], message)),
            new DeliveryQueued("c", 3, new StoredDelivery(3, 12, Qos.ExactlyOnce, true, false, false, [], message)),
            new ReceivedRemembered("c", 3, 4),
            new ReceivedRemembered("c", 3, 5),
            new RetainedSaved(message),
            new RetainedSaved(message with { Topic = [9] }),
        ]);
        await store.Commit(
        [
            new DeliveriesSent("c", 2),
            new DeliveryReleased("c", 11),
            new DeliveryDone("c", 12),
            new ReceivedForgotten("c", 4),
            new RetainedRemoved([9]),
            new DeliveryQueued("c", 2, new StoredDelivery(1, 10, Qos.ExactlyOnce, false, false, false, [], message)),
            new SubscriptionSaved("c", 2, new StoredSubscription([0x62], new SubscriptionOptions(Qos.AtMostOnce), 0)),
            new SubscriptionRemoved("c", 2, [0x61]),
            new ReceivedRemembered("c", 2, 6),
            new DeliveryQueued("gone", 3, new StoredDelivery(1, 1, Qos.AtLeastOnce, false, false, false, [], message)),
        ]);

        var found = await store.Load();
        var state = Assert.Single(found.Sessions);
        Assert.Equal(("c", 3L, 60u, (long?)null), (state.Session.ClientId, state.Session.Life, state.Session.ExpiryS, state.Session.DisconnectedAtMs));
        Assert.Equal((5u, (uint?)7u), (state.Session.Will!.DelayS, state.Session.Will.ExpiryS));
        Assert.Equal([0x61], Assert.Single(state.Subscriptions).Filter);
        Assert.Equal([(10, true, false), (11, true, true)], state.Deliveries.Select(each => ((int)each.PacketId, each.IsSent, each.IsReleased)));
        Assert.Equal([9], state.Deliveries[0].SubscriptionIds);
        Assert.Equal((ushort)5, Assert.Single(state.Received));
        var retained = Assert.Single(found.Retained);
        Assert.Equal((1234L, true, Qos.ExactlyOnce), (retained.ExpiresAtMs, retained.Retain, retained.Qos));
        Assert.Equal([3], retained.Payload);

        await store.Commit([new SessionEnded("c")]);
        Assert.Empty((await store.Load()).Sessions);
    }

    [Fact]
    public async Task Stored_bytes_stay_as_they_are()
    {
        using var database = SqliteDatabase.Open(_folder);
        var store = await SqliteSessionStore.Open(database);
        var message = new Message("a/b"u8.ToArray(), "hi"u8.ToArray(), [0x01, 0x01], Qos.AtLeastOnce, Retain: true, 1000);
        await store.Commit([new RetainedSaved(message), new SessionSaved(new StoredSession("c", 3, 1, null, new StoredWill(message, 5, 7)))]);

        const string MessageBytes = "0105E803000000000000" + "0300612F62" + "020000000101" + "6869";
        Assert.Equal(MessageBytes, database.Read(session => Blob(session, "SELECT message FROM mqtt_retained")));
        Assert.Equal("0105000000" + "0107000000" + MessageBytes, database.Read(session => Blob(session, "SELECT will FROM mqtt_sessions")));
    }

    private static string Blob(SqliteSession session, string query)
    {
        using var row = session.Use(query);
        Assert.True(row.Step());
        return Convert.ToHexString(row.Span(0));
    }
}
