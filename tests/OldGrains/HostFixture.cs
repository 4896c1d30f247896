using System.Text;
using SmartStore.Grains.Tests.Simulation;
using SmartStore.Storage.Memory;

namespace SmartStore.Grains.Tests;

/// <summary>One host over a store without faults, in a world of its own. Time stands still unless a test moves it.</summary>
internal sealed class HostFixture : IEffectSink, IDisposable
{
    private readonly WorldNode node;
    private GrainHost? host;

    public HostFixture(int partitions = 1, GrainHostOptions? options = null, FaultyMemoryStore? store = null, World? world = null)
    {
        World = world ?? new World(seed: 1);
        Store = store ?? new FaultyMemoryStore(partitions, World.Time);
        Options = options ?? new GrainHostOptions();
        node = World.AddNode();
    }

    public World World { get; }

    public FaultyMemoryStore Store { get; }

    public GrainHostOptions Options { get; }

    public ProbeKind Kind { get; } = new();

    public List<StoredOutboxEntry> Told { get; } = [];

    public KeptLog Log { get; } = new();

    public GrainHost Host => host ?? throw new InvalidOperationException("Not started.");

    public void Committed(IReadOnlyList<StoredOutboxEntry> entries) => Told.AddRange(entries);

    public HostFixture Start()
    {
        Run(() =>
        {
            host = new GrainHost(Options, Store, [Kind], node.Time, this, new Random(1), Log);
            return host.Start();
        });
        return this;
    }

    /// <summary>The process dies; its timers and everything in its memory with it.</summary>
    public void Kill() => node.Kill();

    public void Pause() => node.Pause();

    public void Resume() => node.Resume();

    public void Run(Func<Task> code) => World.Run(World.Begin(node, code), TimeSpan.FromMinutes(5));

    public T Get<T>(Func<ValueTask<T>> code)
    {
        T? result = default;
        Run(async () => result = await code());
        return result!;
    }

    public void Dispose()
    {
        if (host is not null && !node.IsDead) Run(async () => await host.DisposeAsync());
    }

    /// <summary>Starts something without waiting for it.</summary>
    public Task Begin(Func<Task> code) => World.Begin(node, code);

    public ApplyResult Apply(string id, string kind = "add", string payload = "", string grain = "probe/a") => Get(() => Host.Apply(Fact(id, kind, payload, grain)));

    public void Append(string id, string kind = "add", string payload = "", string grain = "probe/a") => Run(async () => await Host.Append(Fact(id, kind, payload, grain)));

    public void Tell(string id, string kind = "add", string payload = "", string grain = "probe/a") => Run(async () => await Host.Tell(Fact(id, kind, payload, grain)));

    public string Applied(string grain = "probe/a") => Get(() => Host.Read(grain, probe => string.Join(' ', ((ProbeGrain)probe).Applied)));

    public T Read<T>(Func<ProbeGrain, T> read, string grain = "probe/a") => Get(() => Host.Read(grain, probe => read((ProbeGrain)probe)));

    public string Effects(string grain = "probe/a") =>
        string.Join(' ', Get(() => Store.ReadOutbox(Channels.Stream(grain), 0, 1000)).Entries.Select(entry => $"{entry.Sequence}:{entry.Entry.Id}"));

    public IReadOnlyList<QuarantinedEvent> Quarantined(int partition = 0) => Get(() => Store.Quarantined(partition, 100));

    public GrainEvent Fact(string id, string kind = "add", string payload = "", string grain = "probe/a") =>
        new(id, grain, kind, World.Time.GetUtcNow(), Encoding.UTF8.GetBytes(payload));
}
