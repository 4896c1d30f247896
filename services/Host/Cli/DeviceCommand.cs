using SmartStore.Grains.Storage.Sqlite;
using SmartStore.Ingest.Door.Identity;

namespace SmartStore.Host.Cli;

/// <summary><c>device</c>: which devices may connect from elsewhere.</summary>
internal static class DeviceCommand
{
    /// <summary>The registry's file within the data folder.</summary>
    public const string FileName = "devices.json";

    public static Command Create()
    {
        var data = Setting.ServerData();
        var store = Setting.Id("store", "Store id");
        var kind = Setting.OneOf("kind", "What it is", "scanner", "scanner", "terminal", "phone", "gateway");
        var id = Setting.Id("id", "Device id: {scanner}, {terminal} or {shopper} of its topics, or the anchor of a gateway");

        var add = new Command("add", "Registers a device and prints its user name and password, once.") { data, store, kind, id };
        add.SetAction(line => Do(line, data, registry =>
        {
            var name = DeviceRegistry.UserNameOf(line.GetValue(store)!, Kind(line.GetValue(kind)!), line.GetValue(id)!);
            var known = registry.List(line.GetValue(store)).Any(device => device.Name == name);
            var credentials = registry.Add(line.GetValue(store)!, Kind(line.GetValue(kind)!), line.GetValue(id)!);
            Console.WriteLine($"user={credentials.UserName}");
            Console.WriteLine($"password={credentials.Password}");
            CommandLine.Say((known ? "The device was registered already: this password takes the place of its old one, which no longer works. " : "") + "The password is not kept and cannot be shown again.");
            return CommandLine.Ok;
        }));

        var remove = new Command("remove", "Forgets a device: it can no longer connect.") { data, store, kind, id };
        remove.SetAction(line => Do(line, data, registry =>
        {
            if (registry.Remove(line.GetValue(store)!, Kind(line.GetValue(kind)!), line.GetValue(id)!)) return CommandLine.Ok;
            CommandLine.Say("There is no such device; see 'smartstore device list'.");
            return CommandLine.Failure;
        }));

        var every = new Option<string?>("--store") { Description = "Only this store", HelpName = "ID" };
        var list = new Command("list", "Lists the registered devices.") { data, every };
        list.SetAction(line => Do(line, data, registry =>
        {
            foreach (var device in registry.List(line.GetValue(every))) Console.WriteLine(device.Name);
            return CommandLine.Ok;
        }));

        return new Command("device", "Registers devices that connect with user name and password.") { add, list, remove };
    }

    private static int Do(ParseResult line, Option<string> data, Func<DeviceRegistry, int> work)
    {
        var folder = line.GetValue(data)!;
        try
        {
            // Where no server keeps its data, none would ever read what is registered.
            if (!SqliteStateStore.Holds(folder) && !File.Exists(Path.Combine(folder, FileName)))
            {
                CommandLine.Say($"The folder {folder} holds no {SqliteStateStore.FileName} and no {FileName}, so no server reads its devices: give the server's folder with --data, or start the server in it once.");
                return CommandLine.Failure;
            }

            return work(new DeviceRegistry(Path.Combine(folder, FileName)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CommandLine.Say($"The data folder {folder} cannot be used ({CommandLine.Aside(e.Message)}): make it writable for this user or choose another with --data.");
            return CommandLine.Failure;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            CommandLine.Say(e.Message);
            return CommandLine.Failure;
        }
    }

    private static DeviceKind Kind(string word) => Enum.Parse<DeviceKind>(word, ignoreCase: true);
}
