using System.Net;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>What a <see cref="RedisStateStore"/> is opened with.</summary>
public sealed record RedisStoreOptions
{
    /// <summary>Name of the cluster when none is given.</summary>
    public const string DefaultCluster = "smartstore";

    /// <summary>Where Redis is.</summary>
    public required RedisAddress Address { get; init; }

    /// <summary>Begins every key, so that two clusters on one Redis do not meet. 1–64 characters of [A-Za-z0-9._:-].</summary>
    public string Cluster { get; init; } = DefaultCluster;

    /// <summary>True: a Redis that can lose acknowledged writes is taken with a warning instead of refused.</summary>
    public bool Insecure { get; init; }

    /// <summary>How long a batch waits for its replicas. After it, the outcome of its writes is unknown. More than Redis takes to write to its disk.</summary>
    public TimeSpan ReplicasAnswerWithin { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long Redis may take to answer; after it the connection is given up.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How old journal rows are before they are read where several servers number them: as much as their clocks may differ.</summary>
    public TimeSpan ClocksDiffer { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Says of a primary how many replicas have the batch that was just sent. Null: <c>WAIT</c> on the connection that sent it, which alone knows.
    /// Tests put something else here to show what that is for.
    /// </summary>
    internal Func<EndPoint, Task<int>>? CountReplicas { get; init; }

    /// <summary>True when the name can stand in keys: a brace would move the hash tag.</summary>
    public static bool IsCluster(string name) => name.Length <= 64 && Id.IsValid(name);
}
