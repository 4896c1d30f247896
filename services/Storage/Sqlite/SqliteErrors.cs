using Microsoft.Data.Sqlite;
using SmartStore.Grains;

namespace SmartStore.Storage.Sqlite;

/// <summary>What SQLite's error codes mean to who called: ask again, or stop.</summary>
internal static class SqliteErrors
{
    /// <summary>Damaged content (11, 26): nothing that was read may be trusted, asking again does not help.</summary>
    public static bool IsDamage(SqliteException error) => error.SqliteErrorCode is 11 or 26;

    /// <summary>What an operator should know about a damaged file.</summary>
    public static string Damaged(string file, string how) =>
        $"The database {file} is damaged ({how.ReplaceLineEndings(" ")}): restore its last backup, or move the file away to start empty.";

    /// <summary>The exception a caller of the store gets for an error of SQLite.</summary>
    public static Exception Translate(SqliteException error, string file) => IsDamage(error)
        ? new StoreDamagedException(Damaged(file, error.Message), error)
        : new StoreUnavailableException($"The database {file} cannot be read or written at the moment: {error.Message.TrimEnd('.')}.", error);
}
