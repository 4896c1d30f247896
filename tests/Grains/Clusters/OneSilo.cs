using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.TestingHost;
using SmartStore.Grains.Hosting;

namespace SmartStore.Grains.Tests.Clusters;

/// <summary>One silo on a store in memory and on fake time.</summary>
internal sealed class OneSilo : IAsyncDisposable
{
    private OneSilo(InProcessTestCluster cluster, FakeTimeProvider time, MemoryStateStore store) => (Cluster, Time, Store) = (cluster, time, store);

    public static DateTimeOffset T0 { get; } = DateTimeOffset.Parse("2026-11-28T10:00:00Z");

    public InProcessTestCluster Cluster { get; }

    public FakeTimeProvider Time { get; }

    public MemoryStateStore Store { get; }

    public static async Task<OneSilo> Start(MemoryStateStore? store = null, FakeTimeProvider? time = null, ShopperRules? rules = null)
    {
        time ??= new FakeTimeProvider(T0);
        store ??= new MemoryStateStore(time);
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(time);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddHostedService<StoreData>();
            silo.Services.AddHostedService<WakeScanner>();
            silo.Services.AddHostedService<Upkeep>();
            silo.AddGrainParts(store, rules ?? ShopperRules.Default);
        });
        builder.ConfigureClient(client => client.Services.AddGrainCodecs());
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new OneSilo(cluster, time, store);
    }

    /// <summary>A service of the silo.</summary>
    public T Service<T>()
        where T : notnull => Cluster.Silos[0].ServiceProvider.GetRequiredService<T>();

    public T Grain<T>(string id)
        where T : IGrainWithStringKey => Cluster.Client.GetGrain<T>(id);

    public ILedgerGrain Ledger(string id) => Cluster.Client.GetGrain<ILedgerGrain>(id);

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
