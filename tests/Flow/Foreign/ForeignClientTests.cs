using System.Text.Json;

namespace SmartStore.Flow.Tests.Foreign;

/// <summary>Anybody's MQTT client publishes, anybody's gRPC client listens, and the server may die in between.</summary>
public sealed class ForeignClientTests
{
    [Fact]
    public async Task A_stream_held_by_grpc_js_survives_the_death_of_the_server_without_a_gap_or_a_repeat()
    {
        if (Peers.MissingForScripts("mosquitto_pub") is { } sentence) Assert.Skip(sentence);
        using var data = new FreshFolder();
        var first = await ServerProcess.Start(data.Path);
        await using var killed = first;
        string shopper;
        await using (var client = await ShopClient.Connect(first))
        {
            await client.Furnish();
            shopper = await client.NewShopper([Purpose.Presence, Purpose.Suggestions], "tomatoes", "basil");
        }

        await using var phone = Child.Start("node", [Path.Combine(Peers.Folder, "watch.mjs"), Repository.Path("services/Contracts"), $"127.0.0.1:{first.Grpc.Port}", shopper]);
        await StandsIn("produce", first, shopper, () => Updates(phone).Any(update => Is(update, "suggestion")), phone);
        var before = Updates(phone);
        Assert.Equal(["visit_started", "zone_entered", "list_recalled", "suggestion"], before.Select(What).Take(4));
        Assert.Equal("caprese", before.First(update => Is(update, "suggestion")).GetProperty("suggestion").GetProperty("recipe").GetProperty("id").GetString());

        await first.Kill();
        await Eventually.Is(() => Lines(phone).Any(line => line.TryGetProperty("broke", out _)), () => $"the phone noticing; it said {Said(phone)}");
        await using var second = await ServerProcess.Start(data.Path, samePorts: first);
        await StandsIn("pharmacy", second, shopper, () => Updates(phone).Any(update => Zone(update) == "pharmacy"), phone);

        // What the restarted server has stored is what the phone has seen: nothing is missing, nothing came twice. The list is told once to a stream
        // that resumes; nobody stores that, and it carries the place of the last update that is stored.
        var seen = Updates(phone).Where(update => !Is(update, "list_changed")).ToList();
        Assert.Single(Updates(phone), update => Is(update, "list_changed"));
        await using var witness = await ShopClient.Connect(second);
        await using var stored = witness.Watch(shopper);
        await stored.Nth(seen.Count, _ => true, "everything that the phone has seen");
        Assert.Equal(stored.Seen.Take(seen.Count).Select(update => update.Cursor), seen.Select(update => update.GetProperty("cursor").GetString()));
        Assert.Single(seen, update => Is(update, "visit_started"));
        Assert.Single(seen, update => Zone(update) == "produce");
        var suggestions = seen.Where(update => Is(update, "suggestion")).Select(update => update.GetProperty("suggestion")).ToList();
        Assert.Equal(suggestions.Count, suggestions.Select(suggestion => suggestion.GetProperty("id").GetString()).Distinct().Count());
        Assert.Single(suggestions, suggestion => suggestion.GetProperty("kind").GetString() == "SUGGESTION_KIND_RECIPE");
    }

    private static Task StandsIn(string zone, ServerProcess server, string shopper, Func<bool> until, Child phone) =>
        Eventually.Is(
            async () =>
            {
                await using var publisher = Child.Start(
                    "mosquitto_pub",
                    ["-h", "127.0.0.1", "-p", $"{server.Mqtt}", "-q", "1", "-t", Topics.PhoneSightings(CornerShop.Id, shopper), "-m", $"{{\"heard\":[{ShopClient.Heard(zone)}]}}"]);
                var ended = await publisher.End();
                Assert.True(ended.Code == 0, $"mosquitto_pub: {ended.Err}");
                return until();
            },
            () => $"{zone}; the phone said {Said(phone)}");

    private static List<JsonElement> Lines(Child phone) => [.. phone.Out.Select(line => JsonDocument.Parse(line).RootElement)];

    private static List<JsonElement> Updates(Child phone) => [.. Lines(phone).Where(line => line.TryGetProperty("update", out _)).Select(line => line.GetProperty("update"))];

    private static string What(JsonElement update) => update.GetProperty("what").GetString()!;

    private static bool Is(JsonElement update, string what) => What(update) == what;

    private static string? Zone(JsonElement update) => Is(update, "zone_entered") ? update.GetProperty("zone_entered").GetProperty("zone_id").GetString() : null;

    private static string Said(Child phone) => string.Join('\n', phone.Out) + phone.Err;
}
