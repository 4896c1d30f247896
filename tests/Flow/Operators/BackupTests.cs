using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Grpc.Core;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Storage;
using SmartStore.Grains.Storage.Sqlite;

namespace SmartStore.Flow.Tests.Operators;

/// <summary><c>smartstore backup</c> and <c>restore</c>, with the real process.</summary>
public sealed partial class BackupTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly FreshFolder _folder = new();

    private string Data => _folder.File("data");

    private string Copy => _folder.File("copy");

    private string Elsewhere => _folder.File("elsewhere");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_acknowledged_before_a_backup_under_load_is_restored_elsewhere_and_old_cursors_are_gone()
    {
        string shopper, cursor;
        var acknowledged = new ConcurrentQueue<string>();
        List<string> before;
        await using (var server = await ServerProcess.Start(Data))
        await using (var client = await ShopClient.Connect(server))
        {
            await client.Furnish();
            shopper = await client.NewShopper([Purpose.Presence], "milk");
            await using (var phone = client.Watch(shopper))
            {
                await client.Tap(shopper, "entrance");
                cursor = (await phone.First(update => update.Cursor.Length > 0, "an update")).Cursor;
            }

            Assert.Equal(0, (await Child.Run("device", "add", "--data", Data, "--store", CornerShop.Id, "--id", "s-entrance")).Code);
            using var enough = new CancellationTokenSource();
            var load = Task.Run(async () =>
            {
                while (!enough.IsCancellationRequested) acknowledged.Enqueue(await client.NewShopper([], "milk"));
            });
            await Eventually.Is(() => acknowledged.Count >= 50, () => "50 shoppers");
            before = [.. acknowledged];
            var ended = await Child.Run("backup", "--data", Data, "--to", Copy);
            await enough.CancelAsync();
            await load;
            Assert.Equal(0, ended.Code);
            var line = BackupLine().Match(ended.Out);
            Assert.True(line.Success, ended.Out);
            Assert.Equal(Copy, line.Groups["folder"].Value);
            Assert.Equal(new FileInfo(Path.Combine(Copy, "smartstore.db")).Length, long.Parse(line.Groups["bytes"].Value));
            Assert.True(long.Parse(line.Groups["records"].Value) >= before.Count);
            Assert.False(server.Child.HasExited);
        }

        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in Directory.GetFiles(Copy)) Assert.Equal(Owner, File.GetUnixFileMode(file));
            Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Copy));
        }

        Done(await Restore());
        await using var second = await ServerProcess.Start(Elsewhere);
        await using var again = await ShopClient.Connect(second);
        foreach (var one in before) Assert.Equal("milk", Assert.Single((await again.GetList(one)).Items).Id);
        await using (var late = again.Watch(shopper, cursor)) Assert.Equal(StatusCode.OutOfRange, (await late.Refusal()).StatusCode);
        await using (var anew = again.Watch(shopper)) await anew.First(update => update.Cursor.Length > 0, "what still counts");
        Assert.Contains("s-entrance", (await Child.Run("device", "list", "--data", Elsewhere)).Out);
    }

    [Fact]
    public async Task A_backup_that_is_killed_leaves_nothing_under_its_name_and_does_not_hinder_the_next()
    {
        await Fill(Data);
        // Nobody writes into the pipe: there the backup stands, with its copy of the database.
        var pipe = Path.Combine(Data, "devices.json");
        await using (var mkfifo = Child.Start("mkfifo", [pipe])) Assert.Equal(0, (await mkfifo.End()).Code);
        var draft = new FileInfo(_folder.File("smartstore-backup.new/smartstore.db"));
        await using (var killed = Child.SmartStore("backup", "--data", Data, "--to", Copy))
        {
            await Eventually.Is(() => new FileInfo(draft.FullName) is { Exists: true, Length: > 0 } || killed.HasExited, () => $"a draft; {killed.Err}");
            Refuses(await Child.Run("backup", "--data", Data, "--to", Copy), 1, "Another backup");
            Assert.False(killed.HasExited);
            await killed.Kill();
        }

        Assert.False(Path.Exists(Copy));
        File.Delete(pipe);
        Done(await Child.Run("backup", "--data", Data, "--to", Copy));
        Assert.False(Directory.Exists(draft.DirectoryName));
        Done(await Restore());
    }

    [Fact]
    public async Task A_backup_takes_the_place_of_another_only_when_asked()
    {
        await Fill(Data);
        Done(await Child.Run("backup", "--data", Data, "--to", Copy));
        await Fill(Data, "shopper/later");

        Refuses(await Child.Run("backup", "--data", Data, "--to", Copy), 1, Copy, "--replace");
        Done(await Child.Run("backup", "--data", Data, "--to", Copy, "--replace"));

        Done(await Restore());
        using var store = await SqliteStateStore.Open(Elsewhere, TimeProvider.System);
        Assert.NotNull(await store.Read("shopper/later"));
        Assert.Equal(["copy", "data", "elsewhere"], Directory.GetDirectories(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task In_a_folder_that_is_there_a_backup_gets_a_dated_name()
    {
        await Fill(Data);
        Directory.CreateDirectory(Copy);

        Done(await Child.Run("backup", "--data", Data, "--to", Copy));

        Assert.Matches(@"/smartstore-\d{8}T\d{6}Z$", Assert.Single(Directory.GetDirectories(Copy)));
    }

    [Theory]
    [InlineData("a body that was stored", "a record is not what was written")]
    [InlineData("SQLite format 3", "not a database")]
    public async Task A_damaged_backup_is_refused_before_anything_is_written(string where, string how)
    {
        await Fill(Data);
        Done(await Child.Run("backup", "--data", Data, "--to", Copy));
        var file = Path.Combine(Copy, "smartstore.db");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(where))] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        Refuses(await Restore(), 1, file, "is damaged", how);
        Assert.False(SqliteStateStore.Holds(Elsewhere));
    }

    [Fact]
    public async Task A_damaged_store_makes_no_backup()
    {
        await Fill(Data);
        var file = Path.Combine(Data, "smartstore.db");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.AsSpan().IndexOf("a body that was stored"u8)] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        Refuses(await Child.Run("backup", "--data", Data, "--to", Copy), 1, file, "is damaged", "a record is not what was written");
        Assert.Equal(["data"], Directory.GetDirectories(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_place_without_room_or_rights_is_told()
    {
        await Fill(Data, body: new byte[1 << 20]);

        // Files of 512 KiB at most, as on a disk that is full.
        await using (var full = Child.Start("sh", ["-c", "trap '' XFSZ; ulimit -f 1024; exec dotnet \"$@\"", "sh", Path.Combine(AppContext.BaseDirectory, "smartstore.dll"), "backup", "--data", Data, "--to", Copy], null, ("DOTNET_EnableWriteXorExecute", "0")))
            Refuses(await full.End(), 1, Path.GetFileName(_folder.Path), "cannot be");
        Refuses(await Child.Run("backup", "--data", Data, "--to", "/proc/copy"), 1, "/proc/copy", "--to"); // not writable, not even for root
        Assert.Equal(["data"], Directory.GetDirectories(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_folder_is_restored_only_without_a_server_and_its_store_is_set_aside_only_when_asked()
    {
        await Fill(Data);
        Done(await Child.Run("backup", "--data", Data, "--to", Copy));
        await using (var server = await ServerProcess.Start(Data))
        {
            Refuses(await Child.Run("restore", "--from", Copy, "--data", Data, "--replace"), 1, Data, "stop the server");
            Assert.False(server.Child.HasExited);
            await server.Kill(); // what it wrote lies in its log
        }

        Refuses(await Child.Run("restore", "--from", Copy, "--data", Data), 1, Data, "--replace");
        Done(await Child.Run("restore", "--from", Copy, "--data", Data, "--replace"));

        var replaced = Assert.Single(Directory.GetDirectories(Data));
        Assert.Matches(@"/replaced-\d{8}T\d{6}Z$", replaced);
        using var old = await SqliteStateStore.Open(replaced, TimeProvider.System);
        using var restored = await SqliteStateStore.Open(Data, TimeProvider.System);
        Assert.NotNull(await old.Read("shopper/ann"));
        Assert.NotNull(await restored.Read("shopper/ann"));
        Assert.NotEqual(old.Life, restored.Life);
    }

    [Fact]
    public async Task Lists_of_the_erased_are_merged_and_a_wrong_one_is_named()
    {
        const string ann = "a1 2026-11-27T12:00:00.000Z\n", ben = "b2 2026-11-28T12:00:00.000Z\n", cem = "c3 2026-11-29T12:00:00.000Z\n";
        await Fill(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "erased.log"), ben);
        Done(await Child.Run("backup", "--data", Data, "--to", Copy));
        await File.WriteAllTextAsync(Path.Combine(Data, "erased.log"), ben + cem);
        var lost = _folder.Write("lost.log", ann + ben);
        var wrong = _folder.Write("wrong.log", ann + "ben, yesterday\n");

        Refuses(await Child.Run("restore", "--from", Copy, "--data", Data, "--replace", "--erased", lost, "--erased", wrong), 1, "Line 2", wrong);
        Done(await Child.Run("restore", "--from", Copy, "--data", Data, "--replace", "--erased", lost));

        Assert.Equal(ann + ben + cem, await File.ReadAllTextAsync(Path.Combine(Data, "erased.log")));
    }

    [Theory]
    [InlineData("backup", "--to")]
    [InlineData("restore", "--from")]
    public async Task Redis_is_backed_up_by_its_own_means(string command, string flag) =>
        Refuses(await Child.Run(command, flag, Copy, "--data", Data, "--store", "redis://127.0.0.1:1"), 2, "docs/operations/redis-backups.md");

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        Refuses(await Child.Run("backup", "--data", Data, "--to", Copy), 1, Data, "smartstore.db");
        Refuses(await Restore(), 1, Copy, "--from");
        Assert.Empty(Directory.GetDirectories(_folder.Path));
    }

    private Task<Finished> Restore() => Child.Run("restore", "--from", Copy, "--data", Elsewhere);

    private static async Task Fill(string folder, string key = "shopper/ann", byte[]? body = null)
    {
        using var store = await SqliteStateStore.Open(folder, TimeProvider.System);
        await store.Write(new RecordWrite(key, 0, body ?? "a body that was stored"u8.ToArray()));
    }

    private static void Done(Finished ended) => Assert.True(ended.Code == 0, ended.Err);

    private static void Refuses(Finished ended, int code, params string[] words)
    {
        Assert.Equal(code, ended.Code);
        ended.ShowsNoStackTrace();
        Assert.Single(ended.Complaints);
        foreach (var word in words) Assert.Contains(word, ended.Err);
    }

    [GeneratedRegex(@"^backup=(?<folder>\S+) bytes=(?<bytes>\d+) records=(?<records>\d+) seconds=\d+\.\d\d$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BackupLine();
}
