using SmartStore.Ingest.Gateways;

namespace SmartStore.Ingest.Tests.Gateways;

public sealed class GatewayFixtureTests
{
    private const long ReceivedAtUnixMs = 1_795_312_800_000;

    public static TheoryData<string> Files => [.. GatewayFixture.All.Select(fixture => fixture.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_published_payload_is_read_as_a_person_reads_it(string file)
    {
        var fixture = GatewayFixture.All.Single(one => one.File == file);
        var batch = new SightingBatch();
        var message = new GatewayMessage(Encoding.UTF8.GetBytes(fixture.Topic), fixture.Payload(), ReceivedAtUnixMs);

        GatewayMakers.ByName(fixture.Maker)!.Read(message, batch);

        Assert.Equal(string.Join('\n', fixture.Sightings.Select(one => one.Line(ReceivedAtUnixMs))), string.Join('\n', Lines(batch)));
        Assert.Equal(fixture.Refused ?? [], batch.Refused.ToArray().Select(one => one.ToString()));
        Assert.Equal(fixture.Message, batch.IsRefused ? batch.Message.ToString() : null);
        Assert.Equal((fixture.Word ?? GatewayWord.Heartbeat, fixture.Who ?? batch.Who), (batch.Word, batch.Who));
    }

    [Fact]
    public void Every_payload_file_has_an_expectation()
    {
        var root = Repository.Vector("gateways");
        var files = Directory.GetDirectories(root).SelectMany(maker => Directory.GetFiles(maker)).Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'));

        Assert.Equal(files.Order(StringComparer.Ordinal), GatewayFixture.All.Select(fixture => fixture.File).Order(StringComparer.Ordinal));
        Assert.Equal(109, GatewayFixture.All.Count);
        Assert.Equal(16, GatewayFixture.All.Select(fixture => fixture.Maker).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_payload_cut_at_any_byte_or_with_any_byte_flipped_throws_nothing(string file)
    {
        var fixture = GatewayFixture.All.Single(one => one.File == file);
        var payload = fixture.Payload();
        var maker = GatewayMakers.ByName(fixture.Maker)!;
        var topic = Encoding.UTF8.GetBytes(fixture.Topic);
        var batch = new SightingBatch();
        var step = Math.Max(1, payload.Length / 200);
        for (var at = 0; at < payload.Length; at += step)
        {
            Read(maker, topic, payload.AsSpan(0, at), batch);
            payload[at] ^= (byte)(1 << (at % 8));
            Read(maker, topic, payload, batch);
            payload[at] ^= (byte)(1 << (at % 8));
        }
    }

    private static void Read(GatewayMaker maker, byte[] topic, ReadOnlySpan<byte> payload, SightingBatch batch)
    {
        batch.Clear();
        maker.Read(new GatewayMessage(topic, payload, ReceivedAtUnixMs), batch);
        foreach (var sighting in batch.Accepted)
            Assert.InRange(sighting.RssiDbm, Sighting.MinRssiDbm, Sighting.NotMeasuredDbm);
    }

    private static List<string> Lines(SightingBatch batch)
    {
        var lines = new List<string>();
        for (var i = 0; i < batch.Accepted.Length; i++)
        {
            var heard = batch.Accepted[i];
            var mac = heard.Mac == Mac.None ? "-" : Mac.Format(heard.Mac);
            lines.Add($"{heard.Key} {mac} {heard.RssiDbm} dBm at {heard.AtUnixMs} by {batch.ReceiverOf(i) ?? "-"}");
        }
        return lines;
    }
}
