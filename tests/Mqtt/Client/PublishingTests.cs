using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Tests.Client;

/// <summary>Bounds, cancellation and answers of what the application publishes.</summary>
public sealed class PublishingTests
{
    [Fact]
    public async Task Qos_0_without_a_connection_is_dropped_and_counted()
    {
        await using var broker = new FakeBroker();
        await using var client = new ClientFixture(broker);
        Assert.False((await client.PublishAsync("t", "x", Qos.AtMostOnce)).IsSuccess);
        Assert.False(await client.Client.SendAsync(ClientFixture.Bytes("t"), ClientFixture.Bytes("x")));
        Assert.Equal(2, client.Client.Counters.DroppedOffline);
    }

    [Fact]
    public async Task Publishing_waits_for_room_at_the_bound_and_goes_on_when_there_is_some()
    {
        var answer = new TaskCompletionSource();
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            await answer.Task;
            for (var i = 0; i < 3; i++) await side.SendAsync($"40 02 {(await side.ExpectAsync(BrokerSide.Publish)).PublishId:X4}");
            await side.DrainAsync();
        });
        await using var client = new ClientFixture(broker, o => o with { PendingMax = 2 });
        await client.ConnectAsync();
        var first = client.PublishAsync("t", "1", Qos.AtLeastOnce);
        var second = client.PublishAsync("t", "2", Qos.AtLeastOnce);
        using var impatience = new CancellationTokenSource();
        var third = client.Client.PublishAsync(new MqttMessage { Topic = "t", Qos = Qos.AtLeastOnce }, impatience.Token).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        var fourth = client.PublishAsync("t", "4", Qos.AtLeastOnce);
        answer.SetResult();
        foreach (var result in await Task.WhenAll(first, second, fourth).WaitAsync(ClientFixture.Patience)) Assert.True(result.IsSuccess);
    }

    [Fact]
    public async Task A_message_cancelled_before_it_was_sent_is_never_sent()
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync("20 06 00 00 03 21 00 01");
            var first = await side.ExpectAsync(BrokerSide.Publish);
            await side.SendAsync($"40 02 {first.PublishId:X4}");
            var second = await side.ExpectAsync(BrokerSide.Publish);
            Assert.Equal((byte)'3', second.Body[^1]);
            await side.SendAsync($"40 02 {second.PublishId:X4}");
            await side.DrainAsync();
        });
        await using var client = new ClientFixture(broker);
        using var impatience = new CancellationTokenSource();
        var first = client.PublishAsync("t", "1", Qos.AtLeastOnce);
        var second = client.Client.PublishAsync(new MqttMessage { Topic = "t", Payload = ClientFixture.Bytes("2"), Qos = Qos.AtLeastOnce }, impatience.Token).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        var third = client.PublishAsync("t", "3", Qos.AtLeastOnce);
        await client.ConnectAsync();
        foreach (var result in await Task.WhenAll(first, third).WaitAsync(ClientFixture.Patience)) Assert.True(result.IsSuccess);
    }

    [Fact]
    public async Task A_refusal_of_the_server_comes_back_with_its_words()
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            var id = (await side.ExpectAsync(BrokerSide.Publish)).PublishId;
            await side.SendAsync($"50 09 {id:X4} 97 05 1F 00 02 6E 6F");
            await side.DrainAsync();
        });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        var result = await client.PublishAsync("t", "x", Qos.ExactlyOnce);
        Assert.Equal(new PublishResult(ReasonCode.QuotaExceeded, "no"), result);
    }

    [Fact]
    public async Task Closing_ends_all_waiting_and_says_so()
    {
        await using var broker = new FakeBroker(side => Task.CompletedTask);
        var client = new ClientFixture(broker, o => o with { Reconnect = false });
        var publishing = client.PublishAsync("t", "x", Qos.AtLeastOnce);
        var subscribing = client.Client.SubscribeAsync("t");
        await Assert.ThrowsAsync<MqttConnectionException>(() => client.Client.ConnectAsync());
        Assert.False((await publishing).IsSuccess);
        Assert.True((await subscribing).IsError());
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Disposing_sends_what_is_buffered_and_disconnect()
    {
        var heard = new List<int>();
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            while (await side.ReadAsync() is { } packet) heard.Add(packet.Type);
        });
        var client = new ClientFixture(broker);
        await client.ConnectAsync();
        for (var i = 0; i < 100; i++) await client.PublishAsync("t", "x", Qos.AtMostOnce);
        await client.DisposeAsync();
        await broker.ScriptsDone;
        Assert.Equal([.. Enumerable.Repeat(BrokerSide.Publish, 100), BrokerSide.Disconnect], heard);
        Assert.True((await client.NextEndAsync()).IsClean);
    }

    [Fact]
    public async Task The_fast_path_allocates_nothing_per_message()
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            await side.DrainAsync();
        });
        await using var client = new ClientFixture(broker, o => o with { SendBufferBytes = 1 << 24 });
        await client.ConnectAsync();
        var (topic, payload) = (ClientFixture.Bytes("smartstore/v1/s1/scanners/a/sightings"), new byte[110]);
        // The arrays in which bytes wait grow a few times first; a round without growth shows what a message costs.
        var least = long.MaxValue;
        for (var round = 0; round < 50; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++) Assert.True(await client.Client.SendAsync(topic, payload));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.Equal(50_000, client.Client.Counters.Published);
    }

    [Fact]
    public async Task A_request_is_matched_with_its_answer_by_correlation_data_and_the_rest_is_delivered()
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            var asked = await side.ExpectAsync(BrokerSide.Subscribe);
            await side.SendAsync($"90 04 {asked.PacketId:X4} 00 01");
            var request = Convert.ToHexString((await side.ExpectAsync(BrokerSide.Publish)).Body);
            var correlation = request.Substring(request.IndexOf("090010", StringComparison.Ordinal) + 6, 32);
            await side.SendAsync("30 06 00 01 72 00 68 69");
            await side.SendAsync($"30 19 00 01 72 13 09 0010 {correlation} 6F 6B");
            await side.DrainAsync();
        });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        var answer = await client.Client.RequestAsync(new MqttMessage { Topic = "q" }, "r", TimeSpan.FromSeconds(10));
        Assert.Equal("ok", System.Text.Encoding.UTF8.GetString(answer.Payload.Span));
        Assert.Equal("hi", await client.NextPayloadAsync());
    }

    [Fact]
    public async Task A_request_without_an_answer_times_out()
    {
        var time = new ManualTime();
        var asked = new TaskCompletionSource();
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            var subscribe = await side.ExpectAsync(BrokerSide.Subscribe);
            await side.SendAsync($"90 04 {subscribe.PacketId:X4} 00 01");
            await side.ExpectAsync(BrokerSide.Publish);
            asked.SetResult();
            await side.DrainAsync();
        });
        await using var client = new ClientFixture(broker, o => o with { Time = time });
        await client.ConnectAsync();
        var request = client.Client.RequestAsync(new MqttMessage { Topic = "q" }, "r", TimeSpan.FromSeconds(3));
        await asked.Task.WaitAsync(ClientFixture.Patience);
        time.Advance(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<TimeoutException>(() => request);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/+")]
    [InlineData("a/#")]
    [InlineData("a\0")]
    public async Task A_topic_that_is_no_topic_name_is_refused_before_anything_is_sent(string topic)
    {
        await using var broker = new FakeBroker();
        await using var client = new ClientFixture(broker);
        await Assert.ThrowsAsync<ArgumentException>(() => client.PublishAsync(topic, "x", Qos.AtLeastOnce));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a#")]
    [InlineData("#/a")]
    [InlineData("$share/a")]
    [InlineData("$share//a")]
    public async Task A_filter_that_is_no_topic_filter_is_refused_before_anything_is_sent(string filter)
    {
        await using var broker = new FakeBroker();
        await using var client = new ClientFixture(broker);
        await Assert.ThrowsAsync<ArgumentException>(() => client.Client.SubscribeAsync(filter));
    }
}
