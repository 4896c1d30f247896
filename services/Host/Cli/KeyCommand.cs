using SmartStore.Api.Identity;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Storage;
using SmartStore.Host.Composition;

namespace SmartStore.Host.Cli;

/// <summary><c>key</c>: which other systems may call, and what they may do.</summary>
internal static class KeyCommand
{
    public static Command Create()
    {
        var places = new Places(Setting.ServerData(), StorePlace.StoreOption(), StorePlace.ClusterOption());
        var id = Setting.Id("id", "Name of the key, such as order-system or till-3");
        var roles = new Option<string>("--role")
        {
            Description = $"What it may do, comma-separated: {string.Join(", ", ApiKey.KnownRoles)}",
            HelpName = "ROLES",
            Required = true,
        };

        var add = new Command("add", "Makes an API key and prints it, once. A server that runs on the folder takes it within 5 s.") { places.Data, places.Store, places.Cluster, id, roles };
        add.SetAction(line => Do(line, places, async keys =>
        {
            var present = (await Present(keys)).Select(document => document.Id).ToList();
            var known = present.Contains(line.GetValue(id)!);
            if (!known && present.Count >= ApiKey.KeysMax)
            {
                CommandLine.Say($"The store is full with {ApiKey.KeysMax} keys; remove one first.");
                return CommandLine.Failure;
            }

            var (key, shown) = ApiKey.New(line.GetValue(id)!, ServeOptions.List(line.GetValue(roles)!), TimeProvider.System.GetUtcNow());
            await keys.PutDocument(ApiKey.DocumentKind, key.Id, key.ToDocument());
            Console.WriteLine($"key={shown}");
            CommandLine.Say((known ? "There was a key of this name: the new one takes its place, and the old one no longer works. " : "") + "Send it as x-api-key. It is not kept and cannot be shown again.");
            return CommandLine.Ok;
        }));

        var remove = new Command("remove", "Forgets an API key: it no longer works, within 5 s on a running server.") { places.Data, places.Store, places.Cluster, id };
        remove.SetAction(line => Do(line, places, async keys =>
        {
            if ((await Present(keys)).All(document => document.Id != line.GetValue(id)))
            {
                CommandLine.Say("There is no such key; see 'smartstore key list'.");
                return CommandLine.Failure;
            }

            await keys.PutDocument(ApiKey.DocumentKind, line.GetValue(id)!, null);
            return CommandLine.Ok;
        }));

        var list = new Command("list", "Lists the API keys: name, roles, when each was made.") { places.Data, places.Store, places.Cluster };
        list.SetAction(line => Do(line, places, async keys =>
        {
            foreach (var key in (await Present(keys)).Select(document => ApiKey.Read(document.Body)).OrderBy(key => key.Id, StringComparer.Ordinal))
                Console.WriteLine($"{key.Id} {string.Join(',', key.Roles)} {key.AddedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}");
            return CommandLine.Ok;
        }));

        return new Command("key", "Makes API keys for order systems, tills and other systems that have no tokens.") { add, list, remove };
    }

    private static async Task<List<StoredDocument>> Present(IStateStore keys) =>
        [.. (await keys.Documents(ApiKey.DocumentKind)).Where(document => document.Body is not null)];

    private static async Task<int> Do(ParseResult line, Places places, Func<IStateStore, Task<int>> work)
    {
        try
        {
            var place = new StorePlace(line.GetValue(places.Store)!, line.GetValue(places.Cluster)!);
            await using var store = await StateStores.Open(place, line.GetValue(places.Data)!, exclusive: false);
            return await work(store.Store);
        }
        catch (ArgumentException e)
        {
            CommandLine.Say(e.Message.Split(" (Parameter")[0]);
            return CommandLine.Usage;
        }
    }

    // Where the keys are.
    private sealed record Places(Option<string> Data, Option<string> Store, Option<string> Cluster);
}
