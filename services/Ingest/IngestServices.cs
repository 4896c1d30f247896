using Microsoft.Extensions.DependencyInjection;
using SmartStore.Ingest.Gateways;
using SmartStore.Ingest.Taps;

namespace SmartStore.Ingest;

/// <summary>Puts what takes devices' messages into the composition.</summary>
public static class IngestServices
{
    /// <summary>Adds the handlers of everything that devices publish. The host registers <see cref="IngestHandler"/> at its MQTT server.</summary>
    public static IServiceCollection AddIngest(this IServiceCollection services) => services
        .AddSingleton<RefusedMessages>()
        .AddSingleton<TapIntake>()
        .AddSingleton<GatewayRoutes>()
        .AddSingleton<MessageIntake>()
        .AddSingleton<IngestHandler>();
}
