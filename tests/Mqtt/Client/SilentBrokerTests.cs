using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Tests.Client;

/// <summary>A broker that says too little, too slowly, or the wrong thing for ever: the client waits as long as it said it would, and not longer.</summary>
public sealed class SilentBrokerTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Without_connack_the_attempt_ends_after_the_connect_timeout()
    {
        await using var broker = new FakeBroker(side => side.DrainAsync());
        await using var client = Client(broker, o => o with { ConnectTimeout = TimeSpan.FromSeconds(4) });
        client.Start();
        var ended = await EndAfterAsync(client, TimeSpan.FromSeconds(4));
        Assert.Equal((EndedBy.ServerFault, false), (ended.By, ended.WasConnected));
    }

    [Fact]
    public async Task Silence_is_broken_by_pingreq_within_the_keep_alive_and_pingresp_keeps_the_connection()
    {
        var pings = 0;
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            while (await side.ReadAsync() is { Type: BrokerSide.Pingreq })
            {
                pings++;
                await side.SendAsync("D0 00 30 06 00 01 74 00 68 69");
            }
        });
        await using var client = Client(broker, o => o with { KeepAlive = TimeSpan.FromSeconds(8) });
        await client.ConnectAsync();
        for (var round = 0; round < 3; round++)
        {
            var answer = client.NextPayloadAsync();
            _time.Advance(TimeSpan.FromSeconds(7));
            // A tick that met a write under way leaves the asking to the next one.
            while (await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(500))) != answer) _time.Advance(TimeSpan.FromMilliseconds(500));
            // What follows PINGRESP has arrived, so PINGRESP has.
            Assert.Equal("hi", await answer);
        }

        Assert.True(client.Client.IsConnected);
        Assert.InRange(pings, 3, 6);
    }

    [Fact]
    public async Task Without_pingresp_the_connection_ends_within_two_keep_alives()
    {
        await using var broker = new FakeBroker(
            async side =>
            {
                await side.WelcomeAsync();
                await side.ExpectAsync(BrokerSide.Pingreq);
                Assert.Equal((int)ReasonCode.UnspecifiedError, (await side.ExpectAsync(BrokerSide.Disconnect)).Reason);
            });
        await using var client = Client(broker, o => o with { KeepAlive = TimeSpan.FromSeconds(4) });
        await client.ConnectAsync();
        Assert.Equal(EndedBy.ServerFault, (await EndAfterAsync(client, TimeSpan.FromSeconds(6))).By);
    }

    [Fact]
    public async Task The_servers_keep_alive_rules()
    {
        var pinged = new TaskCompletionSource();
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync("20 06 00 00 03 13 00 02");
            await side.ExpectAsync(BrokerSide.Pingreq);
            pinged.SetResult();
            await side.DrainAsync();
        });
        await using var client = Client(broker, o => o with { KeepAlive = TimeSpan.FromSeconds(3600) });
        Assert.Equal(TimeSpan.FromSeconds(2), (await client.ConnectAsync()).Offer.KeepAlive);
        _time.Advance(TimeSpan.FromSeconds(2));
        await pinged.Task.WaitAsync(ClientFixture.Patience);
    }

    [Fact]
    public async Task A_server_keep_alive_of_zero_means_no_pings()
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync("20 06 00 00 03 13 00 00");
            await side.ExpectAsync(BrokerSide.Publish);
            await side.DrainAsync();
        });
        await using var client = Client(broker, o => o with { KeepAlive = TimeSpan.FromSeconds(3) });
        await client.ConnectAsync();
        _time.Advance(TimeSpan.FromSeconds(60));
        await client.PublishAsync("t", "x", Qos.AtMostOnce);
        await client.DisposeAsync();
        await broker.ScriptsDone;
    }

    [Fact]
    public async Task Half_a_packet_for_ever_ends_the_connection()
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            await side.SendAsync("30 06 00 01 74 00 68 69 30 06 00");
            await AnswerPings(side);
        });
        await using var client = Client(broker, o => o with { PartialPacketTimeout = TimeSpan.FromSeconds(5) });
        await client.ConnectAsync();
        Assert.Equal("hi", await client.NextPayloadAsync());
        Assert.Contains("did not finish", (await EndAfterAsync(client, TimeSpan.FromSeconds(5))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_packet_that_trickles_in_does_not_extend_its_time()
    {
        var dripped = new SemaphoreSlim(0);
        var drip = new SemaphoreSlim(0);
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            await side.SendAsync("30 7F 00 01 74 00");
            for (var i = 0; i < 8; i++)
            {
                await drip.WaitAsync();
                await side.SendAsync("78");
                dripped.Release();
            }

            await side.DrainAsync();
        });
        await using var client = Client(broker, o => o with { PartialPacketTimeout = TimeSpan.FromSeconds(5) });
        await client.ConnectAsync();
        for (var i = 0; i < 8; i++)
        {
            drip.Release();
            await dripped.WaitAsync();
            _time.Advance(TimeSpan.FromSeconds(0.5));
        }

        Assert.Contains("did not finish", (await EndAfterAsync(client, TimeSpan.FromSeconds(0.5))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endless_data_without_an_acknowledgement_ends_the_connection_and_the_message_is_sent_again()
    {
        await using var broker = new FakeBroker(
            async side =>
            {
                await side.WelcomeAsync();
                await side.ExpectAsync(BrokerSide.Publish);
                await side.SendAsync("30 06 00 01 74 00 68 69");
                await AnswerPings(side);
            },
            async side =>
            {
                await side.WelcomeAsync("20 03 01 00 00");
                var again = await side.ExpectAsync(BrokerSide.Publish);
                Assert.True(again.IsDuplicate);
                await side.SendAsync($"40 02 {again.PublishId:X4}");
                await AnswerPings(side);
            });
        await using var client = Client(broker, o => o with { AnswerTimeout = TimeSpan.FromSeconds(6) });
        await client.ConnectAsync();
        var published = client.PublishAsync("t", "x", Qos.AtLeastOnce);
        Assert.Contains("did not answer", (await EndAfterAsync(client, TimeSpan.FromSeconds(6))).Text, StringComparison.Ordinal);
        await AdvanceUntilAsync(published);
        Assert.True((await published).IsSuccess);
    }

    [Fact]
    public async Task A_server_that_reads_nothing_is_left_after_the_write_timeout()
    {
        var release = new TaskCompletionSource();
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            await release.Task;
        });
        await using var client = Client(broker, o => o with { WriteTimeout = TimeSpan.FromSeconds(4), KeepAlive = TimeSpan.Zero, SendBufferBytes = 1 << 20 });
        await client.ConnectAsync();
        var payload = new byte[100_000];
        var publishing = Task.Run(async () =>
        {
            while ((await client.Client.PublishAsync(new MqttMessage { Topic = "t", Payload = payload })).IsSuccess)
            {
            }
        });
        var ended = await EndAfterAsync(client, TimeSpan.FromSeconds(4));
        Assert.Contains("takes no bytes", ended.Text, StringComparison.Ordinal);
        await publishing.WaitAsync(ClientFixture.Patience);
        release.SetResult();
    }

    private static async Task AnswerPings(BrokerSide side)
    {
        while (await side.ReadAsync() is { } heard)
        {
            if (heard.Type == BrokerSide.Pingreq) await side.SendAsync("D0 00");
        }
    }

    private ClientFixture Client(FakeBroker broker, Func<MqttClientOptions, MqttClientOptions> with) => new(broker, o => with(o with { Time = _time }));

    // Moves the clock on, step by step, until the connection ends; between steps what is on its way through the sockets may arrive.
    private async Task<ConnectionEnded> EndAfterAsync(ClientFixture client, TimeSpan after)
    {
        var ended = client.NextEndAsync();
        var began = _time.GetTimestamp();
        await AdvanceUntilAsync(ended);
        Assert.True(_time.GetElapsedTime(began) >= after, $"The connection ended after {_time.GetElapsedTime(began)} already.");
        return await ended;
    }

    private async Task AdvanceUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(2)));
        }
    }
}
