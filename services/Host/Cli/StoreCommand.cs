using SmartStore.Grains.Storage.Sqlite;

namespace SmartStore.Host.Cli;

/// <summary><c>store</c>: what has to be done with a data folder while no server runs on it.</summary>
internal static class StoreCommand
{
    public static Command Create()
    {
        var data = Setting.ServerData();
        var renew = new Command("renew", "After a backup was restored: phones and screens ask for everything anew instead of going on where the lost data ended. Stop the server first.") { data };
        renew.SetAction(async line =>
        {
            var folder = line.GetValue(data)!;
            if (!SqliteStateStore.Holds(folder))
            {
                CommandLine.Say($"The folder {folder} holds no {SqliteStateStore.FileName}: give the server's folder with --data.");
                return CommandLine.Failure;
            }

            using var store = await SqliteStateStore.Open(folder, TimeProvider.System);
            await store.Renew();
            return CommandLine.Ok;
        });
        return new Command("store", "Looks after a data folder.") { renew };
    }
}
