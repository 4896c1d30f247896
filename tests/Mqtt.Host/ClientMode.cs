using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Host;

/// <summary>Our client as a process: subscribed to <c>t/#</c> at QoS 2, each payload on a line of standard output, what went wrong on standard error.</summary>
internal static class ClientMode
{
    /// <summary>Runs until killed; with <paramref name="once"/> until the first connection, or attempt at one, ends.</summary>
    /// <returns>0: it ended cleanly. 1: it did not.</returns>
    public static async Task<int> RunAsync(string host, int port, MqttVersion version, bool once, CancellationToken stop)
    {
        using var log = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
        await using var client = new MqttClient(new MqttClientOptions
        {
            Broker = new BrokerAddress(BrokerTransport.Tcp, host, port),
            Version = version,
            ClientId = string.Create(CultureInfo.InvariantCulture, $"smartstore-{Environment.ProcessId}"),
            KeepAlive = TimeSpan.FromSeconds(3),
            SessionExpirySeconds = 0,
            Reconnect = !once,
            // Who runs a suite does not wait half a minute for the next attempt, as a shop's broker is glad to.
            Backoff = new ReconnectBackoff { Max = TimeSpan.FromSeconds(2) },
            Ended = ended => Console.Error.WriteLine($"ended by {ended.By} code 0x{(int)ended.Code:X2}: {ended.Text}"),
        });

        var printing = PrintAsync(client);
        var subscribing = SubscribeAsync(client, stop);
        await Task.WhenAny(client.Finished, Task.Delay(Timeout.Infinite, stop));
        await client.DisposeAsync();
        await Task.WhenAll(printing, subscribing);
        return (await client.Finished).IsClean ? 0 : 1;
    }

    private static async Task SubscribeAsync(MqttClient client, CancellationToken stop)
    {
        try
        {
            var subscribed = client.SubscribeAsync("t/#", Qos.ExactlyOnce, stop);
            await client.ConnectAsync(stop);
            var code = await subscribed;
            if (code.IsError()) await Console.Error.WriteLineAsync($"the server refused the subscription: {code}");
        }
        catch (Exception e) when (e is OperationCanceledException or MqttConnectionException)
        {
            // The client has ended; its own account of it is on standard error.
        }
    }

    private static async Task PrintAsync(MqttClient client)
    {
        await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await foreach (var message in client.ReadMessagesAsync())
        {
            await output.WriteLineAsync(Encoding.UTF8.GetString(message.Payload.Span));
            await output.FlushAsync();
        }
    }
}
