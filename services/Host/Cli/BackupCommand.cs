using System.Globalization;
using SmartStore.Host.Backups;

namespace SmartStore.Host.Cli;

/// <summary><c>backup</c> and <c>restore</c>: a data folder as it was at one moment, or that of a process that moves the journal out of Redis.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var (data, place) = (Setting.ServerData(), StorePlace.StoreOption());
        var to = new Option<string>("--to") { Description = "Name of the backup, a new folder; or a folder that is there, in which it gets a dated name", HelpName = "DIR", Required = true };
        var replace = new Option<bool>("--replace") { Description = "Let it take the place of a backup of that name" };
        var command = new Command("backup", "Copies a server's data while the server runs, checks the copy, and prints where it is.") { data, place, to, replace };
        command.SetAction((line, cancel) =>
        {
            RefuseRedis(line.GetValue(place)!);
            return Stoppable("Stopped before the backup was whole; nothing of it was kept.", progress =>
            {
                var backup = Backup.Make(line.GetValue(data)!, line.GetValue(to)!, line.GetValue(replace), TimeProvider.System.GetUtcNow(), progress, cancel);
                Console.WriteLine($"backup={backup.Folder} bytes={backup.Bytes} {Held(backup.Records, backup.JournalRows)} seconds={Seconds(progress)}");
                return Task.CompletedTask;
            }, cancel);
        });
        return command;
    }

    public static Command CreateRestore()
    {
        var (data, place) = (Setting.ServerData(), StorePlace.StoreOption());
        var from = new Option<string>("--from") { Description = "A backup, or a copy of the database", HelpName = "DIR|FILE", Required = true };
        var erased = new Option<string[]>("--erased") { Description = "A further list of those who were erased, such as the erased.log of a lost machine; may be given several times", HelpName = "FILE" };
        var replace = new Option<bool>("--replace") { Description = "Set the store aside that the folder holds: it is kept in a folder replaced-… of it" };
        var command = new Command("restore", "Puts a backup into a folder of --data. Stop the server first. Phones and screens ask for everything anew.") { data, place, from, erased, replace };
        command.SetAction((line, cancel) =>
        {
            RefuseRedis(line.GetValue(place)!);
            var folder = line.GetValue(data)!;
            return Stoppable($"Stopped before the backup was restored; the folder {folder} is as it was.", async progress =>
            {
                var restored = await Restoring.Do(line.GetValue(from)!, folder, line.GetValue(erased) ?? [], line.GetValue(replace), TimeProvider.System.GetUtcNow(), progress, cancel);
                Console.WriteLine($"restored={Path.GetFullPath(folder)} bytes={restored.Bytes} {Held(restored.Records, restored.JournalRows)} erased={restored.Erased}{(restored.Replaced is { } old ? $" replaced={Path.GetFullPath(old)}" : "")} seconds={Seconds(progress)}");
            }, cancel);
        });
        return command;
    }

    // To be stopped is a failure here: a script must not go on as if there were a backup.
    private static async Task<int> Stoppable(string stopped, Func<StepProgress, Task> work, CancellationToken cancel)
    {
        try
        {
            await work(new StepProgress(TimeProvider.System, CommandLine.Say));
            return CommandLine.Ok;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            CommandLine.Say(stopped);
            return CommandLine.Failure;
        }
    }

    private static void RefuseRedis(string store)
    {
        if (new StorePlace(store, StorePlace.Sqlite.Cluster).Redis is not null)
            throw new UsageException("The state is in Redis, which is backed up and restored by its own means: see docs/operations/redis-backups.md. The journal.db of a process with the role insights: give its folder with --data, without --store.");
    }

    private static string Held(long? records, long? rows) => string.Join(' ', new[] { records is null ? null : $"records={records}", rows is null ? null : $"journal={rows}" }.OfType<string>());

    private static string Seconds(StepProgress progress) => progress.Elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
}
