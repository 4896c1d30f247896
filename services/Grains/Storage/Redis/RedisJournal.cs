using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>
/// Reads the journal of all partitions in one order. A row's number is Redis' clock in microseconds, always rising within a partition, and the
/// partition. A row that is still on its way can have a lower number than one that is there, so that only rows older than every server's clock are read.
/// </summary>
internal sealed class RedisJournal(RedisServers servers, RedisShards shards, RedisStoreOptions options)
{
    private const int PerMicrosecond = 64;

    public async Task<IReadOnlyList<StoredJournalRow>> Read(long after, int max)
    {
        var before = await Before().ConfigureAwait(false);
        var (microseconds, last) = Math.DivRem(after, PerMicrosecond);
        var found = await Task.WhenAll(Enumerable.Range(0, RedisKeys.Partitions).Select(async partition =>
        {
            var from = $"{(partition > last ? microseconds : microseconds + 1)}-0";
            var rows = await servers.Database.StreamRangeAsync(shards.Keys[partition].Journal, from, $"{before - 1}-{PerMicrosecond - 1}", max, flags: RedisServers.Primary).ConfigureAwait(false);
            return rows.Select(row => Row(row, partition));
        })).ConfigureAwait(false);
        return [.. found.SelectMany(rows => rows).OrderBy(row => row.Number).Take(max)];
    }

    // The clock of the server that is most behind. After a failover another server's clock counts.
    private async Task<long> Before()
    {
        var primaries = shards.EndPoints.ToList();
        var clocks = await Task.WhenAll(primaries.Select(Clock)).ConfigureAwait(false);
        return clocks.Min() - (primaries.Count > 1 || options.Address.Replicas > 0 ? options.ClocksDiffer.Ticks / TimeSpan.TicksPerMicrosecond : 0);
    }

    private async Task<long> Clock(EndPoint endPoint) =>
        (await servers.Server(endPoint).TimeAsync().ConfigureAwait(false) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static StoredJournalRow Row(StreamEntry entry, int partition)
    {
        var id = (string)entry.Id!;
        var number = (long.Parse(id.AsSpan(0, id.IndexOf('-', StringComparison.Ordinal)), CultureInfo.InvariantCulture) * PerMicrosecond) + partition;
        return new StoredJournalRow(number, new JournalRow(RedisText.Time((string)entry["at"]!), (string)entry["who"]!, (string)entry["kind"]!, (byte[])entry["body"]!));
    }
}
