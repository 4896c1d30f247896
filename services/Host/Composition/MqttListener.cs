using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Contracts.Mqtt;
using SmartStore.Host.Cli;
using SmartStore.Host.Settings;
using SmartStore.Ingest.Gateways;
using SmartStore.Ingest.Upstream;
using SmartStore.Mqtt.Hosting;
using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;
using SmartStore.Mqtt.Sessions;
using SmartStore.Presence;

namespace SmartStore.Host.Composition;

/// <summary>Our own MQTT listener: over TCP, TLS and WebSocket.</summary>
internal static class MqttListener
{
    // The contract bounds the payload: topic and properties need room beside it.
    private const int BesideThePayloadBytes = 4 * 1024;

    public static IServiceCollection AddMqttListener(this IServiceCollection services, ServeOptions options, ISessionStore sessions)
    {
        if (options.Insecure && !options.IsLoopback) services.AddSingleton<IMqttAuthenticator, Anybody>();
        else services.AddSingleton<IMqttAuthenticator>(provider => new DeviceAuthenticator(new DeviceRegistry(Path.Combine(options.Data, DeviceCommand.FileName), provider.GetRequiredService<TimeProvider>())));
        return services
            .AddSingleton<ISessionStore>(sessions)
            .AddSingleton<IMqttAuthorizer>(provider => new DeviceRights(provider.GetRequiredService<GatewayRoutes>().FilterOf))
            .AddMqtt(new MqttServerOptions { LimitsOnLoopback = options.LimitsOnLoopback, PacketBytesMax = SightingsPayload.BytesMax + BesideThePayloadBytes })
            .AddUpstream(options)
            .AddSingleton<ITerminalAnswers, MqttAnswers>();
    }

    private static IServiceCollection AddUpstream(this IServiceCollection services, ServeOptions options)
    {
        if (options.MqttUpstream is not { } url) return services;
        var address = UpstreamAddress.Parse(url) ?? throw new UsageException($"--mqtt-upstream has to be mqtt(s)://[user:password@]host[:port]; '{url}' is not.");
        if (options.MqttUpstreamCa is { } file) address = address with { TrustedRoots = Authorities(file) };
        return services
            .AddSingleton(address)
            .AddSingleton<UpstreamBroker>()
            .AddHostedService(provider => provider.GetRequiredService<UpstreamBroker>());
    }

    private static X509Certificate2Collection Authorities(string file)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new UsageException($"--mqtt-upstream-ca: {file} cannot be read ({CommandLine.Aside(e.Message)}).");
        }

        return found.Count > 0 ? found : throw new UsageException($"--mqtt-upstream-ca: {file} holds no certificate.");
    }

    public static WebApplication UseMqttListener(this WebApplication app)
    {
        app.UseWebSockets();
        // Devices prove who they are in MQTT.
        app.MapMqtt().AllowAnonymous();
        return app;
    }

    /// <summary>With <c>--insecure</c>: everybody who reaches the port, and everything.</summary>
    private sealed class Anybody : IMqttAuthenticator
    {
        public ValueTask<AuthenticationResult> Authenticate(Credentials credentials, CancellationToken cancel) => new(AuthenticationResult.Accepted(MqttIdentity.Anonymous));
    }
}
