using System.Collections.Concurrent;
using System.Globalization;

namespace SmartStore.Mqtt.Tests.Foreign;

/// <summary>Ten clients of other people, each to each, at every QoS, through our server: what a shop can buy works unmodified.</summary>
public sealed class ClientMatrixTests
{
    private static readonly string[] s_clients =
    [
        "mosquitto-4", "mosquitto-5", "paho-c-4", "paho-c-5", "paho-py-4", "paho-py-5", "mqtt.js-tcp-4", "mqtt.js-tcp-5", "mqtt.js-ws-4", "mqtt.js-ws-5",
    ];

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task Every_client_receives_once_what_every_client_publishes_at_every_qos()
    {
        ForeignProcess.Require("mosquitto_sub", "mosquitto_pub", "paho_c_sub", "paho_c_pub", "node", ForeignProcess.Python);
        ForeignProcess.RequireNodeModules();
        await using var server = await OurServer.StartAsync();
        var port = server.Port.ToString(CultureInfo.InvariantCulture);
        var tcp = $"mqtt://127.0.0.1:{port}";
        var padding = new string('x', 5000) + " äöü☺";
        var received = new ConcurrentDictionary<(string Subscriber, string Payload), int>();
        var expected = 3 * s_clients.Length * s_clients.Length;
        var complete = new TaskCompletionSource();
        var subscribers = new List<ForeignProcess>();
        try
        {
            foreach (var (client, version, qos) in CommandLineClients())
            {
                subscribers.Add(new ForeignProcess(line => Count(client, line), client.StartsWith("paho", StringComparison.Ordinal) ? "paho_c_sub" : "mosquitto_sub", "-h", "127.0.0.1", "-p", port, "-V", version, "-t", $"interop/q{qos}", "-q", $"{qos}", "-i", $"sub-{client}-{qos}"));
            }

            subscribers.Add(new ForeignProcess(CountTagged, "node", "clients.mjs", "sub", tcp, server.WebSocket.ToString(), "interop"));
            subscribers.Add(new ForeignProcess(CountTagged, ForeignProcess.Python, "clients.py", "sub", "127.0.0.1", port, "interop"));
            await server.SubscribedAsync(3 * s_clients.Length);

            var publishers = new List<ForeignProcess>();
            foreach (var (client, version, qos) in CommandLineClients())
            {
                publishers.Add(new ForeignProcess(null, client.StartsWith("paho", StringComparison.Ordinal) ? "paho_c_pub" : "mosquitto_pub", "-h", "127.0.0.1", "-p", port, "-V", version, "-t", $"interop/q{qos}", "-q", $"{qos}", "-i", $"pub-{client}-{qos}", "-m", $"{client} q{qos} {padding}"));
            }

            publishers.Add(new ForeignProcess(null, "node", "clients.mjs", "pub", tcp, server.WebSocket.ToString(), "interop", padding));
            publishers.Add(new ForeignProcess(null, ForeignProcess.Python, "clients.py", "pub", "127.0.0.1", port, "interop", padding));
            foreach (var publisher in publishers)
            {
                using (publisher) await publisher.ExpectSuccessAsync(s_patience);
            }

            await Task.WhenAny(complete.Task, Task.Delay(s_patience));
        }
        finally
        {
            foreach (var subscriber in subscribers) subscriber.Dispose();
        }

        var wrong =
            from subscriber in s_clients
            from publisher in s_clients
            from qos in Enumerable.Range(0, 3)
            let times = received.GetValueOrDefault((subscriber, $"{publisher} q{qos} {padding}"))
            where times != 1
            select $"QoS {qos}, {publisher} to {subscriber}: received {times} times";
        Assert.Empty(wrong);
        Assert.Equal(expected, received.Count);

        void Count(string subscriber, string payload)
        {
            received.AddOrUpdate((subscriber, payload), 1, (_, times) => times + 1);
            if (received.Count == expected) complete.TrySetResult();
        }

        void CountTagged(string line)
        {
            if (line.Split('\t', 2) is [var subscriber, var payload]) Count(subscriber, payload);
        }
    }

    private static IEnumerable<(string Client, string Version, int Qos)> CommandLineClients() =>
        from client in new[] { ("mosquitto-4", "mqttv311"), ("mosquitto-5", "mqttv5"), ("paho-c-4", "311"), ("paho-c-5", "5") }
        from qos in Enumerable.Range(0, 3)
        select (client.Item1, client.Item2, qos);
}
