using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Storage.Sqlite;

namespace SmartStore.Grains.Tests;

/// <summary>The host on real threads over the store that a shop runs on.</summary>
public sealed class SqliteHostTests : IDisposable, IEffectSink
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("smartstore-grains-");

    public void Dispose() => folder.Delete(recursive: true);

    void IEffectSink.Committed(IReadOnlyList<StoredOutboxEntry> entries)
    {
    }

    [Fact]
    public async Task Facts_sent_at_once_and_again_after_a_restart_are_applied_once_each()
    {
        var facts = Enumerable.Range(0, 400).Select(i => Fact($"e{i}", $"probe/{i % 20}")).ToList();
        await WithHost(async host =>
        {
            var results = await Task.WhenAll(facts.Take(300).Select(fact => host.Apply(fact).AsTask()));
            Assert.All(results, result => Assert.Equal(ApplyOutcome.Applied, result.Outcome));
            await Task.WhenAll(facts.Skip(300).Select(fact => host.Append(fact).AsTask()));
        });

        await WithHost(async host =>
        {
            var again = await Task.WhenAll(facts.Select(fact => host.Apply(fact).AsTask()));
            Assert.All(again, result => Assert.Equal(ApplyOutcome.Duplicate, result.Outcome));
            for (var grain = 0; grain < 20; grain++)
            {
                var applied = await host.Read($"probe/{grain}", probe => ((ProbeGrain)probe).Applied.ToHashSet());
                Assert.Equal(Enumerable.Range(0, 20).Select(i => $"e{(i * 20) + grain}").ToHashSet(), applied);
            }
        });
    }

    [Fact]
    public async Task What_was_acknowledged_and_not_applied_is_applied_at_the_next_start()
    {
        var fact = Fact("e1", "probe/a");
        using (var database = SqliteDatabase.Open(folder.FullName))
        {
            var store = await SqlitePartitionStore.Open(database, TimeProvider.System);
            await store.Append(PartitionOf.Grain(fact.Grain, store.PartitionCount), [fact]);
        }

        await WithHost(async host => Assert.Equal(["e1"], await host.Read("probe/a", probe => ((ProbeGrain)probe).Applied.ToList())));
    }

    [Fact]
    public async Task Messages_between_grains_arrive_over_partitions()
    {
        await WithHost(async host =>
        {
            await host.Apply(Fact("e1", "probe/a", "send", "probe/b"));
            var deadline = TimeProvider.System.GetTimestamp();
            var arrived = false;
            while (!arrived && TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(30))
                arrived = await host.Read("probe/b", probe => ((ProbeGrain)probe).Applied.Contains("e1/note"));
            Assert.True(arrived);
        });
    }

    private async Task WithHost(Func<GrainHost, Task> use)
    {
        using var database = SqliteDatabase.Open(folder.FullName);
        var store = await SqlitePartitionStore.Open(database, TimeProvider.System);
        await using var host = new GrainHost(new GrainHostOptions(), store, [new ConcurrentProbeKind()], TimeProvider.System, this, Random.Shared, NullLogger<GrainHost>.Instance);
        await host.Start();
        await use(host);
    }

    private static GrainEvent Fact(string id, string grain, string kind = "add", string payload = "") =>
        new(id, grain, kind, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(payload));

    /// <summary>A kind that partitions may use at the same time.</summary>
    private sealed class ConcurrentProbeKind : IGrainKind
    {
        public string Prefix => "probe/";

        public IGrain Activate(string key, ReadOnlyMemory<byte> state, DateTimeOffset heldSince) => new ProbeGrain(new ProbeKind(), key, state);
    }
}
