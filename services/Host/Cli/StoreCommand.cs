using SmartStore.Grains.Storage.Sqlite;
using SmartStore.Host.Composition;

namespace SmartStore.Host.Cli;

/// <summary><c>store</c>: what has to be done with a server's state while no server runs on it.</summary>
internal static class StoreCommand
{
    public static Command Create()
    {
        var (data, place, cluster) = (Setting.ServerData(), StorePlace.StoreOption(), StorePlace.ClusterOption());
        var renew = new Command("renew", "After state was put back by other means than 'smartstore restore', as on Redis: phones and screens ask for everything anew instead of going on where the lost data ended. Stop the server first.") { data, place, cluster };
        renew.SetAction(async line =>
        {
            var folder = line.GetValue(data)!;
            var where = new StorePlace(line.GetValue(place)!, line.GetValue(cluster)!);
            if (where.Redis is null && !SqliteStateStore.Holds(folder))
            {
                CommandLine.Say($"The folder {folder} holds no {SqliteStateStore.FileName}: give the server's folder with --data.");
                return CommandLine.Failure;
            }

            await using var store = await StateStores.Open(where, folder, exclusive: true);
            await store.Renew();
            return CommandLine.Ok;
        });
        return new Command("store", "Looks after a server's state.") { renew };
    }
}
