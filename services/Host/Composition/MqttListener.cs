using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Contracts.Mqtt;
using SmartStore.GrainInterfaces;
using SmartStore.Ingest;
using SmartStore.Ingest.Door;
using SmartStore.Ingest.Door.Identity;
using SmartStore.Ingest.Upstream;

namespace SmartStore.Host.Composition;

/// <summary>Our own MQTT listener, over TCP, TLS and WebSocket, and the shop's broker beside it.</summary>
internal static class MqttListener
{
    public static IServiceCollection AddMqttListener(this IServiceCollection services, ServeOptions options) => services
        .AddSingleton(provider => new DeviceAuthenticator(provider.GetRequiredService<IDevices>(), isOpen: options.Insecure && !options.IsLoopback))
        .AddDoor(new DoorOptions { LimitsOnLoopback = options.LimitsOnLoopback, PacketBytesMax = options.MqttPacketMax, WebOrigins = options.CorsOrigins });

    /// <summary>Needs a store that is up: add it after <see cref="StoreLifetime"/>.</summary>
    public static IServiceCollection AddUpstream(this IServiceCollection services, ServeOptions options)
    {
        if (!options.TakesDevices || options.MqttUpstream is not { } url) return services;
        var address = UpstreamAddress.Parse(url) ?? throw new UsageException($"--mqtt-upstream has to be mqtt(s)://[user:password@]host[:port]; '{url}' is not.");
        if (options.MqttUpstreamCa is { } file) address = address with { TrustedRoots = Authorities("--mqtt-upstream-ca", file) };
        return services.AddUpstream(address with { ClientId = ClientId(options.Store.Cluster, options.Data), Group = options.Store.Cluster, PacketBytesMax = options.MqttPacketMax });
    }

    public static WebApplication UseMqttListener(this WebApplication app)
    {
        app.UseWebSockets();
        app.MapDoor();
        return app;
    }

    /// <summary>
    /// Another one for each process: two clusters may share a broker, with machines of the same name (those of a StatefulSet) and folders of the same name. No two processes of a machine share a folder, and a process that
    /// starts again does so on its own.
    /// </summary>
    internal static string ClientId(string cluster, string data)
    {
        var folder = SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(data)));
        return DeviceClientId.Of(cluster, Environment.MachineName.Replace('_', '-'), Convert.ToHexStringLower(folder.AsSpan(0, 4)));
    }

    /// <summary>The certificates of a PEM file.</summary>
    /// <param name="flag">The flag that named the file.</param>
    /// <exception cref="UsageException">It cannot be read, or holds none.</exception>
    public static X509Certificate2Collection Authorities(string flag, string file)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new UsageException($"{flag}: {file} cannot be read ({CommandLine.Aside(e.Message)}).");
        }

        return found.Count > 0 ? found : throw new UsageException($"{flag}: {file} holds no certificate.");
    }
}
