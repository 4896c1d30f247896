using Microsoft.Extensions.DependencyInjection;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.Core.Zones;
using SmartStore.Grains;
using SmartStore.Presence.Passes;
using SmartStore.Presence.Tracking;

namespace SmartStore.Presence;

/// <summary>Puts shoppers', stores' grains and the trackers beside them into the composition.</summary>
public static class PresenceServices
{
    /// <summary>Adds the grains of presence. Needs <see cref="IBooks"/> and a <see cref="GrainHost"/>.</summary>
    /// <param name="rules">The shoppers' rules.</param>
    /// <param name="rotating">Tags whose ids rotate; whoever gives them rotates them.</param>
    public static IServiceCollection AddPresence(this IServiceCollection services, ShopperRules rules, RotatingTags rotating) => services
        .AddSingleton(rules)
        .AddSingleton(rotating)
        .AddSingleton(StoreRules.Default)
        .AddSingleton(ZoneTrackerRules.Default)
        .AddSingleton<IGrainKind, ShopperGrainKind>()
        .AddSingleton<IGrainKind, StoreGrainKind>()
        .AddSingleton(provider => new Lazy<GrainHost>(provider.GetRequiredService<GrainHost>))
        .AddSingleton<ShopperGrains>()
        .AddSingleton<IShopperGrains>(provider => provider.GetRequiredService<ShopperGrains>())
        .AddSingleton<PassKeyring>()
        .AddSingleton<TagIndex>()
        .AddSingleton<SightingCounts>()
        .AddSingleton<TrackedStores>()
        .AddSingleton(provider => new TrackerTable(
            provider.GetRequiredService<IShopperGrains>(), provider.GetRequiredService<TrackedStores>().Find, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<SightingCounts>()))
        .AddSingleton<IPresenceListener>(provider => provider.GetRequiredService<TrackerTable>())
        .AddSingleton<LiveBoard>()
        .AddSingleton<SightingIntake>();
}
