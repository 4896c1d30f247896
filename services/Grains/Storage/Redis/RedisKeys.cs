using System.Text;
using StackExchange.Redis;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>
/// The keys of one cluster's store. Everything of a partition has one hash tag, <c>ss:{cluster.p07}:</c>, so that a script can change it together, in
/// Redis Cluster, too. Documents are a partition of their own, the last one.
/// <code>
/// head        hash        n = number of the last commit, j = number of the last journal row, jb = bytes of journal rows, c = reads that replicas confirmed
/// r:KEY       string      a record: "revision wake digest body", wake = Unix ms, - or RedisText.Never, digest = Fingerprint of the body
/// due         sorted set  keys of records by wake time
/// j           stream      journal rows: at, who, kind, body; id = microseconds-partition
/// w:WHO       list        ids of one person's journal rows
/// d:KIND      hash        documents by id: "version digest body", or "version -" for a deleted one
/// v:KIND      sorted set  ids of documents by version
/// g:KIND      sorted set  ids of deleted documents by the time of deletion, Unix ms
/// store       hash        format, partitions, life (in the documents' partition)
/// forgotten   sorted set  pseudonyms by when they were forgotten, microseconds (in the documents' partition; f in its head is the last of them)
/// </code>
/// </summary>
internal sealed class RedisKeys
{
    /// <summary>Partitions of records. Kept in the store: it cannot change while there are records.</summary>
    public const int Partitions = 32;

    /// <summary>The partition of documents.</summary>
    public const int Documents = Partitions;

    // Between the hash tag and a record's own key. Names of clusters and keys of records hold no brace.
    private const string RecordMark = "}:r:";

    private static readonly string[] s_kindParts = ["d:", "v:", "g:"];

    private readonly Partition[] _partitions;
    private readonly string _cluster;

    public RedisKeys(string cluster)
    {
        _cluster = cluster;
        _partitions = [.. Enumerable.Range(0, Partitions + 1).Select(number => new Partition(number == Documents ? $"ss:{{{cluster}.docs}}:" : $"ss:{{{cluster}.p{number:00}}}:"))];
        Store = _partitions[Documents].Key("store");
        Forgotten = _partitions[Documents].Key("forgotten");
    }

    /// <summary>Says which form of store this is.</summary>
    public RedisKey Store { get; }

    /// <summary>Whose journal rows were deleted, for rows that lie elsewhere by then.</summary>
    public RedisKey Forgotten { get; }

    public Partition this[int partition] => _partitions[partition];

    /// <summary>The partition of a record: FNV-1a over its characters. Never changes.</summary>
    public static int PartitionOf(string key)
    {
        var hash = 2166136261u;
        foreach (var character in key) hash = (hash ^ character) * 16777619u;
        return (int)(hash % Partitions);
    }

    /// <summary>What the keys of all records match whose own keys begin like this.</summary>
    public string RecordsLike(string prefix) => $"ss:{{{_cluster}.p??{RecordMark}{prefix}*";

    /// <summary>A record's own key in a key of Redis.</summary>
    public static string OwnKey(string key) => key[(key.IndexOf(RecordMark, StringComparison.Ordinal) + RecordMark.Length)..];

    /// <summary>Documents by id, their versions, and the deleted ones.</summary>
    public RedisKey[] OfKind(string kind) => [.. s_kindParts.Select(part => _partitions[Documents].Key(part + kind))];

    /// <summary>The keys of one partition. Prefixes are bytes, so that a key is put together without copying.</summary>
    internal sealed class Partition(string tag)
    {
        private readonly RedisKey _records = Bytes(tag + "r:");
        private readonly RedisKey _people = Bytes(tag + "w:");

        public RedisKey Head { get; } = Bytes(tag + "head");

        public RedisKey Due { get; } = Bytes(tag + "due");

        public RedisKey Journal { get; } = Bytes(tag + "j");

        /// <summary>Bytes before a record's own key.</summary>
        public int RecordPrefixBytes { get; } = Encoding.UTF8.GetByteCount(tag) + 2;

        public RedisKey Record(string key) => _records.Append(key);

        public RedisKey Person(string pseudonym) => _people.Append(pseudonym);

        public RedisKey Key(string name) => Bytes(tag + name);

        private static RedisKey Bytes(string text) => Encoding.UTF8.GetBytes(text);
    }
}
