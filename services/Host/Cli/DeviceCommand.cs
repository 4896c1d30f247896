using SmartStore.Core.Devices;
using SmartStore.Host.Devices;

namespace SmartStore.Host.Cli;

/// <summary><c>device</c>: which devices may connect from elsewhere. It asks a running server, or works on the store itself.</summary>
internal static class DeviceCommand
{
    public static Command Create()
    {
        var (add, remove, list) = (new DeviceFlags(), new DeviceFlags(), new DeviceFlags());
        var mosquitto = new Option<string?>("--mosquitto") { Description = "Write the files passwords and acl for a Mosquitto broker into this folder; needs the store itself, so not with --server", HelpName = "DIR" };
        var everyDevice = new Command("list", "Lists the registered devices: name, when it was added, and from a server when it was last heard.");
        everyDevice.Options.Add(mosquitto);
        return new Command("device", "Registers devices that connect with user name and password. A server that runs hears of it within a second.")
        {
            add.One(new Command("add", "Registers a device and prints its user name and password, once."), async (desk, name) =>
            {
                var added = await desk.Add(name);
                Console.WriteLine($"user={name}");
                Console.WriteLine($"password={added.Password}");
                Console.WriteLine($"server-keys={added.ServerKeys}");
                CommandLine.Say((added.WasKnown ? "The device was registered already: this password takes the place of its old one, which no longer works. " : "") + "The password is not kept and cannot be shown again.");
                return CommandLine.Ok;
            }),
            remove.One(new Command("remove", "Forgets a device: it can no longer connect, and its live connections end."), async (desk, name) =>
            {
                if (await desk.Remove(name)) return CommandLine.Ok;
                CommandLine.Say("There is no such device; see 'smartstore device list'.");
                return CommandLine.Failure;
            }),
            list.All(everyDevice, async (desk, store, line) =>
            {
                if (line.GetValue(mosquitto) is { } folder) return await WriteMosquitto(desk, store, folder);
                foreach (var device in await desk.List(store)) Console.WriteLine($"{device.Name} {Time(device.AddedAt)} {Time(device.LastHeardAt)}");
                return CommandLine.Ok;
            }),
        };
    }

    private static async Task<int> WriteMosquitto(DeviceDesk desk, string? store, string folder)
    {
        if (desk is not StoredDevices stored) throw new UsageException("--mosquitto needs the hashes of the passwords, which no server hands out: give --data or --store redis://… instead of --server.");
        var devices = await stored.Registered(store);
        var leftOut = MosquittoFiles.Write(folder, devices, await stored.GatewayFilters());
        CommandLine.Say($"{folder}: {MosquittoFiles.PasswordsName} and {MosquittoFiles.AclName} for {devices.Count - leftOut.Count} devices.");
        foreach (var (name, why) in leftOut) CommandLine.Say($"{name} is left out: {why}.");
        return CommandLine.Ok;
    }

    private static string Time(DateTimeOffset? at) => at is { } time ? $"{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "-";
}

/// <summary>The flags of the device commands: which device, and where the registry is.</summary>
internal sealed class DeviceFlags
{
    private readonly Option<string[]> _store;
    private readonly Option<string> _kind = Setting.OneOf("kind", "What it is", DeviceName.Kinds[0], [.. DeviceName.Kinds]);
    private readonly Option<string> _id = Setting.Id("id", "Device id: {scanner}, {terminal} or {shopper} of its topics, or the anchor of a gateway");
    private readonly Option<string> _data = Setting.ServerData();
    private readonly Option<string> _cluster = StorePlace.ClusterOption();
    private readonly Option<string?> _server = Setting.Optional("server", "URL", "gRPC address of a running server to ask, such as http://127.0.0.1:8081; without it the command works on the store itself");
    private readonly CredentialFlags _credentials = new();

    // The one flag that other commands have for the place alone, and this one had for the shop first. No id has the form of an address.
    public DeviceFlags() => _store = new Option<string[]>("--store")
    {
        Description = "Store id; and, when given once more as redis://…, where state is kept instead of in --data",
        HelpName = "ID|redis://…",
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result =>
        {
            var given = result.Tokens.Select(token => token.Value).ToArray();
            foreach (var wrong in given.Where(text => !IsPlace(text) && !Id.IsValid(text))) result.AddError($"--store has to be 1–{Id.MaxLength} characters of [A-Za-z0-9._:-], or redis://host[:port]; '{wrong}' is not.");
            foreach (var wrong in given.Where(text => IsPlace(text) && StorePlace.Wrong(text) is not null)) result.AddError($"--store {StorePlace.Wrong(wrong)}; '{wrong}' is not.");
            return given;
        },
    };

    /// <summary>A command about one device.</summary>
    public Command One(Command command, Func<DeviceDesk, DeviceName, Task<int>> work)
    {
        _store.Required = true;
        foreach (var option in new Option[] { _store, _kind, _id }) command.Options.Add(option);
        return With(command, line =>
        {
            var store = StoreId(line) ?? throw new UsageException("--store is missing once: give the id of the device's store, too.");
            var name = new DeviceName(store, DeviceName.KindOf(line.GetValue(_kind)!), line.GetValue(_id)!);
            return desk => work(desk, name);
        });
    }

    /// <summary>A command about all devices, or those of one store.</summary>
    public Command All(Command command, Func<DeviceDesk, string?, ParseResult, Task<int>> work)
    {
        command.Options.Add(_store);
        return With(command, line => desk => work(desk, StoreId(line), line));
    }

    // What is wrong with the flags is told before anything is opened.
    private Command With(Command command, Func<ParseResult, Func<DeviceDesk, Task<int>>> read)
    {
        foreach (var option in new Option[] { _data, _cluster, _server }) command.Options.Add(option);
        _credentials.AddTo(command);
        command.SetAction(async (line, cancel) =>
        {
            var work = read(line);
            var isFolder = line.GetResult(_data) is { Implicit: false };
            var places = (line.GetValue(_store) ?? []).Where(IsPlace).ToList();
            if (places.Count > 1 || (line.GetValue(_store) ?? []).Length - places.Count > 1) throw new UsageException("--store can be given twice at most: the id of one store, and one redis:// address.");
            if (line.GetValue(_server) is { } server)
            {
                if (isFolder || places.Count > 0) throw new UsageException("--server asks the running server: leave --data and --store redis://… out, or --server.");
                using var client = _credentials.Connect(line, server);
                return await work(new ServersDevices(client, cancel));
            }

            var place = places.Count > 0 ? places[0] : isFolder ? null : StorePlace.Configured();
            await using var stored = await StoredDevices.Open(place is null ? StorePlace.Sqlite : new StorePlace(place, line.GetValue(_cluster)!), line.GetValue(_data)!);
            return await work(stored);
        });
        return command;
    }

    private string? StoreId(ParseResult line) => (line.GetValue(_store) ?? []).FirstOrDefault(text => !IsPlace(text));

    private static bool IsPlace(string text) => text.Contains("://", StringComparison.Ordinal);
}
