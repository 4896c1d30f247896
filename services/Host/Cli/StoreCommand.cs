using SmartStore.Grains.Journal;
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
        var file = new Command("new-journal", "After the journal.db of a cluster on Redis was lost: the role insights may begin another one. A process that still moves rows to the old one ends.") { place, cluster };
        file.SetAction(async line =>
        {
            var where = new StorePlace(line.GetValue(place)!, line.GetValue(cluster)!);
            if (where.Redis is null) throw new UsageException("The journal lies in a file of its own with --store redis://… alone; give that.");
            await using var store = await StateStores.Open(where, "", exclusive: false);
            await JournalPlace.LetGo(store.Store);
            return CommandLine.Ok;
        });
        return new Command("store", "Looks after a server's state.") { renew, file };
    }
}
