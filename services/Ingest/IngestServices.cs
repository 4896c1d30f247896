using Microsoft.Extensions.DependencyInjection;
using SmartStore.GrainInterfaces;
using SmartStore.Ingest.Gateways;
using SmartStore.Ingest.Taps;
using SmartStore.Ingest.Upstream;

namespace SmartStore.Ingest;

/// <summary>Puts what takes devices' messages into the composition.</summary>
public static class IngestServices
{
    /// <summary>
    /// Adds the intake of everything that devices publish. It needs what the grains put into the process: <c>ITracking</c>, <c>IStoreCatalog</c>,
    /// <c>IPasses</c>, <c>ISigningKeys</c>, <c>IOwnedStores</c>, <c>GrainCalls</c>, <c>IGrainFactory</c> and a <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddIngest(this IServiceCollection services) => services
        .AddSingleton<CaseCalls>()
        .AddSingleton<HelpCalls>()
        .AddSingleton<ScreenCalls>()
        .AddSingleton<TapCalls>()
        .AddSingleton<LockerCalls>()
        .AddSingleton(provider => new Lazy<IReadOnlyList<ITerminalWire>>(() => [.. provider.GetServices<ITerminalWire>()]))
        .AddSingleton<TerminalScreens>()
        .AddSingleton<IScreenEdge>(static provider => provider.GetRequiredService<TerminalScreens>())
        .AddSingleton<ActIntake>()
        .AddSingleton<ActHandler>(provider => provider.GetRequiredService<ActIntake>().Take)
        .AddSingleton<TapIntake>()
        .AddSingleton<HandoverIntake>()
        .AddSingleton<HandoverHandler>(provider => provider.GetRequiredService<HandoverIntake>().Take)
        .AddSingleton<ManifestPublisher>()
        .AddSingleton<SignPublisher>()
        .AddSingleton<TapHandler>(provider => provider.GetRequiredService<TapIntake>().Take)
        .AddSingleton<GatewayRoutes>()
        .AddSingleton<MessageIntake>();

    /// <summary>Takes devices' messages from the shop's own broker, too. Needs a store that is up: add it after what brings the store up.</summary>
    public static IServiceCollection AddUpstream(this IServiceCollection services, UpstreamAddress broker) =>
        services.AddSingleton(broker)
            .AddSingleton<UpstreamConnection>()
            .AddSingleton<ITerminalWire>(provider => provider.GetRequiredService<UpstreamConnection>())
            .AddHostedService(provider => provider.GetRequiredService<UpstreamConnection>());
}
