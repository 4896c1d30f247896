using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Host.Settings;
using SmartStore.Mqtt.Hosting;
using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;
using SmartStore.Presence;

namespace SmartStore.Host.Composition;

/// <summary>Our own MQTT listener: over TCP, TLS and WebSocket.</summary>
internal static class MqttListener
{
    public static IServiceCollection AddMqttListener(this IServiceCollection services, ServeOptions options)
    {
        if (options.Insecure && !options.IsLoopback) services.AddSingleton<IMqttAuthenticator, Anybody>();
        return services
            .AddMqtt(new MqttServerOptions { LimitsOnLoopback = options.LimitsOnLoopback })
            .AddSingleton<ITerminalAnswers, MqttAnswers>();
    }

    public static WebApplication UseMqttListener(this WebApplication app)
    {
        app.UseWebSockets();
        app.MapMqtt();
        return app;
    }

    /// <summary>With <c>--insecure</c>: everybody who reaches the port, and everything.</summary>
    private sealed class Anybody : IMqttAuthenticator
    {
        public ValueTask<AuthenticationResult> Authenticate(Credentials credentials, CancellationToken cancel) => new(AuthenticationResult.Accepted(MqttIdentity.Anonymous));
    }
}
