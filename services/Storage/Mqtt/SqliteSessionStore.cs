using SmartStore.Grains;
using SmartStore.Mqtt.Sessions;
using SmartStore.Storage.Sqlite;

namespace SmartStore.Storage.Mqtt;

/// <summary>MQTT sessions in the data folder's database: they survive kill -9, and share each sync of the disk with everything else that is written.</summary>
public sealed class SqliteSessionStore : ISessionStore
{
    private readonly SqliteDatabase _database;

    private SqliteSessionStore(SqliteDatabase database) => _database = database;

    /// <summary>Opens the store in a database, or creates it there. The database stays the caller's to dispose.</summary>
    public static async Task<SqliteSessionStore> Open(SqliteDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        await database.Upgrade(SessionSchema.Part, SessionSchema.Steps);
        return new SqliteSessionStore(database);
    }

    /// <inheritdoc/>
    public ValueTask<StoredSessions> Load(CancellationToken cancel = default) => new(_database.Read(StoredSessionReader.Read));

    /// <inheritdoc/>
    public async ValueTask Commit(IReadOnlyList<SessionChange> changes) => await _database.Writer.Write(session =>
    {
        foreach (var change in changes) SessionChangeWriter.Write(session, change);
        return true;
    });
}
