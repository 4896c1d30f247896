using System.Text.RegularExpressions;

namespace SmartStore.Flow.Tests.Recordings;

/// <summary>What real receivers once heard, played into a real server.</summary>
public sealed partial class RecordingTests
{
    [Fact]
    public async Task A_recorded_walk_becomes_zone_changes_on_the_phone()
    {
        var recording = Repository.Shared("data/traces/tetam/straight_04");
        Assert.SkipWhen(recording is null, "The recordings are not here: no shared/data/traces beside the repository or above it.");
        using var data = new FreshFolder();
        await using var server = await ServerProcess.Start(data.Path);

        var ended = await Child.Run("replay", recording!, "--speed", "4", "--mqtt", $"mqtt://127.0.0.1:{server.Mqtt}", "--server", server.Grpc.ToString());

        Assert.Equal(0, ended.Code);
        var summary = Summary().Match(ended.Out);
        Assert.True(summary.Success, ended.Out);
        Assert.True(int.Parse(summary.Groups["rows"].Value) > 500, ended.Out);
        Assert.InRange(int.Parse(summary.Groups["zones"].Value), 2, 50);
        Assert.True(int.Parse(summary.Groups["updates"].Value) > int.Parse(summary.Groups["zones"].Value), ended.Out);
    }

    [GeneratedRegex("^(?<rows>[0-9]+) sightings played, (?<zones>[0-9]+) zone changes and (?<updates>[0-9]+) updates received", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Summary();
}
