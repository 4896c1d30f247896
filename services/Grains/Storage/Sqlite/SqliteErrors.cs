using Microsoft.Data.Sqlite;

namespace SmartStore.Grains.Storage.Sqlite;

/// <summary>What SQLite's error codes mean to the caller: call again, or stop.</summary>
internal static class SqliteErrors
{
    /// <summary>Damaged content (SQLITE_CORRUPT 11, SQLITE_NOTADB 26): nothing that was read can be trusted.</summary>
    public static bool IsDamage(SqliteException error) => error.SqliteErrorCode is 11 or 26;

    /// <summary>What an operator should know about a damaged file.</summary>
    public static string Damaged(string file, string how) =>
        $"The database {file} is damaged ({how.ReplaceLineEndings(" ")}): restore its last backup, or move the file away to start empty.";

    /// <summary>The exception that a caller of the store gets for an error of SQLite.</summary>
    public static Exception Translate(SqliteException error, string file) => IsDamage(error)
        ? new StoreDamagedException(Damaged(file, error.Message))
        : new StoreUnavailableException($"The database {file} cannot be read or written at the moment: {error.Message.TrimEnd('.')}.");
}
