using System.Net;
using System.Net.Sockets;
using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Tests.Client;

/// <summary>When the client tries again.</summary>
public sealed class ReconnectTests
{
    [Theory]
    [InlineData(1, false, 1.0, 500)]
    [InlineData(2, false, 1.0, 1000)]
    [InlineData(4, false, 0.5, 2000)]
    [InlineData(7, false, 1.0, 30_000)]
    [InlineData(5000, false, 1.0, 30_000)]
    [InlineData(1, true, 1.0, 30_000)]
    [InlineData(3, false, 0.0, 50)]
    public void The_ceiling_doubles_up_to_its_maximum_and_the_delay_is_drawn_below_it(int failures, bool refused, double draw, double expectedMs) =>
        Assert.Equal(expectedMs, new ReconnectBackoff().After(failures, refused, draw).TotalMilliseconds);

    [Fact]
    public async Task Attempts_against_a_closed_port_are_spaced_by_the_backoff_and_counted()
    {
        using var reserved = new Socket(SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var time = new ManualTime();
        var ends = 0;
        await using var client = new MqttClient(new MqttClientOptions
        {
            Broker = new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", ((IPEndPoint)reserved.LocalEndPoint!).Port),
            Time = time,
            Random = new AlwaysHalf(),
            Ended = _ => Interlocked.Increment(ref ends),
        });
        using var impatience = new CancellationTokenSource();
        var connecting = client.ConnectAsync(impatience.Token);
        // Half of 0.5, 1, 2, 4 s lie between the first five attempts: 3.75 s in all, and no attempt without the clock.
        var began = time.GetTimestamp();
        while (Volatile.Read(ref ends) < 5)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }

        Assert.InRange(time.GetElapsedTime(began).TotalSeconds, 3.75, 3600);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        Assert.Equal(client.Counters.EndedWith(ReasonCode.UnspecifiedError), client.Counters.FailedAttempts);
    }

    [Fact]
    public async Task Disposing_while_the_client_waits_to_try_again_ends_it_at_once()
    {
        await using var broker = new FakeBroker(side => Task.CompletedTask);
        var client = new ClientFixture(broker, o => o with { Backoff = new ReconnectBackoff { First = TimeSpan.FromHours(1), Max = TimeSpan.FromHours(1) } });
        client.Start();
        await client.NextEndAsync();
        await client.DisposeAsync().AsTask().WaitAsync(ClientFixture.Patience);
        Assert.True(client.Client.Finished.IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData("mqtt://h", "mqtt://h:1883")]
    [InlineData("mqtts://h", "mqtts://h:8883")]
    [InlineData("ws://h:81/x", "ws://h:81/x")]
    [InlineData("wss://h", "wss://h:443/mqtt")]
    public void An_address_is_read_with_its_default_port(string text, string expected)
    {
        Assert.True(BrokerAddress.TryParse(text, out var address));
        Assert.Equal(expected, address.ToString());
    }

    [Theory]
    [InlineData("h:1883")]
    [InlineData("http://h")]
    [InlineData("")]
    public void What_is_no_broker_address_is_refused(string text) => Assert.False(BrokerAddress.TryParse(text, out _));

    private sealed class AlwaysHalf : Random
    {
        public override double NextDouble() => 0.5;
    }
}
