using System.Text;
using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Client.Upstream;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Tests.Client;

/// <summary>A broker that is already there is told only what is safe.</summary>
public sealed class UpstreamSubscriberTests
{
    [Fact]
    public async Task Nothing_is_acknowledged_before_it_is_safe_and_a_failed_handler_is_called_again()
    {
        var time = new ManualTime();
        var failed = new TaskCompletionSource();
        var acknowledged = new TaskCompletionSource<int>();
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            var asked = await side.ExpectAsync(BrokerSide.Subscribe);
            Assert.Contains("$share/smartstore/a/#", Encoding.UTF8.GetString(asked.Body), StringComparison.Ordinal);
            await side.SendAsync($"90 04 {asked.PacketId:X4} 00 01 32 08 00 01 61 00 07 00 68 69");
            acknowledged.SetResult((await side.ExpectAsync(BrokerSide.Puback)).PacketId);
            await side.DrainAsync();
        });
        await using var upstream = Upstream(broker, time);
        using var stop = new CancellationTokenSource();
        var calls = 0;
        var running = upstream.RunAsync(
            (message, _) =>
            {
                Assert.Equal("hi", Encoding.UTF8.GetString(message.Payload.Span));
                if (++calls > 1) return new ValueTask<ReasonCode>(ReasonCode.Success);
                failed.SetResult();
                throw new IOException("the disk is full");
            },
            stop.Token);
        await failed.Task.WaitAsync(ClientFixture.Patience);
        Assert.False(acknowledged.Task.IsCompleted);
        while (!acknowledged.Task.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(acknowledged.Task, Task.Delay(TimeSpan.FromMilliseconds(2)));
        }

        Assert.Equal((7, 2), (await acknowledged.Task, calls));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_refused_subscription_is_an_error_that_names_the_filter()
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            var asked = await side.ExpectAsync(BrokerSide.Subscribe);
            await side.SendAsync($"90 04 {asked.PacketId:X4} 00 87");
            await side.DrainAsync();
        });
        await using var upstream = Upstream(broker, new ManualTime());
        var refused = await Assert.ThrowsAsync<MqttRefusedException>(() => upstream.RunAsync((_, _) => new ValueTask<ReasonCode>(ReasonCode.Success), CancellationToken.None));
        Assert.Equal(ReasonCode.NotAuthorized, refused.Code);
        Assert.Contains("a/#", refused.Message, StringComparison.Ordinal);
    }

    private static UpstreamSubscriber Upstream(FakeBroker broker, TimeProvider time) => new(new UpstreamOptions
    {
        Client = new MqttClientOptions { Broker = broker.Address, ClientId = "ingest", CleanStart = false, KeepAlive = TimeSpan.Zero, Time = time },
        Filters = ["a/#"],
    });
}
