using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Core.Devices;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Devices;
using SmartStore.Grains.Storage;

namespace SmartStore.Host.Devices;

/// <summary>The registry of earlier versions, a file of the data folder. It is taken over into the store once, and keeps lying there under another name.</summary>
internal static class DevicesFile
{
    public const string Name = "devices.json";

    /// <summary>Its name once everything in it is in the store.</summary>
    public const string TakenName = Name + ".taken";

    /// <summary>Takes the devices of a folder over, if there is such a file. A process that is killed in between begins anew at its next start.</summary>
    /// <exception cref="StorageException">The file cannot be read, is no registry, or cannot be renamed.</exception>
    public static async Task TakeOver(string folder, IDocumentStore store)
    {
        var file = Path.Combine(folder, Name);
        if (!File.Exists(file)) return;
        using var registry = new DeviceRegistry(store, TimeProvider.System, NullLogger<DeviceRegistry>.Instance);
        try
        {
            await registry.TakeOver(Read(await File.ReadAllBytesAsync(file)));
            File.Move(file, Path.Combine(folder, TakenName), overwrite: true);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new StorageException($"{file} holds no registered devices ({CommandLine.Aside(e.Message)}): restore it from a backup, or move it away and register its devices anew.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{file} cannot be taken over into the store ({CommandLine.Aside(e.Message)}): make it and its folder writable for this user.", e);
        }
    }

    private static List<RegisteredDevice> Read(byte[] json)
    {
        var devices = new List<RegisteredDevice>();
        foreach (var entry in JsonSerializer.Deserialize(json, DevicesFileJson.Default.FileDeviceArray) ?? [])
        {
            // It checked what it took.
            if (entry is not { Store: { } store, Kind: { } kind, Id: { } id, Salt: { } salt, Hash: { } hash } || DeviceName.Read($"{store}/{kind.ToLowerInvariant()}/{id}") is not { } name)
                throw new FormatException("an entry names no device");
            devices.Add(new RegisteredDevice(name, DevicePassword.OfEarlierRegistry(Convert.FromHexString(salt), Convert.FromHexString(hash)), AddedAt: null));
        }

        return devices;
    }
}

internal sealed record FileDevice(string? Store, string? Kind, string? Id, string? Salt, string? Hash);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FileDevice[]))]
internal sealed partial class DevicesFileJson : JsonSerializerContext;
