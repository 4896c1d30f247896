using SmartStore.Core.Shoppers;
using SmartStore.Grains.Storage;
using SmartStore.Grains.Storage.Sqlite;
using SmartStore.Host.Devices;

namespace SmartStore.Host.Backups;

/// <summary>A backup is a folder: the databases of the data folder and what lies beside them. A store's database alone is one, too.</summary>
internal static class BackupFiles
{
    /// <summary>A larger list of the erased is not read, bytes: 500,000 and more people.</summary>
    public const int ErasedBytesMax = 64 << 20;

    /// <summary>What a backup may hold, beside the databases.</summary>
    public static readonly string[] Beside = [DevicesFile.Name, ErasedLog.FileName];

    private static readonly string[] _ends = ["", "-wal", "-shm", "-journal"];

    /// <summary>Files whose locks say that a process uses a data folder.</summary>
    public static readonly string[] Locks = [SqliteStateStore.LockName, SqliteBackup.JournalLock];

    /// <summary>The databases, and what SQLite may keep beside them.</summary>
    public static readonly string[] Databases = [.. Files(SqliteStateStore.FileName), .. Files(SqliteBackup.Journal)];

    /// <summary>A database, and what SQLite may keep beside it.</summary>
    public static IEnumerable<string> Files(string database) => _ends.Select(end => database + end);

    /// <summary>The moment as a part of a name: <c>20261129T120000Z</c>.</summary>
    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'");

    /// <summary>Removes a draft: the files that one can hold, and nothing else that somebody may have put there.</summary>
    public static void RemoveDraft(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var name in Databases.Concat(Beside).Concat(Locks)) File.Delete(Path.Combine(folder, name));
        if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }

    /// <summary>The erasures in a file; none: it is not there.</summary>
    /// <exception cref="StorageException">A line of it is no erasure, or it is too large.</exception>
    public static IReadOnlyList<Erasure> ReadErased(string file)
    {
        if (!File.Exists(file)) return [];
        if (new FileInfo(file).Length > ErasedBytesMax) throw new StorageException($"The list of the erased {file} is larger than {ErasedBytesMax >> 20} MiB, so it is none.");
        var erased = ErasedLog.Read(File.ReadAllText(file), out var wrong);
        return wrong == 0 ? erased : throw new StorageException($"Line {wrong} of {file} is no erasure (pseudonym, space, time as 2026-11-29T12:00:00.000Z): correct it, so that nobody who was erased comes back.");
    }
}
