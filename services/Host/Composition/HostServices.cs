using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartStore.Core.Shoppers;
using SmartStore.Grains;
using SmartStore.Host.Settings;
using SmartStore.Host.Tags;
using SmartStore.Ingest;
using SmartStore.Ingest.Door;
using SmartStore.Ingest.Gateways;
using SmartStore.Presence.Passes;
using SmartStore.Presence.Tracking;
using SmartStore.Push.Operators;
using SmartStore.Rpc;
using SmartStore.Rpc.Server;

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

    /// <summary>The RPC server, who may call it, and how the grains' failures look from outside.</summary>
    public static IServiceCollection AddRpcServer(this IServiceCollection services, ServeOptions options) => services
        .AddSingleton<IRefusals, Refusals>()
        .AddRpc(rpc =>
        {
            (rpc.Auth.Issuer, rpc.Auth.Audience, rpc.Auth.Jwks) = (options.JwtIssuer, options.JwtAudience, options.Jwks);
            rpc.Auth.Insecure = options.Insecure && !options.HasTokens;
            foreach (var origin in options.CorsOrigins) rpc.Cors.AllowedOrigins.Add(origin);
            rpc.StatusOf = StatusOf;
        })
        .AddRpcHealth()
        .AddRpcReflection(RpcPolicy.Anyone);

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

    /// <summary>What a caller hears of a failure of the grains; null: it is not theirs. It says whether calling again helps.</summary>
    internal static RpcStatus? StatusOf(Exception failure) => failure switch
    {
        GrainBusyException => new RpcStatus(StatusCode.ResourceExhausted, "Too much is waiting; call again later."),
        GrainUnavailableException or StoreUnavailableException => new RpcStatus(StatusCode.Unavailable, "The store does not answer at the moment; call again."),
        FactQuarantinedException => new RpcStatus(StatusCode.Internal, "This could not be applied and is kept for inspection; calling again does not help."),
        GrainParkedException => new RpcStatus(StatusCode.Internal, "What is stored of this is damaged and kept for inspection; calling again does not help."),
        _ => null,
    };

    private sealed class Refusals(RefusedMessages refused) : IRefusals
    {
        public IEnumerable<(string Device, string Reason, long Count)> Of(string store) => refused.Of(store);
    }
}
