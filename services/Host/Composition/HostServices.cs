using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using SmartStore.Api;
using SmartStore.Api.Operators;
using SmartStore.Core.Shoppers;
using SmartStore.Grains;
using SmartStore.Host.Cli;
using SmartStore.Host.Settings;
using SmartStore.Host.Tags;
using SmartStore.Ingest;
using SmartStore.Ingest.Door;
using SmartStore.Ingest.Door.Identity;
using SmartStore.Ingest.Gateways;
using SmartStore.Presence.Passes;
using SmartStore.Presence.Tracking;

namespace SmartStore.Host.Composition;

/// <summary>What only the host can put together, because it sees both sides.</summary>
internal static class HostServices
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LookAtKeysEvery = TimeSpan.FromHours(1);

    /// <summary>The grain host over a store.</summary>
    public static IServiceCollection AddGrains(this IServiceCollection services, IPartitionStore store) => services
        .AddSingleton(store)
        .AddSingleton(provider => new GrainHost(
            new GrainHostOptions { Node = Environment.MachineName },
            store,
            provider.GetServices<IGrainKind>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IEffectSink>(),
            Random.Shared,
            provider.GetRequiredService<ILogger<GrainHost>>()));

    /// <summary>What has to be done again and again. Needs a store that is up: add it after <see cref="StoreLifetime"/>.</summary>
    public static IServiceCollection AddUpkeep(this IServiceCollection services) => services.AddHostedService(static provider =>
    {
        var (trackers, board) = (provider.GetRequiredService<TrackerTable>(), provider.GetRequiredService<LiveBoard>());
        var devices = provider.GetRequiredService<DeviceBroker>();
        Chore[] chores =
        [
            new("trackers", TickEvery, trackers.Tick),
            new("gateways", TickEvery, provider.GetRequiredService<GatewayRoutes>().Follow),
            new("devices' connections", DeviceBroker.LookEvery, devices.Look),
            new("devices' sessions", DeviceBroker.SweepEvery, devices.Sweep),
            new("the staff's board", LiveBoard.LookEvery, board.Look),
            new("rotating tags", RotatingTags.RotateEvery, provider.GetRequiredService<TagRotation>().Turn),
            new("memory", HeapUpkeep.LookEvery, provider.GetRequiredService<HeapUpkeep>().Look),
            new("pass keys", LookAtKeysEvery, provider.GetRequiredService<PassKeyring>().Turn),
        ];
        return new Upkeep(chores, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Upkeep>>());
    });

    /// <summary>What phones, staff and other systems call, with what the settings say about who may.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services, ServeOptions options, DeviceRegistry devices)
    {
        services.AddHealthChecks().AddCheck<Readiness>("ready", tags: [Readiness.Tag]);
        services.AddGrpcHealthChecks(health => health.Services.Map("", check => check.Tags.Contains(Readiness.Tag)));
        // A watcher of grpc.health.v1 hears of a change within this time.
        services.Configure<HealthCheckPublisherOptions>(publisher => publisher.Delay = publisher.Period = TimeSpan.FromSeconds(5));
        return services
            .AddSingleton<IRefusals, Refusals>()
            .AddApi(new ApiOptions
            {
                JwtIssuer = options.JwtIssuer,
                JwtAudience = options.JwtAudience,
                Jwks = options.Jwks,
                ClientCa = options.TlsClientCa,
                IsDevice = name => devices.Find(name) is not null,
                Insecure = options.Insecure,
                CorsOrigins = options.CorsOrigins,
            });
    }

    /// <summary>The shoppers' rules with what the settings say about time.</summary>
    public static ShopperRules Rules(this ServeOptions options)
    {
        var rules = ShopperRules.Default with
        {
            VisitEndsAfter = options.VisitEnd,
            SnoozeFor = options.Snooze,
            QuietFor = options.RepeatAfter,
            SuggestionLives = options.SuggestionExpiry,
        };
        return rules.Errors().FirstOrDefault() is { } wrong ? throw new UsageException(wrong) : rules;
    }

    private sealed class Refusals(RefusedMessages refused) : IRefusals
    {
        public IEnumerable<(string Device, string Reason, long Count)> Of(string store) => refused.Of(store);
    }
}
