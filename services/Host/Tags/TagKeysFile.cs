using SmartStore.Core.Sightings.Rotating;
using SmartStore.Core.Stores;
using SmartStore.Grains.Presence;

namespace SmartStore.Host.Tags;

/// <summary>What the operator's file of tag keys says, keys included: let go of it when they are in the store.</summary>
/// <param name="Tags">Who carries what; none when anything is wrong.</param>
/// <param name="Problems">Everything wrong with it, at most 200 of it, without what the file holds.</param>
/// <param name="OthersCanRead">True when any user of this machine may read it; always false on Windows, where rights are told otherwise.</param>
/// <param name="Outdated">How many clocks were read so long ago that half a rotation may have gone wrong since.</param>
internal sealed record TagKeysFile(IReadOnlyList<RotatingTag> Tags, IReadOnlyList<Problem> Problems, bool OthersCanRead, int Outdated)
{
    /// <summary>Largest file, bytes: the most tags there may be, with 268 bytes each.</summary>
    public const int BytesMax = 256 * 1024 * 1024;

    /// <summary>Reads a file; whatever fails is among the <see cref="Problems"/>.</summary>
    /// <param name="path">JSON, see <see cref="TagKeysReader"/>.</param>
    /// <param name="now">Now.</param>
    /// <param name="bytesMax">A larger file is not read.</param>
    public static TagKeysFile Read(string path, DateTimeOffset now, int bytesMax = BytesMax)
    {
        try
        {
            // One handle for all: what is judged is what is read, though a mounted secret may be exchanged meanwhile.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
            var othersCanRead = !OperatingSystem.IsWindows() && File.GetUnixFileMode(file.SafeFileHandle).HasFlag(UnixFileMode.OtherRead);
            if (file.Length > bytesMax) return Unread(path, $"must have at most {bytesMax} bytes, and has {file.Length}");
            var json = new byte[file.Length];
            file.ReadExactly(json);
            var problems = TagKeysReader.Read(json, path, out var tags);
            return new TagKeysFile(tags, problems, othersCanRead, tags.Count(tag => IsOutdated(tag.Tag, now)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Unread(path, $"must be readable for the server ({CommandLine.Aside(e.Message)})");
        }
    }

    private static TagKeysFile Unread(string path, string message) => new([], [new Problem(path, message)], OthersCanRead: false, Outdated: 0);

    private static bool IsOutdated(in EidTag tag, DateTimeOffset now) =>
        (now.ToUnixTimeSeconds() - tag.ReadAtUnixS) * EidResolver.DriftMaxPpm > (1_000_000L << tag.Exponent) / 2;
}
