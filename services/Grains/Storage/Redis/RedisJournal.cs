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
    private const string Beginning = "-";
    private const string End = "+";

    // How far each partition was looked through, and for which kind to give up. From the beginning each time, a look would never come past what stays.
    private readonly (int Kind, string From)[] _looked = [.. Enumerable.Repeat((0, Beginning), RedisKeys.Partitions)];

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

    /// <summary>The first rows of each partition that has some.</summary>
    public async Task<IReadOnlyList<JournalPart>> First(int max)
    {
        var parts = await Task.WhenAll(Enumerable.Range(0, RedisKeys.Partitions).Select(async partition => new JournalPart(partition, await Rows(partition, Beginning, max).ConfigureAwait(false)))).ConfigureAwait(false);
        return [.. parts.Where(part => part.Rows.Count > 0)];
    }

    /// <summary>The least number of a row of this moment.</summary>
    public static long NumberOf(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond * PerMicrosecond;

    /// <summary>The greatest number of a row that may have been committed by a moment, on whichever server.</summary>
    /// <param name="microseconds">Since 1970, by the clock of the server that has the documents.</param>
    public long NumberAt(long microseconds) => ((microseconds + ClocksDiffer() + 1) * PerMicrosecond) - 1;

    /// <summary>One step in each partition: see <see cref="IStateStore.TrimJournal"/>. Each may take its part of the bytes, and gives up by itself.</summary>
    /// <param name="call">Runs a script on a write connection.</param>
    public async Task<JournalTrimmed> Trim(DateTimeOffset before, long bytesMax, Func<RedisCall, Task<RedisResult>> call)
    {
        var steps = await Task.WhenAll(Enumerable.Range(0, RedisKeys.Partitions).Select(partition => Trim(partition, before, bytesMax / RedisKeys.Partitions, call))).ConfigureAwait(false);
        var much = steps.SelectMany(step => step.TooMuch).GroupBy(gone => gone.Kind, StringComparer.Ordinal).Select(gone => (gone.Key, gone.Sum(rows => rows.Rows)));
        return new JournalTrimmed(steps.Sum(step => step.TooOld), [.. much], steps.Sum(step => step.BytesLeft), steps.Any(step => step.HasMore));
    }

    private async Task<JournalTrimmed> Trim(int partition, DateTimeOffset before, long bytesMax, Func<RedisCall, Task<RedisResult>> call)
    {
        if ((await Rows(partition, Beginning, 1).ConfigureAwait(false)).Any(row => row.Row.At < before))
        {
            var old = (await Rows(partition, Beginning, JournalTrimmed.RowsPerStep).ConfigureAwait(false)).TakeWhile(row => row.Row.At < before).ToList();
            return new JournalTrimmed(old.Count, [], await Delete(new JournalPart(partition, old), call).ConfigureAwait(false), HasMore: true);
        }

        var bytes = (long)await servers.Database.HashGetAsync(shards.Keys[partition].Head, "jb", RedisServers.Primary).ConfigureAwait(false);
        var (kind, from) = _looked[partition];
        if (bytes <= bytesMax || kind == JournalKind.GivenUp.Count)
        {
            _looked[partition] = (0, Beginning);
            return new JournalTrimmed(0, [], bytes, HasMore: false);
        }

        var window = await Rows(partition, from, JournalTrimmed.RowsPerStep).ConfigureAwait(false);
        var left = bytes;
        var much = new List<StoredJournalRow>();
        foreach (var found in window.Where(row => row.Row.Kind == JournalKind.GivenUp[kind]))
        {
            if (left <= bytesMax) break;
            left -= found.Row.Bytes;
            much.Add(found);
        }
        // A window that was not needed to its end still holds some of this kind.
        if (left > bytesMax) _looked[partition] = window.Count < JournalTrimmed.RowsPerStep ? (kind + 1, Beginning) : (kind, $"({IdOf(window[^1])}");
        if (much.Count == 0) return new JournalTrimmed(0, [], bytes, HasMore: true);
        left = await Delete(new JournalPart(partition, much), call).ConfigureAwait(false);
        return new JournalTrimmed(0, [(JournalKind.GivenUp[kind], much.Count)], left, left > bytesMax);
    }

    /// <summary>Deletes rows. Gives the bytes that are left of the partition's.</summary>
    public async Task<long> Delete(JournalPart part, Func<RedisCall, Task<RedisResult>> call)
    {
        var of = shards.Keys[part.Partition];
        List<RedisKey> keys = [of.Head, of.Journal];
        var lists = new Dictionary<string, int>(StringComparer.Ordinal) { [""] = 0 };
        var values = new List<RedisValue>(2 * part.Rows.Count);
        foreach (var stored in part.Rows)
        {
            var whose = stored.Row.Pseudonym;
            if (!lists.TryGetValue(whose, out var list))
            {
                keys.Add(of.Person(whose));
                lists.Add(whose, list = keys.Count);
            }
            values.Add(IdOf(stored));
            values.Add(list);
        }
        return (long)await call(new RedisCall(part.Partition, RedisScripts.TrimJournal, [.. keys], [.. values])).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<StoredJournalRow>> Rows(int partition, string from, int count)
    {
        var rows = await servers.Database.StreamRangeAsync(shards.Keys[partition].Journal, from, End, count, flags: RedisServers.Primary).ConfigureAwait(false);
        return [.. rows.Select(row => Row(row, partition))];
    }

    // The clock of the server that is most behind. After a failover another server's clock counts.
    private async Task<long> Before()
    {
        var clocks = await Task.WhenAll(shards.EndPoints.Select(Clock)).ConfigureAwait(false);
        return clocks.Min() - ClocksDiffer();
    }

    // Microseconds.
    private long ClocksDiffer() => shards.EndPoints.Skip(1).Any() || options.Address.Replicas > 0 ? options.ClocksDiffer.Ticks / TimeSpan.TicksPerMicrosecond : 0;

    private async Task<long> Clock(EndPoint endPoint) =>
        (await servers.Server(endPoint).TimeAsync().ConfigureAwait(false) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static StoredJournalRow Row(StreamEntry entry, int partition)
    {
        var id = (string)entry.Id!;
        var number = (long.Parse(id.AsSpan(0, id.IndexOf('-', StringComparison.Ordinal)), CultureInfo.InvariantCulture) * PerMicrosecond) + partition;
        return new StoredJournalRow(number, new JournalRow(RedisText.Time((string)entry["at"]!), (string)entry["who"]!, (string)entry["kind"]!, (byte[])entry["body"]!));
    }

    private static string IdOf(StoredJournalRow row)
    {
        var (microseconds, partition) = Math.DivRem(row.Number, PerMicrosecond);
        return string.Create(CultureInfo.InvariantCulture, $"{microseconds}-{partition}");
    }
}

/// <summary>Journal rows of one partition, the oldest first.</summary>
internal sealed record JournalPart(int Partition, IReadOnlyList<StoredJournalRow> Rows);

/// <summary>A person whose journal rows are to go wherever they are.</summary>
/// <param name="At">When it was said, microseconds since 1970.</param>
/// <param name="Until">The number of the last row that may be meant. The same person may come back: later rows stay.</param>
internal sealed record ForgottenPerson(string Pseudonym, long At, long Until);
