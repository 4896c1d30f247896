using Microsoft.Extensions.Logging;

namespace SmartStore.Grains.Partitions;

/// <summary>What all partitions of a host share.</summary>
internal sealed record HostContext(
    GrainHostOptions Options,
    IPartitionStore Store,
    IReadOnlyList<IGrainKind> Kinds,
    TimeProvider Time,
    IEffectSink Effects,
    Random Random,
    HostMeters Meters,
    ILogger Logger)
{
    /// <summary>The kind of a grain; null: nobody has such keys.</summary>
    public IGrainKind? KindOf(string grain)
    {
        foreach (var kind in Kinds)
        {
            if (grain.StartsWith(kind.Prefix, StringComparison.Ordinal)) return kind;
        }
        return null;
    }

    /// <summary>Ablation only: what makes effect ids random.</summary>
    public Func<string>? IdSuffix => Options.Without.HasFlag(Ablation.DerivedEffectIds) ? () => "~" + Random.NextInt64() : null;
}
