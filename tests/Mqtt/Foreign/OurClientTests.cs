using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Tests.Foreign;

/// <summary>Our client with Mosquitto, and over each transport with our own server.</summary>
public sealed class OurClientTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task Messages_pass_mosquitto_at_every_qos(MqttVersion version)
    {
        ForeignProcess.Require("mosquitto");
        using var broker = new Mosquitto();
        await PassEveryQosAsync(new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", broker.Port), version);
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task Messages_pass_our_server_over_websocket_at_every_qos(MqttVersion version)
    {
        await using var server = await OurServer.StartAsync();
        await PassEveryQosAsync(new BrokerAddress(BrokerTransport.WebSocket, "127.0.0.1", server.WebSocket.Port), version);
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task The_session_is_resumed_when_mosquitto_comes_back(MqttVersion version)
    {
        ForeignProcess.Require("mosquitto");
        using var broker = new Mosquitto();
        var lost = new TaskCompletionSource();
        await using var client = Client(new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", broker.Port), version, "resumes", LostIfConnected);
        await client.ConnectAsync().WaitAsync(s_patience);
        Assert.False((await client.SubscribeAsync("t/#", Qos.ExactlyOnce)).IsError());
        await broker.StopAsync();
        await lost.Task.WaitAsync(s_patience);
        var whileAway = client.PublishAsync(new MqttMessage { Topic = "t/away", Payload = Encoding.UTF8.GetBytes("away"), Qos = Qos.ExactlyOnce }).AsTask();
        Assert.False(whileAway.IsCompleted);
        broker.Start();
        Assert.True((await client.ConnectAsync().WaitAsync(s_patience)).SessionPresent);
        Assert.True((await whileAway.WaitAsync(s_patience)).IsSuccess);
        await foreach (var message in client.ReadMessagesAsync(new CancellationTokenSource(s_patience).Token))
        {
            Assert.Equal(("t/away", "away"), (message.Topic, Encoding.UTF8.GetString(message.Payload.Span)));
            return;
        }

        // A broker that is still starting refuses the first attempts: those end no connection.
        void LostIfConnected(ConnectionEnded ended)
        {
            if (ended.WasConnected) lost.TrySetResult();
        }
    }

    private static async Task PassEveryQosAsync(BrokerAddress address, MqttVersion version)
    {
        await using var subscriber = Client(address, version, "sub");
        await using var publisher = Client(address, version, "pub");
        await subscriber.ConnectAsync().WaitAsync(s_patience);
        await publisher.ConnectAsync().WaitAsync(s_patience);
        Assert.False((await subscriber.SubscribeAsync("t/#", Qos.ExactlyOnce)).IsError());
        for (var i = 0; i < 30; i++)
        {
            var result = await publisher.PublishAsync(new MqttMessage { Topic = $"t/{i}", Payload = Encoding.UTF8.GetBytes($"message {i}"), Qos = (Qos)(i % 3), CorrelationData = new byte[] { (byte)i } });
            Assert.True(result.IsSuccess);
        }

        var got = new List<(string Topic, string Payload, Qos Qos, int Correlation)>();
        await foreach (var message in subscriber.ReadMessagesAsync(new CancellationTokenSource(s_patience).Token))
        {
            got.Add((message.Topic, Encoding.UTF8.GetString(message.Payload.Span), message.Qos, message.CorrelationData.IsEmpty ? -1 : message.CorrelationData.Span[0]));
            if (got.Count == 30) break;
        }

        // Order holds within one QoS; between them a broker may choose.
        Assert.Equal(
            Enumerable.Range(0, 30).Select(i => ($"t/{i}", $"message {i}", (Qos)(i % 3), version == MqttVersion.V5 ? i : -1)).OrderBy(m => m.Item3),
            got.OrderBy(m => m.Qos));
    }

    private static MqttClient Client(BrokerAddress address, MqttVersion version, string id, Action<ConnectionEnded>? ended = null) => new(new MqttClientOptions
    {
        Broker = address,
        Version = version,
        ClientId = id,
        CleanStart = false,
        Ended = ended,
        Backoff = new ReconnectBackoff { First = TimeSpan.FromMilliseconds(50), Max = TimeSpan.FromMilliseconds(200) },
    });

    /// <summary>A Mosquitto with persistence on a free port of loopback.</summary>
    private sealed class Mosquitto : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("mosquitto-").FullName;
        private ForeignProcess? _process;

        public Mosquitto()
        {
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Port = ((IPEndPoint)free.LocalEndpoint).Port;
            }

            // Started as root it would become another user, who may not write here.
            File.WriteAllText(Path.Combine(_folder, "conf"), string.Create(CultureInfo.InvariantCulture, $"listener {Port} 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location {_folder}/\nuser {Environment.UserName}\n"));
            Start();
        }

        public int Port { get; }

        public void Start() => _process = new ForeignProcess(null, File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto", "-c", Path.Combine(_folder, "conf"));

        public async Task StopAsync()
        {
            await _process!.StopAsync();
            _process.Dispose();
        }

        public void Dispose()
        {
            _process?.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
