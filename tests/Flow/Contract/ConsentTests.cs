using System.Diagnostics;
using System.Security.Cryptography;

namespace SmartStore.Flow.Tests.Contract;

/// <summary>Contract, "Consent".</summary>
public sealed class ConsentTests(OpenShop shop) : IClassFixture<OpenShop>
{
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task Sightings_without_consent_are_counted_and_leave_no_trace_on_disk()
    {
        const string counter = "smartstore_sightings_total{fate=\"no_consent\"}";
        var shopper = await _client.NewShopper([Purpose.Suggestions, Purpose.StaffRecognition], "tomatoes");
        var before = await _client.Metric(counter);
        // The first one makes the server look at the grain; from then on nothing about this shopper is news.
        await _client.StandsIn(shopper, "bakery", async () => await _client.Metric(counter) > before, "a sighting counted as dropped");
        // A sighting that left a trace would leave one each time; what others in this shop leave meanwhile comes to an end.
        await Eventually.Is(
            async () =>
            {
                var (disk, counted) = (await Quiet(), await _client.Metric(counter));
                for (var i = 0; i < 40; i++) await _client.PhoneHears(shopper, ShopClient.Heard("bakery", -40));
                Assert.True(await _client.Metric(counter) >= counted + 40);
                return disk == Disk();
            },
            () => "forty sightings that leave no trace");
        var why = await _client.Operators.WhyAsync(new WhyRequest { ShopperId = shopper });
        Assert.DoesNotContain(why.Decisions, decision => decision.Fact is "zone" or "silence");
    }

    [Fact]
    public async Task Withdrawal_ends_the_visit_and_revokes_what_is_live_within_a_second()
    {
        var shopper = await _client.NewShopper([Purpose.Presence, Purpose.Suggestions], "tomatoes", "basil");
        await using var stream = _client.Watch(shopper);
        await _client.Tap(shopper, "entrance");
        var suggestion = await stream.First(update => update.Suggestion is not null, "a suggestion");

        var withdrawn = await _client.Consent(shopper);

        var revoked = await stream.First(update => update.SuggestionRevoked is not null, "its revocation");
        var ended = await stream.First(update => update.VisitEnded is not null, "the visit's end");
        Assert.Equal(suggestion.Suggestion.Id, revoked.SuggestionRevoked.SuggestionId);
        Assert.Equal(RevokeReason.ConsentWithdrawn, revoked.SuggestionRevoked.Reason);
        Assert.InRange(ended.At.ToDateTimeOffset() - withdrawn.At.ToDateTimeOffset(), TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_vip_is_announced_only_after_agreeing_to_be_recognised()
    {
        await using var board = _client.WatchStaff();
        var (silent, open) = (await _client.NewShopper([Purpose.Presence, Purpose.Suggestions]), await _client.NewShopper([Purpose.Presence, Purpose.StaffRecognition]));
        await _client.PutShopper(silent, Tier.Vip);
        await _client.PutShopper(open, Tier.Vip);

        await _client.Tap(silent, "entrance");
        await _client.Tap(open, "entrance");

        var vip = (await board.First(update => update.VipArrived is not null, "a VIP on the board")).VipArrived;
        Assert.Equal((open, $"Name of {open}", Tier.Vip, "entrance"), (vip.ShopperId, vip.Name, vip.Tier, vip.ZoneId));
        Assert.InRange(vip.Confidence, 0, 1);
        Assert.NotEmpty(vip.Reason);
        Assert.DoesNotContain(board.Seen, update => update.ToString().Contains(silent, StringComparison.Ordinal));

        await _client.Consent(silent, Purpose.Presence, Purpose.StaffRecognition);

        await board.First(update => update.VipArrived?.ShopperId == silent, "the other VIP, now that they agreed");
    }

    // What the folder holds, once nothing is written to it any more. A grain that gave a copy away looks at its record once more 5 s later.
    private async Task<string> Quiet()
    {
        var (last, since) = ("", Stopwatch.StartNew());
        await Eventually.Is(
            () =>
            {
                var now = Disk();
                if (now != last) since.Restart();
                last = now;
                return since.Elapsed > TimeSpan.FromSeconds(7);
            },
            () => "a data folder that nobody writes to");
        return last;
    }

    private string Disk()
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(shop.Data).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            all.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexString(all.GetHashAndReset());
    }
}
