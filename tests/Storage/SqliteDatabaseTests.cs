using Microsoft.Data.Sqlite;
using SmartStore.Storage.Sqlite;

namespace SmartStore.Storage.Tests;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_with_what_to_do()
    {
        File.WriteAllText(folder.File("file"), "");

        var error = Assert.Throws<StorageException>(() => SqliteDatabase.Open(folder.File("file")));

        Assert.StartsWith($"Cannot write to the data folder {folder.File("file")}", error.Message);
        Assert.EndsWith("make it writable for this user or choose another with --data.", error.Message);
    }

    [Fact]
    public void A_second_opener_is_refused_while_the_first_has_it_and_not_after()
    {
        using (SqliteDatabase.Open(folder.Path))
        {
            var error = Assert.Throws<StorageException>(() => SqliteDatabase.Open(folder.Path));
            Assert.Equal($"Another process uses the data folder {folder.Path}: stop it or choose another folder with --data.", error.Message);
        }
        SqliteDatabase.Open(folder.Path).Dispose();
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        var file = folder.File(SqliteDatabase.FileName);
        File.WriteAllText(file, "this is not a database, and long enough to have a whole header of one hundred bytes, which it needs to be looked at.");
        var before = File.ReadAllBytes(file);

        var error = Assert.Throws<StorageException>(() => SqliteDatabase.Open(folder.Path));

        Assert.StartsWith($"The database {file} is damaged (", error.Message);
        Assert.EndsWith("restore its last backup, or move the file away to start empty.", error.Message);
        Assert.Equal(before, File.ReadAllBytes(file));
        Assert.False(IsLocked());
    }

    [Fact]
    public async Task A_damaged_page_is_found_at_the_start()
    {
        using (var database = SqliteDatabase.Open(folder.Path))
        {
            var store = await SqlitePartitionStore.Open(database, TimeProvider.System);
            for (var i = 0; i < 200; i++) await store.PutDocument("layout", $"s{i}", new byte[500]);
        }
        var file = folder.File(SqliteDatabase.FileName);
        var bytes = File.ReadAllBytes(file);
        for (var page = 8; page < bytes.Length / 4096; page++) bytes.AsSpan(page * 4096, 200).Fill(0xA5);
        File.WriteAllBytes(file, bytes);

        var error = Assert.Throws<StorageException>(() => SqliteDatabase.Open(folder.Path));

        Assert.StartsWith($"The database {file} is damaged (", error.Message);
    }

    [Fact]
    public async Task Another_number_of_partitions_is_refused()
    {
        using (var first = SqliteDatabase.Open(folder.Path)) await SqlitePartitionStore.Open(first, TimeProvider.System, partitionCount: 8);
        using var database = SqliteDatabase.Open(folder.Path);

        var error = await Assert.ThrowsAsync<StorageException>(() => SqlitePartitionStore.Open(database, TimeProvider.System, partitionCount: 16));

        Assert.Equal($"The database {database.File} was created with 8 partitions, not 16: the number is fixed, so start with 8 or in an empty folder.", error.Message);
        Assert.Equal(8, (await SqlitePartitionStore.Open(database, TimeProvider.System)).PartitionCount);
    }

    [Fact]
    public async Task A_schema_of_a_newer_program_is_refused()
    {
        using var database = SqliteDatabase.Open(folder.Path);
        await database.Upgrade("part", ["CREATE TABLE a (x)", "CREATE TABLE b (x)"]);

        var error = await Assert.ThrowsAsync<StorageException>(() => database.Upgrade("part", ["CREATE TABLE a (x)"]));

        Assert.Contains("was written by a newer SmartStore (part schema 2, this program knows 1)", error.Message);
    }

    [Fact]
    public async Task Schema_steps_run_once_and_in_order()
    {
        using var database = SqliteDatabase.Open(folder.Path);
        await database.Upgrade("part", ["CREATE TABLE a (x)"]);
        await database.Upgrade("part", ["CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y"]);
        await database.Upgrade("part", ["CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y"]);

        Assert.Equal("2", database.Read(session => session.Scalar("SELECT count(*) FROM pragma_table_info('a')")));
    }

    [Fact]
    public void Every_commit_is_synced_to_disk()
    {
        using var database = SqliteDatabase.Open(folder.Path);

        Assert.Equal(("wal", "2"), database.Read(session => (session.Scalar("PRAGMA journal_mode"), session.Scalar("PRAGMA synchronous"))));
    }

    [Fact]
    public void Readers_cannot_write()
    {
        using var database = SqliteDatabase.Open(folder.Path);

        Assert.ThrowsAny<Exception>(() => database.Read(session =>
        {
            session.Execute("CREATE TABLE a (x)");
            return 0;
        }));
    }

    private bool IsLocked()
    {
        try
        {
            using var free = new FileStream(folder.File(SqliteDatabase.LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
