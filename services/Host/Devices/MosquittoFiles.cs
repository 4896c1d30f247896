using System.Text;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core.Devices;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Storage;
using SmartStore.Host.Files;
using SmartStore.Ingest.Gateways;

namespace SmartStore.Host.Devices;

/// <summary>
/// The registered devices for a Mosquitto broker: its password_file and its acl_file. A device keeps user name and password, and has the rights of
/// <c>docs/operations/broker.acl</c> below its own prefix.
/// </summary>
internal static class MosquittoFiles
{
    public const string PasswordsName = "passwords";
    public const string AclName = "acl";

    /// <summary>Writes both files, each whole or not at all. Lines of the password file that are no device's stay: the server's own, for instance.</summary>
    /// <param name="folder">Is made when it is missing.</param>
    /// <param name="gateways">Topic filters of the makers' gateways.</param>
    /// <returns>Which devices the broker cannot be given, and why, in a clause.</returns>
    /// <exception cref="StorageException">The files cannot be written.</exception>
    public static IReadOnlyList<(DeviceName Name, string Why)> Write(string folder, IReadOnlyList<RegisteredDevice> devices, IReadOnlyDictionary<DeviceName, string> gateways)
    {
        var leftOut = devices.Select(device => (device.Name, Why: WhyNot(device))).Where(left => left.Why is not null).Select(left => (left.Name, left.Why!)).ToList();
        var taken = devices.Where(device => WhyNot(device) is null).ToList();
        try
        {
            Directory.CreateDirectory(folder);
            var passwords = Path.Combine(folder, PasswordsName);
            Replace(passwords, Passwords(File.Exists(passwords) ? File.ReadAllLines(passwords) : [], taken));
            Replace(Path.Combine(folder, AclName), Acl(taken.Select(device => device.Name), gateways));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{PasswordsName} and {AclName} cannot be written into {folder} ({CommandLine.Aside(e.Message)}): make it writable for this user or choose another with --mosquitto.", e);
        }

        return leftOut;
    }

    /// <summary>The text of the password file.</summary>
    /// <param name="present">What stood in it before.</param>
    public static string Passwords(IEnumerable<string> present, IEnumerable<RegisteredDevice> devices)
    {
        var text = new StringBuilder();
        foreach (var line in present.Where(line => line.Length > 0 && DeviceName.Read(line.Split(':')[0]) is null)) text.Append(line).Append('\n');
        foreach (var device in devices) text.Append($"{device.Name}:{device.Password.Text}\n");
        return text.ToString();
    }

    /// <summary>The text of the rights file.</summary>
    public static string Acl(IEnumerable<DeviceName> devices, IReadOnlyDictionary<DeviceName, string> gateways)
    {
        var text = new StringBuilder("""
            # Written by 'smartstore device list --mosquitto': the server, and the devices that were registered then. Not to be changed by hand.

            # The server takes everything of the contract, and nobody else publishes what terminals read.
            user smartstore
            topic read smartstore/v1/#
            topic write smartstore/v1/+/terminals/+/answers/#
            topic write smartstore/v1/+/terminals/+/manifest
            topic write smartstore/v1/+/terminals/+/screen

            """);
        foreach (var filter in gateways.Values.Where(GatewayRoutes.IsOfAMaker).Distinct(StringComparer.Ordinal)) text.Append($"topic read {filter}\n");
        foreach (var device in devices)
        {
            text.Append($"\nuser {device}\n");
            foreach (var right in Rights(device, gateways)) text.Append($"topic {right}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<string> Rights(DeviceName device, IReadOnlyDictionary<DeviceName, string> gateways)
    {
        var prefix = $"{Topics.Root}{device.Store}/{DeviceName.NameOf(device.Kind)}s/{device.Id}";
        return device.Kind switch
        {
            DeviceKind.Scanner => [$"write {prefix}/sightings", $"write {prefix}/status"],
            DeviceKind.Phone => [$"write {prefix}/sightings"],
            DeviceKind.Terminal =>
            [
                $"write {prefix}/taps", $"write {prefix}/handovers", $"write {prefix}/acts", $"write {prefix}/status",
                $"read {prefix}/answers/#", $"read {prefix}/manifest", $"read {prefix}/screen",
            ],
            // What a maker's filter takes of the contract's topics is not the gateway's.
            _ => gateways.TryGetValue(device, out var filter) && GatewayRoutes.IsOfAMaker(filter) ? ["deny smartstore/#", $"write {filter}"] : ["deny #"],
        };
    }

    // A name with a colon would end there in the file.
    private static string? WhyNot(RegisteredDevice device) =>
        device.Name.Kind == DeviceKind.Board ? "a board speaks no MQTT"
        : device.Name.ToString().Contains(':', StringComparison.Ordinal) ? "Mosquitto takes no user name with a colon"
        : !device.Password.IsMosquittos ? "its password was made by an earlier version; add it again for a new one"
        : null;

    // Its owner alone may read it, whatever was there before.
    private static void Replace(string file, string text)
    {
        var draft = file + ".new";
        File.Delete(draft);
        PrivateFiles.Write(draft, text);
        File.Move(draft, file, overwrite: true);
    }
}
