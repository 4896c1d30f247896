using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using SmartStore.Core.Cases;
using SmartStore.Core.Orders;
using SmartStore.Core.Stores;
using SmartStore.Grains.Cases;
using SmartStore.Grains.Catalog;
using SmartStore.Grains.Devices;
using SmartStore.Grains.Journal;
using SmartStore.Grains.Members;
using SmartStore.Grains.Orders;
using SmartStore.Grains.Passes;
using SmartStore.Grains.People;
using SmartStore.Grains.Presence;
using SmartStore.Grains.Shoppers;
using SmartStore.Grains.Staff;
using SmartStore.Grains.Storage;
using SmartStore.Grains.Storage.Redis;

namespace SmartStore.Grains.Hosting;

/// <summary>Puts the silo, the grains, the trackers and the reference data of the stores into a process.</summary>
public static class GrainHosting
{
    /// <summary>Calls that may wait for one grain; further ones fail with <c>LimitExceededException</c>.</summary>
    public const int WaitingCallsMax = 1_024;

    /// <summary>Largest message between silos, bytes.</summary>
    public const int MessageBytesMax = 1 << 20;

    /// <summary>A grain without calls for so long leaves memory.</summary>
    public static readonly TimeSpan IdleGrainsLeaveAfter = TimeSpan.FromMinutes(2);

    /// <summary>The same for what is kept of members: whoever agrees to something comes in, and seldom asks for the ledger. Memory is for those who are there.</summary>
    public static readonly TimeSpan IdleMembersLeaveAfter = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan TrackersTickEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>Adds a silo: one of a cluster, or one of its own in this one process, with no gateway and no way in for other silos.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="store">Open; stays the caller's to dispose.</param>
    /// <param name="rules">The shoppers' rules.</param>
    /// <param name="cluster">Null: the silo is alone.</param>
    public static IHostApplicationBuilder AddGrains(this IHostApplicationBuilder builder, IStateStore store, ShopperRules rules, ClusterPlace? cluster = null)
    {
        // Before the silo: a grain that is woken asks for its store's catalogue.
        builder.Services.AddHostedService<StoreData>();
        builder.UseOrleans(silo =>
        {
            if (cluster is null) silo.UseNobodyElse();
            else silo.UseCluster(cluster);
            silo.Services.AddSingleton(new OwnedStores(all: cluster is null));
            silo.AddGrainParts(store, rules);
        });
        builder.Services.AddHostedService<WakeScanner>().AddHostedService<Upkeep>().AddHostedService<ErasedReplay>();
        if (cluster is not null) builder.Services.AddHostedService<StoreShares>();
        return builder;
    }

    /// <summary>Adds what an edge of a cluster needs: a process without grains that takes messages and answers calls, and asks the silos.</summary>
    /// <param name="store">Open; stays the caller's to dispose. Layouts, devices and keys are read from it.</param>
    public static IHostApplicationBuilder AddEdge(this IHostApplicationBuilder builder, IStateStore store, ShopperRules rules, ClusterPlace cluster)
    {
        builder.Services.AddHostedService<StoreData>();
        builder.UseOrleansClient(client => client.UseCluster(cluster));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(static provider => new BrokerLine(provider.GetRequiredService<TimeProvider>()));
        builder.Services
            .AddGrainCodecs()
            .AddSingleton(store)
            .AddSingleton<IDocumentStore>(provider => new DeclaredDocuments(store, provider))
            .AddSingleton(new OwnedStores(all: false, none: true))
            .AddSingleton<IOwnedStores>(static provider => provider.GetRequiredService<OwnedStores>())
            .AddSingleton<SiloLosses>()
            .AddSingleton<GrainCalls>();
        builder.Services.AddStoreData(rules);
        builder.Services.AddHostedService<EdgeWatch>().AddHostedService<Upkeep>().AddHostedService<ErasedReplay>();
        return builder;
    }

    /// <summary>Adds the role <c>insights</c>: the journal moves from Redis to a file of this process.</summary>
    /// <param name="store">Open; stays the caller's to dispose.</param>
    /// <param name="folder">Where the file lies.</param>
    public static IHostApplicationBuilder AddInsights(this IHostApplicationBuilder builder, RedisStateStore store, string folder)
    {
        builder.Services.TryAddSingleton<IDocumentStore>(store);
        builder.Services.TryAddSingleton<Pseudonyms>();
        builder.Services.AddHostedService(provider => new JournalMover(
            store, folder, provider.GetRequiredService<Pseudonyms>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<JournalMover>>()));
        return builder;
    }

    private static void UseNobodyElse(this ISiloBuilder silo)
    {
        using (var free = HeldPort.Of(IPAddress.Loopback, port: 0)) silo.UseLocalhostClustering(free.Port, gatewayPort: 0);
        silo.Configure<SiloConnectionOptions>(options => options.ConfigureSiloInboundConnection(connection => connection.Use(_ => context =>
        {
            context.Abort();
            return Task.CompletedTask;
        })));
        // The directory itself lies here.
        silo.Configure<GrainDirectoryOptions>(options => options.CachingStrategy = GrainDirectoryOptions.CachingStrategyType.None);
    }

    /// <summary>What the grains need in every silo, in tests, too.</summary>
    public static ISiloBuilder AddGrainParts(this ISiloBuilder silo, IStateStore store, ShopperRules rules)
    {
        silo.Configure<SiloMessagingOptions>(options =>
        {
            options.MaxEnqueuedRequestsHardLimit = WaitingCallsMax;
            options.MaxMessageBodySize = MessageBytesMax;
            // It looks at every grain that was called lately, to report calls that hang. Ours end after 2 s.
            options.GrainWorkloadAnalysisPeriod = TimeSpan.FromSeconds(30);
        });
        silo.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionAge = IdleGrainsLeaveAfter;
            options.CollectionQuantum = TimeSpan.FromSeconds(30);
            options.ClassSpecificCollectionAge[typeof(MemberGrain).FullName!] = IdleMembersLeaveAfter;
        });
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton(new OwnedStores(all: true));
        silo.Services.TryAddSingleton(static provider => new BrokerLine(provider.GetRequiredService<TimeProvider>()));
        silo.Services
            .AddGrainCodecs()
            .AddSingleton(store)
            .AddSingleton<IDocumentStore>(provider => new DeclaredDocuments(store, provider))
            .AddSingleton<IOwnedStores>(static provider => provider.GetRequiredService<OwnedStores>())
            .AddSingleton<RecordCounts>()
            .AddSingleton<FactSuspects>()
            .AddSingleton<SiloLosses>()
            .AddSingleton<PhoneNotices>()
            .AddSingleton<GrainParts>()
            .AddSingleton<TopicLearning>()
            .AddSingleton(static provider => new Chore("topics of cases", TopicLearning.LookEvery, provider.GetRequiredService<TopicLearning>().Look))
            .AddSingleton<GrainCalls>()
            .AddSingleton<JournalKeeper>()
            .AddSingleton(static provider => new Chore("the journal", JournalKeeper.LookEvery, provider.GetRequiredService<JournalKeeper>().Look))
            .AddGrainStorage(StateStorage.Name, static (provider, _) => new StateStorage(
                provider.GetRequiredService<IStateStore>(), provider.GetRequiredService<RecordCounts>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>().CreateLogger("SmartStore.Store")));
        // What Orleans logs of a failing grain names it, and a grain's key is a shopper's id. The storage and the grains log it without.
        silo.Services.AddLogging(logging => logging.AddFilter(typeof(StateStorage).FullName, LogLevel.None).AddFilter("Orleans.Grain", LogLevel.None));
        silo.Services.AddStoreData(rules);
        return silo;
    }

    private static void AddStoreData(this IServiceCollection services, ShopperRules rules)
    {
        // A server has a list beside its store.
        services.TryAddSingleton<IErasedList, ErasedInMemory>();
        services.AddRules(rules);
    }

    private static void AddRules(this IServiceCollection services, ShopperRules rules) => services
        .AddSingleton(rules)
        .AddSingleton(StoreRules.Default)
        .AddSingleton(HandoverRules.Default with { ErasedKeptFor = rules.ErasedKeptFor })
        .AddSingleton(CaseRules.Default)
        .AddSingleton<HandoverCounts>()
        .AddSingleton(ZoneTrackerRules.Default)
        .AddSingleton(RotatingTags.None)
        .AddSingleton<TagKeys>()
        .AddSingleton<StoreCatalog>()
        .AddSingleton<CalibrationShelf>()
        .AddSingleton<StockShelf>()
        .AddSingleton<StoreVisitors>()
        .AddSingleton<IStoreCatalog>(static provider => provider.GetRequiredService<StoreCatalog>())
        .AddSingleton<IBooks>(static provider => provider.GetRequiredService<StoreCatalog>())
        .AddSingleton<PassKeyring>()
        .AddSingleton<IPasses>(static provider => provider.GetRequiredService<PassKeyring>())
        .AddSingleton<ISigningKeys, SigningKeys>()
        .AddSingleton<Pseudonyms>()
        .AddPersonalData()
        .AddSingleton(static provider => new DeviceRegistry(
            provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DeviceRegistry>>()))
        .AddSingleton<IDevices>(static provider => provider.GetRequiredService<DeviceRegistry>())
        .AddSingleton(static provider => new StaffMembers(provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<ILogger<StaffMembers>>()))
        .AddSingleton<IStaffMembers>(static provider => provider.GetRequiredService<StaffMembers>())
        .AddSingleton<IStaffNames>(static provider => provider.GetRequiredService<StaffMembers>())
        .AddSingleton<TagIndex>()
        .AddSingleton<TrackedStores>()
        .AddSingleton<SightingCounts>()
        .AddSingleton<RefusedCounts>()
        .AddSingleton<IShopperGrains, ShopperGrains>()
        .AddSingleton(static provider => new TrackerTable(
            provider.GetRequiredService<IShopperGrains>(), provider.GetRequiredService<TrackedStores>().Find, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ShopperRules>(), provider.GetRequiredService<SightingCounts>()))
        .AddSingleton<SightingIntake>()
        .AddSingleton<StorePictures>()
        .AddSingleton<SightingFeed>()
        .AddSingleton<Tracking>()
        .AddSingleton<ITracking>(static provider => provider.GetRequiredService<Tracking>())
        .AddSingleton(static provider => Chore.Of("trackers", TrackersTickEvery, provider.GetRequiredService<TrackerTable>().Tick))
        .AddSingleton<Alarms>()
        .AddSingleton(static provider => new Chore("alarms", Alarms.RoundEvery, _ => provider.GetRequiredService<Alarms>().Look()))
        .AddSingleton(static provider => Chore.Of("the stores' pictures", StorePictures.LookEvery, provider.GetRequiredService<StorePictures>().Look))
        .AddSingleton(static provider => Chore.Of("rotating tags", RotatingTags.RotateEvery, () => provider.GetRequiredService<RotatingTags>().Rotate(provider.GetRequiredService<TimeProvider>().GetUtcNow())))
        .AddSingleton(static provider => new Chore("the catalogue", StoreCatalog.FollowEvery, provider.GetRequiredService<StoreCatalog>().Follow))
        .AddSingleton(static provider => new Chore("the stock", StoreCatalog.FollowStockEvery, provider.GetRequiredService<StoreCatalog>().FollowStock))
        .AddSingleton(static provider => new Chore("news of the stock", StoreVisitors.TellEvery, provider.GetRequiredService<StoreVisitors>().Tell))
        .AddSingleton(static provider => new Chore("devices", DeviceRegistry.FollowEvery, provider.GetRequiredService<DeviceRegistry>().Follow))
        .AddSingleton(static provider => new Chore("staff", StaffMembers.FollowEvery, provider.GetRequiredService<StaffMembers>().Follow))
        .AddSingleton(static provider => new Chore("tag keys", TagKeys.FollowEvery, provider.GetRequiredService<TagKeys>().Follow))
        .AddSingleton(static provider => new Chore("pass keys", PassKeyring.TurnEvery, provider.GetRequiredService<PassKeyring>().Turn));
}

/// <summary>Loads the reference data and the keys before anything else starts.</summary>
internal sealed class StoreData(StoreCatalog catalog, PassKeyring passes, Pseudonyms pseudonyms, TagKeys tags, DeviceRegistry devices, StaffMembers staff) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await catalog.Follow(cancellationToken);
        await passes.Turn(cancellationToken);
        await pseudonyms.Load(cancellationToken);
        await tags.Follow(cancellationToken);
        await devices.Follow(cancellationToken);
        await staff.Follow(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
