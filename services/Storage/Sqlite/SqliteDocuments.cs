using Microsoft.Data.Sqlite;
using SmartStore.Grains;

namespace SmartStore.Storage.Sqlite;

/// <summary>The documents of a data folder, for a command that reads or changes them while a server may run on the folder: it keeps no lock between two calls.</summary>
public sealed class SqliteDocuments : IDisposable
{
    private readonly SqliteSession _session;
    private readonly string _file;

    private SqliteDocuments(SqliteSession session, string file) => (_session, _file) = (session, file);

    /// <summary>Opens the documents of a folder.</summary>
    /// <exception cref="StorageException">No server keeps its data in it, or the database cannot be opened.</exception>
    public static SqliteDocuments Open(string folder)
    {
        var file = Path.Combine(Path.GetFullPath(folder), SqliteDatabase.FileName);
        if (!File.Exists(file))
            throw new StorageException($"The folder {folder} holds no {SqliteDatabase.FileName}, so no server reads it: give the server's folder with --data, or start the server in it once.");
        try
        {
            return new SqliteDocuments(SqliteSession.Open(file, readOnly: false), file);
        }
        catch (SqliteException e)
        {
            throw Unusable(file, e);
        }
    }

    /// <summary>All documents of one kind, in order of id.</summary>
    /// <exception cref="StorageException">The database cannot be read.</exception>
    public IReadOnlyList<StoredDocument> All(string kind) => Try(() =>
    {
        var documents = new List<StoredDocument>();
        using var rows = _session.Use("SELECT id, body FROM documents WHERE kind = ?1 ORDER BY id").Bind(1, kind);
        while (rows.Step()) documents.Add(new StoredDocument(rows.Text(0), rows.Bytes(1)));
        return documents;
    });

    /// <summary>Replaces one document; null removes it. On disk when it returns.</summary>
    /// <returns>False: there was nothing to remove.</returns>
    /// <exception cref="StorageException">The database cannot be written.</exception>
    public bool Put(string kind, string id, byte[]? body) => Try(() =>
    {
        if (body is not null) _session.Use("INSERT OR REPLACE INTO documents (kind, id, body) VALUES (?1, ?2, ?3)").Bind(1, kind).Bind(2, id).Bind(3, body).Run();
        else _session.Use("DELETE FROM documents WHERE kind = ?1 AND id = ?2").Bind(1, kind).Bind(2, id).Run();
        return _session.Changes > 0;
    });

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private T Try<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw Unusable(_file, e);
        }
    }

    private static StorageException Unusable(string file, SqliteException e) =>
        SqliteErrors.IsDamage(e) ? new StorageException(SqliteErrors.Damaged(file, e.Message), e) : new StorageException($"Cannot use the database {file} ({e.Message.TrimEnd('.')}).", e);
}
