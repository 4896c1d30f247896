namespace SmartStore.Flow.Tests.Cluster;

/// <summary>What an operator can follow, and what nobody can read in it.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task A_tap_at_one_server_is_one_trace_with_the_update_that_another_one_streams_and_names_no_person()
    {
        await using var collector = await TraceCollector.Start();
        await using var chain = await ThreeServers.Start("--otlp", collector.Address);
        var (tapped, watched) = (chain.Clients[0], chain.Clients[1]);
        var shopper = await tapped.NewShopper([Purpose.Presence]);
        await using var phone = watched.Watch(shopper);
        // What a stream brings of the time before it was entered has no cause.
        await tapped.Tap(shopper, "bakery");
        await phone.First(update => update.ZoneEntered?.ZoneId == "bakery", "the zone of the first tap");
        await tapped.Tap(shopper, "dairy");
        await phone.First(update => update.ZoneEntered?.ZoneId == "dairy", "the zone of the tap");

        List<CollectedSpan> way = [];
        await Eventually.Is(
            () => (way = collector.Spans.Where(span => span.Name == "update").Select(update => Way(update, [.. collector.Spans])).FirstOrDefault(way => way[^1].Name == "tap") ?? []).Count > 0,
            () => $"an update whose trace begins with the tap, among {string.Join(", ", collector.Spans.Select(span => span.Name).Distinct())}");

        Assert.Equal("", way[^1].Parent);
        Assert.NotEqual(way[0].Process, way[^1].Process);
        Assert.DoesNotContain(shopper, collector.Sent, StringComparison.Ordinal);
    }

    // From a span to the first of its trace that has come.
    private static List<CollectedSpan> Way(CollectedSpan from, IReadOnlyList<CollectedSpan> spans)
    {
        List<CollectedSpan> way = [from];
        while (spans.FirstOrDefault(span => span.Trace == from.Trace && span.Id == way[^1].Parent) is { } cause) way.Add(cause);
        return way;
    }
}
