using System.Collections.Concurrent;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Exceptions;
using SmartStore.Grains.Storage;
using SmartStore.Grains.Storage.Sqlite;

namespace SmartStore.Flow.Tests.Crash;

/// <summary>kill -9 with taps on their way: what was acknowledged is answered, and every tap has one answer for ever.</summary>
public sealed class CrashTests
{
    private const int Taps = 200;
    private const int Shoppers = 20;
    private static readonly string Topic = Topics.Taps(CornerShop.Id, CornerShop.Terminal("entrance"));
    private readonly List<string> _shoppers = [];

    [Fact]
    public async Task Every_acknowledged_tap_is_answered_after_a_kill_and_none_is_answered_in_two_ways()
    {
        using var data = new FreshFolder();
        await using var first = await ServerProcess.Start(data.Path);
        var bodies = await Furnish(first);
        var answers = new ConcurrentDictionary<string, ConcurrentBag<string>>(StringComparer.Ordinal);
        var acknowledged = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);

        await using (var listening = await Listen(first, answers))
        await using (var terminal = await DeviceClient.Connect(first, "terminal"))
        {
            var publishing = bodies.Select(tap => Publish(terminal, tap.Key, tap.Value, acknowledged)).ToList();
            await Eventually.Is(() => acknowledged.Count >= Taps / 10, () => $"a tenth of the taps acknowledged; {acknowledged.Count} are");
            await first.Kill();
            await Task.WhenAll(publishing);
        }

        var promised = acknowledged.Keys.ToList();
        Assert.NotEmpty(promised);
        await using var second = await ServerProcess.Start(data.Path, samePorts: first);
        await using (var listening = await Listen(second, answers))
        await using (var terminal = await DeviceClient.Connect(second, "terminal"))
        {
            await MakeOrdersReady(second); // from here on a tap that was lost would be answered in another way
            // The terminal does what terminals do: whatever it is not sure of, it sends again.
            await Task.WhenAll(bodies.Select(tap => Publish(terminal, tap.Key, tap.Value, acknowledged)));
            await Eventually.Is(() => answers.Count == Taps, () => $"an answer to every tap; {answers.Count} of {Taps} are there");
            await Task.WhenAll(bodies.Select(tap => Publish(terminal, tap.Key, tap.Value, acknowledged)));
            await Eventually.Is(() => answers.Values.All(given => given.Count >= 2), () => "every answer once more");
        }

        Assert.Equal(Taps, acknowledged.Count);
        Assert.All(answers, given => Assert.Single(given.Value.Distinct(StringComparer.Ordinal)));
        Assert.All(promised, id => Assert.Contains("\"no_order\"", answers[id].First()));

        // The journal goes with the commits: one row for each answer that was decided, however often it was given.
        await second.Kill();
        using var store = await SqliteStateStore.Open(data.Path, TimeProvider.System);
        var journal = await store.Journal(0, 10 * Taps);
        Assert.Equal(Taps, journal.Count(row => row.Row.Kind == JournalKind.Answer));
        // Nobody agreed to be found, so that no row is anybody's.
        Assert.All(journal, row => Assert.Equal("", row.Row.Pseudonym));
    }

    private async Task MakeOrdersReady(ServerProcess server)
    {
        await using var client = await ShopClient.Connect(server);
        foreach (var shopper in _shoppers) await client.PutOrder($"order-of-{shopper}", shopper, OrderState.Ready);
    }

    private async Task<Dictionary<string, string>> Furnish(ServerProcess server)
    {
        await using var client = await ShopClient.Connect(server);
        await client.Furnish();
        var bodies = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Shoppers; i++)
        {
            _shoppers.Add(await client.NewShopper([]));
            var pass = await client.Pass(_shoppers[i]);
            for (var j = 0; j < Taps / Shoppers; j++) bodies[$"tap-{i}-{j}"] = ShopClient.TapBody($"tap-{i}-{j}", pass);
        }

        return bodies;
    }

    private static async Task Publish(DeviceClient terminal, string id, string body, ConcurrentDictionary<string, bool> acknowledged)
    {
        try
        {
            if (await terminal.Publish(Topic, Encoding.UTF8.GetBytes(body)) == MqttClientPublishReasonCode.Success) acknowledged[id] = true;
        }
        catch (Exception e) when (e is MqttCommunicationException or OperationCanceledException or ObjectDisposedException)
        {
            // Not acknowledged: the server died first.
        }
    }

    private static async Task<DeviceClient> Listen(ServerProcess server, ConcurrentDictionary<string, ConcurrentBag<string>> answers)
    {
        var client = await DeviceClient.Connect(server, "listener", Topics.Answers(CornerShop.Id, CornerShop.Terminal("entrance")));
        _ = Task.Run(async () =>
        {
            await foreach (var message in client.All())
            {
                var answer = message.ConvertPayloadToString();
                answers.GetOrAdd(JsonDocument.Parse(answer).RootElement.GetProperty("id").GetString()!, static _ => []).Add(answer);
            }
        });
        return client;
    }
}
