using SmartStore.Grains;

namespace SmartStore.Storage.Memory;

/// <summary>
/// The partition store in memory: without faults for fast tests, with seeded faults for the simulator. It keeps nothing over a restart of the
/// process, but many hosts may share one.
/// </summary>
/// <param name="time">Clock of the leases, of expiry and of the delays.</param>
/// <param name="faults">What goes wrong; null: nothing.</param>
public sealed class FaultyMemoryStore(int partitionCount, TimeProvider time, MemoryFaults? faults = null) : IPartitionStore
{
    /// <summary>How long a lease lives without being renewed.</summary>
    public static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(6);

    private readonly Lock gate = new();
    private readonly MemoryPartition[] partitions = [.. Enumerable.Range(0, partitionCount).Select(_ => new MemoryPartition())];
    private readonly Dictionary<string, MemoryChannel> channels = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Kind, string Id), StoredDocument> documents = new(Comparer<(string Kind, string Id)>.Create(
        static (a, b) => string.CompareOrdinal(a.Kind, b.Kind) is var kinds and not 0 ? kinds : string.CompareOrdinal(a.Id, b.Id)));
    private long acquisitions;

    /// <inheritdoc/>
    public int PartitionCount => partitions.Length;

    /// <summary>Yes: the hosts of a simulation share it.</summary>
    public bool IsShared => true;

    /// <inheritdoc/>
    public string Epoch { get; init; } = "memory";

    /// <summary>Hears of every commit call that reached the store, with what became of it, in order. For checkers.</summary>
    public Action<PartitionCommit, CommitResult>? OnCommit { get; set; }

    /// <summary>Told of each grain whose state is read, on the caller's thread.</summary>
    public Action<string>? OnLoad { get; set; }

    /// <summary>Told of each channel that is read, on the caller's thread; what it throws, the reader gets.</summary>
    public Action<string>? OnReadOutbox { get; set; }

    /// <summary>False only in an ablation test: commits are taken without comparing the head.</summary>
    internal bool ChecksHead { get; init; } = true;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<long>> Append(int partition, IReadOnlyList<GrainEvent> events, CancellationToken cancel = default) =>
        Call(() => partitions[partition].Append(events));

    /// <inheritdoc/>
    public ValueTask<Lease?> Acquire(int partition, string owner, CancellationToken cancel = default) => Call(() =>
    {
        var held = partitions[partition];
        if (held.Nonce.Length > 0 && time.GetElapsedTime(held.RenewedAt) < LeaseFor) return null;
        return Take(partition);
    });

    /// <inheritdoc/>
    public ValueTask<bool> Renew(Lease lease, CancellationToken cancel = default) => Call(() =>
    {
        if (!partitions[lease.Partition].IsHeldBy(lease)) return false;
        partitions[lease.Partition].RenewedAt = time.GetTimestamp();
        return true;
    });

    /// <inheritdoc/>
    public async ValueTask Release(Lease lease, CancellationToken cancel = default) => await Call(() =>
    {
        if (partitions[lease.Partition].IsHeldBy(lease)) partitions[lease.Partition].Free();
        return true;
    });

    /// <summary>Gives a partition's lease to nobody in particular: its holder is fenced, and the partition is free when the lease runs out.</summary>
    public void Steal(int partition)
    {
        lock (gate) Take(partition);
    }

    /// <inheritdoc/>
    public ValueTask<PartitionHead> Head(int partition, CancellationToken cancel = default) => Call(() => partitions[partition].Head);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredEvent>> Read(int partition, long after, int max, CancellationToken cancel = default) =>
        Call(() => partitions[partition].Read(after, max));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>?>> Load(int partition, IReadOnlyList<string> grains, CancellationToken cancel = default) =>
        Call<IReadOnlyList<ReadOnlyMemory<byte>?>>(() =>
        {
            foreach (var grain in grains) OnLoad?.Invoke(grain);
            return [.. grains.Select(partitions[partition].Load)];
        });

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<GrainTimer>> Timers(int partition, CancellationToken cancel = default) => Call(() => partitions[partition].Timers());

    /// <inheritdoc/>
    public ValueTask<CommitResult> Commit(PartitionCommit commit, CancellationToken cancel = default) => Call(() =>
    {
        if (faults is not null && faults.Happens(faults.Stolen)) Take(commit.Lease.Partition);
        var result = partitions[commit.Lease.Partition].Commit(commit, ChecksHead, entry => Channel(entry.Channel).Append(entry, time.GetUtcNow()));
        OnCommit?.Invoke(commit, result);
        return result;
    });

    /// <inheritdoc/>
    public ValueTask<OutboxPage> ReadOutbox(string channel, long after, int max, CancellationToken cancel = default) => Call(() =>
    {
        OnReadOutbox?.Invoke(channel);
        return channels.TryGetValue(channel, out var known) ? known.Read(after, max) : new OutboxPage(1, 0, []);
    });

    /// <inheritdoc/>
    public async ValueTask TrimOutbox(string channel, long through, CancellationToken cancel = default) => await Call(() =>
    {
        Channel(channel).Trim(through);
        return true;
    });

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QuarantinedEvent>> Quarantined(int partition, int max, CancellationToken cancel = default) =>
        Call(() => partitions[partition].Quarantined(max));

    /// <inheritdoc/>
    public async ValueTask PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, CancellationToken cancel = default) => await Call(() =>
    {
        if (body is { } bytes) documents[(kind, id)] = new StoredDocument(id, bytes.ToArray());
        else documents.Remove((kind, id));
        return true;
    });

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, CancellationToken cancel = default) =>
        Call<IReadOnlyList<StoredDocument>>(() => [.. documents.Where(entry => entry.Key.Kind == kind).Select(entry => entry.Value)]);

    private Lease Take(int partition)
    {
        partitions[partition].Take(faults?.Nonce() ?? (++acquisitions).ToString("x32"));
        partitions[partition].RenewedAt = time.GetTimestamp();
        return new Lease(partition, partitions[partition].Token, partitions[partition].Nonce);
    }

    private MemoryChannel Channel(string name)
    {
        if (!channels.TryGetValue(name, out var channel)) channels.Add(name, channel = new MemoryChannel(Channels.IsStream(name)));
        return channel;
    }

    // ConfigureAwait(false): what happens in the network and in the store happens also while the caller is paused.
    private async ValueTask<T> Call<T>(Func<T> done)
    {
        if (faults is null)
        {
            lock (gate) return done();
        }
        bool refused, lost;
        TimeSpan there, back;
        lock (gate)
        {
            (there, back) = (faults.Delay(faults.DelayMax), faults.Delay(faults.DelayMax));
            (refused, lost) = (faults.Happens(faults.Refused), faults.Happens(faults.LostReply));
            if (faults.Happens(faults.Twice)) _ = Again(done, there + faults.Delay(faults.CopyDelayMax));
        }
        if (there > TimeSpan.Zero) await Task.Delay(there, time).ConfigureAwait(false);
        if (refused) throw new StoreUnavailableException("The store refused.");
        T result;
        lock (gate) result = done();
        if (back > TimeSpan.Zero) await Task.Delay(back, time).ConfigureAwait(false);
        if (lost) throw new StoreUnavailableException("The reply was lost.");
        return result;
    }

    private async Task Again<T>(Func<T> done, TimeSpan after)
    {
        await Task.Delay(after, time).ConfigureAwait(false);
        lock (gate) done();
    }
}
