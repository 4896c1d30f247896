using System.Text.Json;
using SmartStore.Ingest.Gateways;
using SmartStore.Ingest.Tests.Gateways;

namespace SmartStore.Ingest.Tests.Sightings;

public sealed class HostileInputTests
{
    private const int Rounds = 20_000;

    private static readonly byte[][] GoodSightings =
    [
        .. new[]
        {
            """{"heard":[{"at":1795313100123,"rssi":-61,"beacon":"ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:100:7"}]}""",
            """{"heard":[{"at":"2026-11-22T02:05:00.123Z","rssi":-61,"adv":"0201061AFF4C000215E2C56DB5DFFB48D2B060D0F5A71096E000640007C5","mac":"aa:bb:cc:dd:ee:ff"}]}""",
            """{ "heard" : [ {"at":1,"rssi":-1,"beacon":"mac:aabbccddeeff"} , {"at":"2","rssi":2.5,"beacon":"eddystone:00112233445566778899:aabbccddeeff","x":[{"y":"\u00e9"}]} ] }""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Fact]
    public void A_message_of_sightings_is_refused_whole_exactly_when_it_is_no_JSON_or_has_no_list()
    {
        var random = new Random(5);
        var batch = new SightingBatch();
        var taken = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = HostileBytes.Next(random, GoodSightings);
            var entries = JsonMessage.TryParse(bytes, bytes.Length, out var message, out _) ? Entries(message) : -1;
            Assert.True(SightingsReader.Read(bytes, batch) == entries >= 0, Shown(round, bytes));
            if (entries < 0) continue;
            taken++;
            Assert.Equal(entries, batch.Accepted.Length + batch.RefusedCount);
        }
        Assert.InRange(taken, 100, Rounds);
    }

    [Fact]
    public void A_message_that_is_no_JSON_is_refused_with_a_reason_and_nothing_is_thrown()
    {
        var random = new Random(6);
        var options = new JsonDocumentOptions { MaxDepth = JsonMessage.MaxDepth, AllowDuplicateProperties = false };
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = HostileBytes.Next(random, GoodSightings);
            var isTaken = JsonMessage.TryParse(bytes, bytes.Length, out var message, out var refusal);
            Assert.True(IsJson(bytes, options) == isTaken, Shown(round, bytes));
            Assert.Equal(isTaken, refusal.Reason == RefusalReason.None);
            if (isTaken) message.Dispose();
        }
    }

    [Fact]
    public void Whatever_a_terminal_sends_the_tap_reader_answers()
    {
        var random = new Random(7);
        byte[][] good = ["{\"id\":\"t-1\",\"at\":1795313100123,\"kind\":\"nfc\",\"pass\":\"v1.abc\"}"u8.ToArray()];
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = HostileBytes.Next(random, good);
            Assert.True(TapReader.TryRead(bytes, out var tap, out var refusal) ? tap.Id.Length > 0 : refusal.ToString().Length > 0, Shown(round, bytes));
        }
    }

    [Fact]
    public void Whatever_a_gateway_sends_its_makers_reader_answers()
    {
        var random = new Random(8);
        var batch = new SightingBatch();
        var makers = GatewayFixture.All.GroupBy(fixture => fixture.Maker, StringComparer.Ordinal)
            .Select(group => (Maker: GatewayMakers.ByName(group.Key)!, Topic: Encoding.UTF8.GetBytes(group.First().Topic), Good: group.Select(one => one.Payload()).ToArray()))
            .ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var (maker, topic, good) = makers[round % makers.Length];
            batch.Clear();
            maker.Read(new GatewayMessage(topic, HostileBytes.Next(random, good), 1), batch);
            foreach (var heard in batch.Accepted)
            {
                Assert.InRange(heard.RssiDbm, Sighting.MinRssiDbm, Sighting.NotMeasuredDbm);
                Assert.NotEqual(BeaconKind.None, heard.Key.Kind);
                Assert.InRange(heard.AtUnixMs, 0, InstantText.MaxUnixMs);
            }
        }
    }

    // -1: there is no list of them.
    private static int Entries(JsonMessage message)
    {
        using (message) return message.Root.ValueKind == JsonValueKind.Object && message.Root.TryGetProperty("heard"u8, out var heard) && heard.ValueKind == JsonValueKind.Array ? heard.GetArrayLength() : -1;
    }

    private static bool IsJson(byte[] bytes, JsonDocumentOptions options)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, options);
            return System.Text.Unicode.Utf8.IsValid(bytes);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Shown(int round, byte[] bytes) => $"round {round}: {Encoding.Latin1.GetString(bytes)}";
}
