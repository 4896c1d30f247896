using SmartStore.Core.Sightings.Rotating;
using SmartStore.Grains.Presence;

namespace SmartStore.Host.Tags;

/// <summary>The tags whose ids rotate, and what an operator should know of the file they are from. The keys themselves are in the resolver alone.</summary>
/// <param name="Tags">Who carries what.</param>
/// <param name="File">Where from; null: none was given.</param>
/// <param name="OthersCanRead">True when any user of this machine may read the file.</param>
/// <param name="Outdated">How many clocks were read so long ago that half a rotation may have gone wrong since.</param>
internal sealed record KnownTags(RotatingTags Tags, string? File, bool OthersCanRead, int Outdated)
{
    /// <summary>No tags.</summary>
    public static KnownTags None { get; } = new(RotatingTags.None, null, OthersCanRead: false, Outdated: 0);

    /// <summary>What a file without mistakes says.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="file">What was read there.</param>
    /// <param name="now">Now.</param>
    public static KnownTags From(string path, TagKeysFile file, DateTimeOffset now) =>
        new(new RotatingTags(file.Tags), path, file.OthersCanRead, file.Tags.Count(tag => IsOutdated(tag.Tag, now)));

    private static bool IsOutdated(in EidTag tag, DateTimeOffset now) =>
        (now.ToUnixTimeSeconds() - tag.ReadAtUnixS) * EidResolver.DriftMaxPpm > (1_000_000L << tag.Exponent) / 2;
}
