using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>What a Redis says about itself, as far as it decides whether an acknowledged write can be lost.</summary>
internal sealed record RedisCheck(
    Version Version, bool IsPrimary, string AppendOnly, string AppendFsync, string NoFsyncOnRewrite, string MaxMemoryPolicy, int Replicas, int MinReplicasToWrite, int MinReplicasMaxLagSeconds)
{
    /// <summary>The oldest Redis whose scripts are checked before they run.</summary>
    public static readonly Version Oldest = new(7, 0);

    /// <summary>A primary that is cut off from its replicas stops taking writes after so long at most.</summary>
    public const int MaxLagSeconds = 2;

    private static readonly string[] Names = ["appendonly", "appendfsync", "no-appendfsync-on-rewrite", "maxmemory-policy", "min-replicas-to-write", "min-replicas-max-lag"];

    /// <summary>Asks a server.</summary>
    /// <exception cref="StorageException">The user may not ask.</exception>
    public static async Task<RedisCheck> Ask(IServer server)
    {
        var about = (await server.InfoAsync().ConfigureAwait(false)).SelectMany(section => section).GroupBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(pairs => pairs.Key, pairs => pairs.First().Value, StringComparer.Ordinal);
        var set = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var name in Names)
                foreach (var (key, value) in await server.ConfigGetAsync(name).ConfigureAwait(false)) set[key] = value;
        }
        catch (RedisServerException error)
        {
            throw Unsafe($"Redis at {RedisAddress.Text(server.EndPoint)} does not say how it keeps data ({error.Message.TrimEnd('.')}): give the user of --store the right to CONFIG GET.");
        }
        return new RedisCheck(
            Version.TryParse(about.GetValueOrDefault("redis_version"), out var version) ? version : new Version(), about.GetValueOrDefault("role") == "master",
            set.GetValueOrDefault("appendonly", ""), set.GetValueOrDefault("appendfsync", ""), set.GetValueOrDefault("no-appendfsync-on-rewrite", ""), set.GetValueOrDefault("maxmemory-policy", ""),
            Number(about, "connected_slaves"), Number(set, "min-replicas-to-write"), Number(set, "min-replicas-max-lag"));
    }

    /// <summary>Whether this program can work with it at all.</summary>
    /// <exception cref="StorageException">It is too old.</exception>
    public void RequireVersion(EndPoint server)
    {
        if (Version < Oldest) throw Unsafe($"Redis at {RedisAddress.Text(server)} is version {Version}: use {Oldest} or newer.");
    }

    /// <summary>Why acknowledged writes can be lost, and what to do: one sentence; null: they cannot.</summary>
    /// <param name="replicas">Replicas that have to have a write before it is acknowledged.</param>
    /// <param name="failsOver">True: sentinels or a Redis Cluster put a replica in its place when it is away.</param>
    public string? WhyUnsafe(EndPoint server, int replicas, bool failsOver = false)
    {
        var wrong = this switch
        {
            { AppendOnly: not "yes" } => "writes nothing to disk before it answers: set appendonly yes and appendfsync always",
            { AppendFsync: not "always" } => $"answers before its disk has the data (appendfsync {AppendFsync}): set appendfsync always",
            // Also with always: while a child writes the log anew, nothing is synced.
            { NoFsyncOnRewrite: "yes" } => "answers before its disk has the data while it rewrites its log (no-appendfsync-on-rewrite yes): set no-appendfsync-on-rewrite no",
            { MaxMemoryPolicy: not "noeviction" } => $"deletes data when its memory is full (maxmemory-policy {MaxMemoryPolicy}): set maxmemory-policy noeviction",
            _ when replicas == 0 && failsOver => "may be replaced by a replica that lacks acknowledged writes: add replicas=1 to --store",
            _ when replicas == 0 => null,
            _ when Replicas < replicas => $"has {Replicas} of the {replicas} replicas that --store asks for: start them, or lower replicas= in --store",
            { MinReplicasToWrite: < 1 } => "takes writes when it is cut off from its replicas (min-replicas-to-write 0): set min-replicas-to-write 1",
            { MinReplicasMaxLagSeconds: < 1 or > MaxLagSeconds } => $"notices too late that it is cut off from its replicas (min-replicas-max-lag {MinReplicasMaxLagSeconds}): set min-replicas-max-lag {MaxLagSeconds}",
            _ => null,
        };
        return wrong is null ? null : $"Redis at {RedisAddress.Text(server)} {wrong}, or accept the loss with --insecure.";
    }

    /// <summary>The configuration has to be changed before the store can be opened.</summary>
    public static StorageException Unsafe(string sentence) => new(sentence) { IsConfiguration = true };

    private static int Number(Dictionary<string, string> values, string name) => int.TryParse(values.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
