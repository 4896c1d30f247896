using StackExchange.Redis;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>
/// The operations that go to a server together: one script for the records of each partition, and one for each other operation. Its arrays are used
/// again for the next batch, because the client copies them to its buffer before it answers.
/// </summary>
internal sealed class RedisBatch(RedisKeys keys)
{
    private static readonly RedisValue NoWake = "-"u8.ToArray();
    private static readonly RedisValue SameWake = "="u8.ToArray();
    private static readonly RedisValue WakeAlone = "="u8.ToArray(); // in the place of the digest

    private readonly List<RedisWrite>[] _writes = [.. Enumerable.Range(0, RedisKeys.Partitions).Select(_ => new List<RedisWrite>())];
    private readonly List<RedisCall> _calls = [];
    private readonly List<Sent> _sent = [];
    private readonly ExactArrays<RedisKey> _keys = new();
    private readonly ExactArrays<RedisValue> _values = new();

    /// <summary>Operations in it.</summary>
    public int Count { get; private set; }

    /// <summary>About how much they are.</summary>
    public long Bytes { get; private set; }

    /// <summary>What was sent of it.</summary>
    public IReadOnlyList<Sent> Scripts => _sent;

    /// <summary>The end of the transaction; ended where there is none.</summary>
    public Task Executed { get; private set; } = Task.CompletedTask;

    public void Add(RedisOperation operation)
    {
        if (operation is RedisWrite write) _writes[write.Partition].Add(write);
        else _calls.Add((RedisCall)operation);
        Count++;
        Bytes += operation.Bytes;
    }

    /// <summary>Sends everything, in one go.</summary>
    /// <param name="together">
    /// True: as one transaction. Redis reads some 16 KiB at a time from a connection and writes its disk after each piece that changed something: so
    /// that it writes once, nothing is done before everything is there. A Redis Cluster has no transactions over partitions.
    /// </param>
    /// <param name="leaps">Partitions whose numbers have to leap; those that are sent no longer have to.</param>
    public void Send(IDatabase database, bool together, bool[] leaps)
    {
        var transaction = together && Count > 1 ? database.CreateTransaction() : null;
        Send((IDatabaseAsync?)transaction ?? database, leaps);
        if (transaction is not null) Executed = transaction.ExecuteAsync(CommandFlags.DemandMaster | CommandFlags.NoRedirect);
    }

    private void Send(IDatabaseAsync database, bool[] leaps)
    {
        for (var partition = 0; partition < _writes.Length; partition++)
            if (_writes[partition] is { Count: > 0 } writes) Send(database, partition, writes, Taken(leaps, partition));
        foreach (var call in _calls)
        {
            if (call.TakesNumbers) call.Values[0] = Taken(leaps, call.Partition);
            _sent.Add(new Sent(Evaluate(database, call.Script, call.Keys, call.Values), call, null, null, null));
        }
    }

    /// <summary>Makes it ready for the next one. Only when every script of it was answered: what still waits to be sent keeps its arrays.</summary>
    public void Clear(bool isAnswered)
    {
        foreach (var sent in _sent)
        {
            sent.Writes?.Clear();
            if (!isAnswered || sent.Keys is null) continue;
            _keys.Return(sent.Keys);
            _values.Return(sent.Values!);
        }
        _sent.Clear();
        _calls.Clear();
        (Count, Bytes, Executed) = (0, 0, Task.CompletedTask);
    }

    private void Send(IDatabaseAsync database, int partition, List<RedisWrite> writes, bool leap)
    {
        var (rows, people) = (0, 0);
        foreach (var write in writes)
            foreach (var row in write.Record.Journal) (rows, people) = (rows + 1, people + (row.Pseudonym.Length > 0 ? 1 : 0));
        var (itsKeys, itsValues) = (_keys.Rent(3 + writes.Count + people), _values.Rent(4 + (5 * writes.Count) + (4 * rows)));
        var of = keys[partition];
        (itsKeys[0], itsKeys[1], itsKeys[2]) = (of.Head, of.Due, of.Journal);
        (itsValues[0], itsValues[1], itsValues[2], itsValues[3]) = (leap, partition, of.RecordPrefixBytes, writes.Count);
        var (k, v) = (3, 4);
        foreach (var write in writes) Put(write, of, itsKeys, itsValues, ref k, ref v);
        _sent.Add(new Sent(Evaluate(database, RedisScripts.Commit, itsKeys, itsValues), null, writes, itsKeys, itsValues));
    }

    private static void Put(RedisWrite write, RedisKeys.Partition of, RedisKey[] itsKeys, RedisValue[] itsValues, ref int k, ref int v)
    {
        var record = write.Record;
        itsKeys[k++] = of.Record(record.Key);
        itsValues[v++] = record.ExpectedRevision;
        itsValues[v++] = record.IsWakeAlone ? WakeAlone : record.Body is null ? RedisValue.EmptyString : write.Digest;
        itsValues[v++] = record.Body is { Length: > 0 } body ? body : RedisValue.EmptyString;
        itsValues[v++] = record is { MovesWake: false, IsWakeAlone: false, ExpectedRevision: > 0 } ? SameWake : record.WakeAt is { } at ? at.ToUnixTimeMilliseconds() : NoWake;
        itsValues[v++] = record.Journal.Count;
        foreach (var row in record.Journal)
        {
            if (row.Pseudonym.Length > 0) itsKeys[k++] = of.Person(row.Pseudonym);
            itsValues[v++] = row.At.ToUnixTimeMilliseconds();
            itsValues[v++] = row.Pseudonym;
            itsValues[v++] = row.Kind;
            itsValues[v++] = row.Body.Length > 0 ? row.Body : RedisValue.EmptyString;
        }
    }

    private static bool Taken(bool[] leaps, int partition)
    {
        var leap = leaps[partition];
        leaps[partition] = false;
        return leap;
    }

    // A redirection would send it over another connection, past the WAIT that follows.
    private static Task<RedisResult> Evaluate(IDatabaseAsync database, RedisScript script, RedisKey[] keys, RedisValue[] values) =>
        database.ScriptEvaluateAsync(script.Sha1, keys, values, CommandFlags.DemandMaster | CommandFlags.NoRedirect);

    /// <summary>One script on its way.</summary>
    /// <param name="Call">The operation, when it has a script for itself; else <paramref name="Writes"/> of one partition.</param>
    internal readonly record struct Sent(Task<RedisResult> Answer, RedisCall? Call, List<RedisWrite>? Writes, RedisKey[]? Keys, RedisValue[]? Values)
    {
        public void Done(RedisResult answer)
        {
            Call?.Done(answer);
            for (var i = 0; i < Writes?.Count; i++) Writes[i].Done((long)answer[i]);
        }

        public void Fail(Exception error)
        {
            Call?.Fail(error);
            foreach (var write in Writes ?? []) write.Fail(error);
        }

        public void AddTo(List<RedisOperation> operations)
        {
            if (Call is not null) operations.Add(Call);
            operations.AddRange(Writes ?? []);
        }
    }

    /// <summary>Arrays by their length: the client takes no part of one.</summary>
    private sealed class ExactArrays<T>
    {
        private const int OfLengthMax = 64;

        private readonly Dictionary<int, Stack<T[]>> _free = [];

        public T[] Rent(int length) => _free.TryGetValue(length, out var free) && free.TryPop(out var array) ? array : new T[length];

        public void Return(T[] array)
        {
            if (!_free.TryGetValue(array.Length, out var free)) _free[array.Length] = free = [];
            // What it held is let go of.
            Array.Clear(array);
            if (free.Count < OfLengthMax) free.Push(array);
        }
    }
}
