using System.Globalization;

namespace SmartStore.Flow.Tests.Contract;

/// <summary>A tag whose id rotates, from the radio to the zone: the server knows it by the operator's file alone.</summary>
public sealed class RotatingTagTests : IAsyncLifetime
{
    private const string Counter = "smartstore_sightings_total{fate=\"unknown_eid\"}";

    // tests/vectors/rotating: K = 10, and what the tag sends when its clock is at 65,536 s.
    private const string Key = "7c91330e61dfea4606b5b3ecb4457d76";
    private const string Eid = "462923124601cd87";

    private readonly FreshFolder _data = new();
    private ServerProcess _server = null!;
    private ShopClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var readAt = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var file = _data.Write("keys.json", $$"""
            [{"shopper_id":"anna","identity_key":"{{Key}}","exponent":10,"clock_s":65536,"read_at":"{{readAt}}"},
             {"shopper_id":"shy","identity_key":"0102030405060708090a111213141516","exponent":10,"clock_s":65536,"read_at":"{{readAt}}"}]
            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        _server = await ServerProcess.Start(_data.File("data"), flags: ["--tag-keys", file, "--log-level", "debug"]);
        _client = await ShopClient.Connect(_server);
        await _client.Furnish();
        await _client.PutShopper("anna", Tier.Regular);
        await _client.PutShopper("shy", Tier.Regular);
        await _client.Consent("anna", Purpose.Presence);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_shopper_whose_tag_sends_its_present_id_to_a_scanner_is_seen_in_its_zone_and_nobody_else()
    {
        await using var anna = _client.Watch("anna");
        await using var shy = _client.Watch("shy");

        await Eventually.Is(
            async () =>
            {
                await ScannerHears(Eid);
                await ScannerHears("396973b40660265b"); // shy's
                return anna.Seen.Any(update => update.ZoneEntered is not null);
            },
            () => "the zone");

        Assert.Equal("entrance", (await anna.First(update => update.ZoneEntered is not null, "the zone")).ZoneEntered.ZoneId);
        Assert.DoesNotContain(shy.Seen, update => update.ZoneEntered is not null || update.VisitStarted is not null);
        Assert.True(await _client.Metric("smartstore_sightings_total{fate=\"no_consent\"}") > 0);
        Assert.Equal(0, await _client.Metric(Counter));
    }

    [Fact]
    public async Task The_log_warns_once_that_others_can_read_the_file_and_shows_no_key()
    {
        await ScannerHears(Eid);
        Assert.Contains("Tags whose ids rotate: 2", _server.Child.Err, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, _server.Child.Err, StringComparison.OrdinalIgnoreCase);
        if (OperatingSystem.IsWindows()) return;
        Assert.Single(_server.Child.Err.Split('\n'), line => line.Contains("chmod o-r", StringComparison.Ordinal));
    }

    // Flags; list of 16-bit services; service data of Eddystone: frame 0x30, power at 0 m, id.
    private async Task ScannerHears(string eid)
    {
        var at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await _client.Publish(Topics.ScannerSightings(CornerShop.Id, "s-entrance"), $$"""{"heard":[{"at":{{at}},"rssi":-55,"adv":"0201060303AAFE0D16AAFE30EE{{eid}}"}]}""");
    }
}
