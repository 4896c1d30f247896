using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>
/// The store of many machines: Redis, one server, a primary with replicas, or a Redis Cluster. Every answer comes after Redis' disk has the data
/// (<c>appendfsync always</c>) and, where the address asks for replicas, after they have it, too.
/// </summary>
public sealed class RedisStateStore : IStateStore, IAsyncDisposable
{
    // Raised when keys change their meaning, so that an older program does not write over them.
    private const int Format = 1;

    /// <summary>How long it is known who was forgotten. Journal rows of before that are too old by then, in a file of a backup, too.</summary>
    internal static readonly TimeSpan ForgottenKept = TimeSpan.FromDays(401);

    private const int KeysAtOnce = 1_000;

    private static readonly TimeSpan DeletedDocumentsKept = TimeSpan.FromDays(1);

    private readonly RedisServers _servers;
    private readonly RedisShards _shards;
    private readonly RedisKeys _keys;
    private readonly RedisJournal _journal;
    private readonly TimeProvider _time;
    private readonly int _replicas;
    private readonly Meter _meter = new("SmartStore.Store");

    private readonly CancellationTokenSource _closing = new();
    private readonly RedisReach _reach;
    private readonly Task _looking;

    private RedisStateStore(RedisStoreOptions options, RedisServers servers, RedisShards shards, TimeProvider time, RedisClock clock, string life, ILogger log)
    {
        Clock = clock;
        (_servers, _shards, _keys, _time, Life) = (servers, shards, shards.Keys, time, life);
        _journal = new RedisJournal(servers, shards, options);
        _replicas = options.Address.Replicas;
        _meter.CreateObservableCounter("smartstore_store_commits", () => Commits, description: "Batches confirmed; writes that come together share one");
        _reach = new RedisReach(options.Address, shards.Answers, time, log);
        _meter.CreateObservableGauge("smartstore_store_reached", () => IsReached ? 1 : 0, description: "1: Redis is reached; 0: it has not answered for 5 s, and the process is not ready");
        _looking = Task.WhenAll(
            clock.Every(RedisClock.LookEvery, () => LookAtClock(clock), _closing.Token),
            time.Every(RedisReach.LookEvery, _reach.Look, _closing.Token));
    }

    /// <inheritdoc/>
    public string Life { get; }

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <inheritdoc/>
    public bool IsReached => _reach.IsReached;

    /// <summary>The clock of the cluster: this machine's, corrected to that of Redis where it is wrong.</summary>
    public TimeProvider Clock { get; }

    /// <inheritdoc/>
    public Task Damaged => _shards.Damaged;

    /// <summary>Batches so far: fewer than writes, because writes share them.</summary>
    public long Commits => _shards.Batches;

    /// <summary>Opens the store of a cluster, or creates it.</summary>
    /// <exception cref="StorageException">One sentence says why it cannot be opened.</exception>
    public static async Task<RedisStateStore> Open(RedisStoreOptions options, TimeProvider time, ILogger? log = null)
    {
        var servers = await RedisServers.Connect(options).ConfigureAwait(false);
        log ??= NullLogger.Instance;
        RedisShards? shards = null;
        try
        {
            shards = await RedisShards.Open(options, servers, new RedisKeys(options.Cluster), log).ConfigureAwait(false);
            shards.Life = await Prepare(options, shards).ConfigureAwait(false);
            var clock = new RedisClock(time, log);
            await clock.Look(servers.Server(shards.EndPoints.First())).ConfigureAwait(false);
            return new RedisStateStore(options, servers, shards, time, clock, shards.Life, log);
        }
        catch
        {
            if (shards is not null) await shards.DisposeAsync().ConfigureAwait(false);
            await servers.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives the store a new life, so that no cursor of before is taken any more. Stop the servers first: they hold the old one.</summary>
    public async Task Renew() => await Call(new RedisCall(RedisKeys.Documents, RedisScripts.Renew, [_keys.Store], [NewLife()])).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <remarks>
    /// What is read may be a write of a moment ago that no replica has, and whose writer was told so or is gone. A grain takes what it reads for committed and answers
    /// repeats by it. So with replicas, a write after the read has to be confirmed first: then they have what was read, too.
    /// </remarks>
    public async ValueTask<StoredRow?> Read(string key, CancellationToken cancel = default)
    {
        var partition = RedisKeys.PartitionOf(key);
        var writer = _shards.WriterOf(partition);
        using var text = await Asked(_servers.Database.StringGetLeaseAsync(_keys[partition].Record(key), RedisServers.Primary)).ConfigureAwait(false);
        if (_replicas > 0) await Call(new RedisCall(partition, RedisScripts.Confirm, [_keys[partition].Head], [])).ConfigureAwait(false);
        // Read from a primary, and confirmed by the one that took its place in between: that says nothing.
        if (_shards.WriterOf(partition) != writer) throw _shards.Away();
        return text is null ? null : RedisText.Record(text.Span);
    }

    /// <inheritdoc/>
    public ValueTask<long> Write(RecordWrite write)
    {
        write.CheckSize();
        var operation = RedisWrite.Of(write);
        _shards.Post(operation);
        return operation.Answer;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DueRecord>> Due(DateTimeOffset until, int max, CancellationToken cancel = default)
    {
        var database = _servers.Database;
        var found = await Asked(Task.WhenAll(Enumerable.Range(0, RedisKeys.Partitions).Select(async partition =>
            (await database.SortedSetRangeByScoreWithScoresAsync(_keys[partition].Due, stop: until.ToUnixTimeMilliseconds(), take: max, flags: RedisServers.Primary).ConfigureAwait(false))
                .Select(entry => (Key: (string)entry.Element!, entry.Score, Partition: partition))))).ConfigureAwait(false);
        var first = found.SelectMany(entries => entries).OrderBy(entry => entry.Score).Take(max).ToList();
        var heads = await Asked(Task.WhenAll(first.Select(entry => database.StringGetRangeAsync(_keys[entry.Partition].Record(entry.Key), 0, RedisText.HeadBytes - 1, RedisServers.Primary)))).ConfigureAwait(false);
        var due = new List<DueRecord>(first.Count);
        // The record has the last word: it may have moved in between.
        for (var i = 0; i < first.Count; i++)
            if (RedisText.TryHead(((ReadOnlyMemory<byte>)heads[i]).Span, out var revision, out var wakeAt, out _) && wakeAt <= until) due.Add(new DueRecord(first[i].Key, wakeAt.Value, revision));
        return due;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> Keys(string prefix, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        foreach (var endPoint in _shards.EndPoints)
            foreach (var key in await Asked(Found(endPoint)).ConfigureAwait(false))
                yield return key;

        // A server may name a key twice.
        async Task<HashSet<string>> Found(EndPoint endPoint)
        {
            var found = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var key in _servers.Server(endPoint).KeysAsync(_servers.Database.Database, _keys.RecordsLike(prefix), KeysAtOnce).WithCancellation(cancel).ConfigureAwait(false))
                found.Add(RedisKeys.OwnKey(key.ToString()));
            return found;
        }
    }

    /// <inheritdoc/>
    /// <remarks>What Redis has on disk is its own: its append-only file holds what was deleted until it is rewritten.</remarks>
    public async ValueTask Purge(IReadOnlyList<string> kinds)
    {
        foreach (var kind in kinds) await Call(new RedisCall(RedisKeys.Documents, RedisScripts.ForgetDeleted, _keys.OfKind(kind), [(_time.GetUtcNow() - DeletedDocumentsKept).ToUnixTimeMilliseconds()])).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredJournalRow>> Journal(long after, int max, CancellationToken cancel = default) =>
        await Asked(_journal.Read(after, max)).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <remarks>Rows that the role <c>insights</c> has taken over go by the note of it, as soon as that process reads it.</remarks>
    public async ValueTask ForgetJournal(string pseudonym)
    {
        if (pseudonym.Length == 0) return;
        await Task.WhenAll(Enumerable.Range(0, RedisKeys.Partitions).Select(partition =>
            Call(new RedisCall(partition, RedisScripts.ForgetJournal, [_keys[partition].Head, _keys[partition].Journal, _keys[partition].Person(pseudonym)], [])))).ConfigureAwait(false);
        // After the rows, so that none of them is younger than the note.
        await Call(new RedisCall(RedisKeys.Documents, RedisScripts.NoteForgotten, [_keys[RedisKeys.Documents].Head, _keys.Forgotten], [pseudonym, ForgottenKept.Ticks / TimeSpan.TicksPerMicrosecond])).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<JournalTrimmed> TrimJournal(DateTimeOffset before, long bytesMax, CancellationToken cancel = default) =>
        await Asked(_journal.Trim(before, bytesMax, Call)).ConfigureAwait(false);

    /// <summary>The first journal rows of each partition that has some, once replicas have them, too: what is read may be a write of a moment ago that is still to be lost.</summary>
    /// <param name="max">Rows of one partition, at most.</param>
    internal async Task<IReadOnlyList<JournalPart>> FirstJournalRows(int max)
    {
        var parts = await Asked(_journal.First(max)).ConfigureAwait(false);
        if (_replicas > 0) await Task.WhenAll(parts.Select(part => Call(new RedisCall(part.Partition, RedisScripts.Confirm, [_keys[part.Partition].Head], [])))).ConfigureAwait(false);
        return parts;
    }

    /// <summary>Deletes journal rows that lie elsewhere now. Those that are gone already are passed over.</summary>
    internal Task DeleteJournalRows(JournalPart part) => _journal.Delete(part, Call);

    /// <summary>Who was forgotten, in the order of time.</summary>
    /// <param name="after">Microseconds since 1970; who was forgotten at this moment is not among them.</param>
    /// <param name="max">At most so many.</param>
    internal async Task<IReadOnlyList<ForgottenPerson>> Forgotten(long after, int max)
    {
        var found = await Asked(_servers.Database.SortedSetRangeByScoreWithScoresAsync(_keys.Forgotten, after, double.PositiveInfinity, Exclude.Start, take: max, flags: RedisServers.Primary)).ConfigureAwait(false);
        return [.. found.Select(entry => new ForgottenPerson((string)entry.Element!, (long)entry.Score, _journal.NumberAt((long)entry.Score)))];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, long after = 0, CancellationToken cancel = default)
    {
        var found = await Asked(_servers.Database.ScriptEvaluateReadOnlyAsync(RedisScripts.Documents, _keys.OfKind(kind)[..2], [after], RedisServers.Primary)).ConfigureAwait(false);
        var documents = new StoredDocument[found.Length / 2];
        for (var i = 0; i < documents.Length; i++) documents[i] = RedisText.Document(kind, (string)found[2 * i]!, (byte[])found[(2 * i) + 1]!);
        return documents;
    }

    /// <inheritdoc/>
    public async ValueTask<long> PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, long? expected = null)
    {
        StoredDocument.CheckSize(body);
        var now = _time.GetUtcNow();
        var version = (long)await Call(new RedisCall(
            RedisKeys.Documents, RedisScripts.PutDocument, [_keys[RedisKeys.Documents].Head, .. _keys.OfKind(kind)],
            [0, id, expected is { } wanted ? wanted : RedisValue.EmptyString, body is { } bytes ? Fingerprint.Of(bytes.Span) : RedisValue.EmptyString, body is { Length: > 0 } text ? text : RedisValue.EmptyString, now.ToUnixTimeMilliseconds(), (now - DeletedDocumentsKept).ToUnixTimeMilliseconds()],
            takesNumbers: true)).ConfigureAwait(false);
        return version >= 0 ? version : throw new StoreConflictException($"Document {id} of kind {kind} has another version than expected.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_closing.IsCancellationRequested) await _closing.CancelAsync().ConfigureAwait(false);
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
        _meter.Dispose();
        await _shards.DisposeAsync().ConfigureAwait(false);
        await _servers.DisposeAsync().ConfigureAwait(false);
    }

    private Task LookAtClock(RedisClock clock)
    {
        try
        {
            return clock.Look(_servers.Server(_shards.EndPoints.First()));
        }
        catch (ArgumentException)
        {
            // In the middle of a failover: the connection of reads does not know the server any more, or not yet.
            return Task.CompletedTask;
        }
    }

    private static async Task<string> Prepare(RedisStoreOptions options, RedisShards shards)
    {
        var call = new RedisCall(RedisKeys.Documents, RedisScripts.Prepare, [shards.Keys.Store], [Format, RedisKeys.Partitions, NewLife()]);
        try
        {
            shards.Post(call);
            var found = await call.Answer.ConfigureAwait(false);
            if (!int.TryParse((string?)found[0], NumberStyles.None, CultureInfo.InvariantCulture, out var format) || format > Format || (int)found[1] != RedisKeys.Partitions)
                throw new StorageException($"The store of cluster {options.Cluster} in Redis at {options.Address} was written by a newer SmartStore (format {(string?)found[0]}, this program knows {Format}): start the newer program, or choose another name with --cluster.");
            return (string)found[2]!;
        }
        catch (StoreUnavailableException error)
        {
            throw new StorageException($"The store in Redis cannot be opened ({error.Message.TrimEnd('.')}): correct that, then start again.", error);
        }
    }

    private async Task<RedisResult> Call(RedisCall call)
    {
        _shards.Post(call);
        return await call.Answer.ConfigureAwait(false);
    }

    private async ValueTask<T> Asked<T>(Task<T> answer)
    {
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (Exception error) when (RedisErrors.IsRedis(error))
        {
            throw RedisErrors.Unavailable(_servers.Address, error);
        }
    }

    private static string NewLife() => RandomNumberGenerator.GetHexString(16, lowercase: true);
}
