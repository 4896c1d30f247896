using System.Text.Json;
using Grpc.Core;
using MQTTnet.Exceptions;
using OrderState = SmartStore.Contracts.V1.OrderState;

namespace SmartStore.Flow.Tests.Crash;

/// <summary>kill -9 of the server while doors open: the same tap gets the same grant, and what a locker said is said once.</summary>
public sealed class CrashOfHandoversTests
{
    private const int Orders = 40;

    [Fact]
    public async Task After_a_kill_every_tap_gets_the_grant_it_had_and_every_report_counts_once()
    {
        using var data = new FreshFolder();
        await using var first = await ServerProcess.Start(data.Path);
        var taps = await Furnish(first);
        var granted = new Dictionary<string, string>(StringComparer.Ordinal);

        await using (var locker = await DeviceClient.Connect(first, "locker"))
        {
            // Some are answered before the kill, the others are on their way.
            foreach (var (tap, body) in taps.Take(Orders / 4)) granted[tap] = await Ask(locker, body);
            var publishing = taps.Skip(Orders / 4).Select(tap => Publish(locker, tap.Value)).ToList();
            await Task.WhenAny(publishing);
            await first.Kill();
            await Task.WhenAll(publishing);
        }

        await using var second = await ServerProcess.Start(data.Path, samePorts: first);
        await using (var locker = await DeviceClient.Connect(second, "locker"))
        {
            foreach (var (tap, body) in taps)
            {
                var answer = await Ask(locker, body);
                Assert.Contains("\"granted\"", answer, StringComparison.Ordinal);
                if (granted.TryGetValue(tap, out var before)) Assert.Equal(before, answer);
                granted[tap] = answer;
            }
            var reports = granted.Select(answer => (answer.Key, Grant: JsonDocument.Parse(answer.Value).RootElement.GetProperty("grant").GetString()!)).ToList();
            foreach (var (tap, grant) in reports.Take(Orders / 2)) Assert.Contains("\"ok\"", await Report(locker, tap, grant), StringComparison.Ordinal);
            await second.Kill();

            await using var third = await ServerProcess.Start(data.Path, samePorts: first);
            await using var again = await DeviceClient.Connect(third, "locker");
            foreach (var (tap, grant) in reports) Assert.Contains("\"ok\"", await Report(again, tap, grant), StringComparison.Ordinal);
            await using var client = await ShopClient.Connect(third);
            foreach (var (tap, _) in reports)
            {
                var over = await Assert.ThrowsAsync<RpcException>(() => client.Claim($"order-of-{tap}", "kim"));
                Assert.Contains("HANDED_OVER", over.Status.Detail, StringComparison.Ordinal);
            }
        }
    }

    private static async Task<Dictionary<string, string>> Furnish(ServerProcess server)
    {
        await using var client = await ShopClient.Connect(server);
        await client.Furnish();
        var shoppers = new List<string>();
        for (var i = 0; i < Orders; i++)
        {
            var shopper = await client.NewShopper([]);
            await client.PutOrder($"order-of-{shopper}", shopper, OrderState.Ready, "A1");
            shoppers.Add(shopper);
        }

        // A pass counts for a minute: they come last.
        var taps = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var shopper in shoppers) taps[shopper] = ShopClient.TapBody(shopper, await client.Pass(shopper));
        return taps;
    }

    private static async Task<string> Ask(DeviceClient locker, string body) => Encoding.UTF8.GetString(
        await locker.Ask(Topics.Taps(CornerShop.Id, CornerShop.Locker), body, $"{Topics.TerminalPrefix(CornerShop.Id, CornerShop.Locker)}answers"));

    private static async Task Publish(DeviceClient locker, string body)
    {
        try
        {
            await locker.Publish(Topics.Taps(CornerShop.Id, CornerShop.Locker), Encoding.UTF8.GetBytes(body));
        }
        catch (Exception e) when (e is MqttCommunicationException or OperationCanceledException or ObjectDisposedException)
        {
            // Not acknowledged: the server died first.
        }
    }

    private static async Task<string> Report(DeviceClient locker, string tap, string grant)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        return Encoding.UTF8.GetString(await locker.Ask(
            Topics.Handovers(CornerShop.Id, CornerShop.Locker), JsonSerializer.Serialize(new { id = $"report-{tap}", at = now, sent = now, grant, @event = "taken" }), $"{Topics.TerminalPrefix(CornerShop.Id, CornerShop.Locker)}answers"));
    }
}
