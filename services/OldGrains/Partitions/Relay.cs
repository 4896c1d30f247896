using Microsoft.Extensions.Logging;
using SmartStore.Grains.Activations;

namespace SmartStore.Grains.Partitions;

/// <summary>
/// Hands on what a partition's grains sent to others: reads its channel, appends to the targets' inboxes, and trims what arrived there. In order
/// per target, at least once; the sequence in the id lets the target drop repeats. One batch at a time.
/// </summary>
internal sealed partial class Relay(HostContext host, int partition, Func<int, IReadOnlyList<GrainEvent>, ValueTask> append, CancellationToken ended)
{
    /// <summary>Messages of one batch.</summary>
    public const int BatchMax = 128;

    private readonly Signal work = new();

    public string Channel { get; } = Channels.Relay(partition);

    /// <summary>Messages were committed.</summary>
    public void Wake() => work.Set();

    /// <summary>Runs until the partition ends. What is left then is found by the next holder.</summary>
    public async Task Run()
    {
        using var stop = ended.Register(work.Set);
        var backoff = new Backoff(host.Time, host.Random);
        var sent = 0L;
        while (!ended.IsCancellationRequested)
        {
            try
            {
                var page = await host.Store.ReadOutbox(Channel, sent, BatchMax).AsTask().WaitAsync(ended);
                if (page.Entries.Count == 0)
                {
                    await work.Wait();
                    continue;
                }
                await HandOn(page.Entries);
                sent = page.Entries[^1].Sequence;
                await host.Store.TrimOutbox(Channel, sent).AsTask().WaitAsync(ended);
                backoff = new Backoff(host.Time, host.Random);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is StoreUnavailableException or GrainBusyException)
            {
                // The same batch again: what did arrive is dropped over there.
                if (backoff.Tries == 0) LogAgain(host.Logger, partition, error);
                try
                {
                    await backoff.Pause(ended);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    private async Task HandOn(IReadOnlyList<StoredOutboxEntry> entries)
    {
        var byTarget = new SortedDictionary<int, List<GrainEvent>>();
        foreach (var stored in entries)
        {
            GrainEvent fact;
            try
            {
                fact = RelayedFact.Read(stored.Entry.Payload);
            }
            catch (InvalidDataException error)
            {
                LogDamaged(host.Logger, partition, stored.Sequence, error);
                continue;
            }
            var target = PartitionOf.Grain(fact.Grain, host.Store.PartitionCount);
            if (!byTarget.TryGetValue(target, out var facts)) byTarget.Add(target, facts = []);
            facts.Add(fact with { Id = new RelayedId((ushort)partition, stored.Sequence, fact.Id).ToString() });
        }
        foreach (var (target, facts) in byTarget) await append(target, facts).AsTask().WaitAsync(ended);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Messages of partition {Partition} could not be handed on; trying again.")]
    private static partial void LogAgain(ILogger logger, int partition, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Sequence} of partition {Partition} is damaged; dropped.")]
    private static partial void LogDamaged(ILogger logger, int partition, long sequence, Exception error);
}
