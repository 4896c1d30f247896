using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;
using SmartStore.Link.Offline;

namespace SmartStore.Devices.Tests.Offline;

/// <summary>What was kept on disk is sent when there is a broker, and leaves the disk when the broker has answered for it.</summary>
public sealed class OfflineQueueSenderTests : IAsyncLifetime
{
    private readonly Folder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly CancellationTokenSource _stop = new();
    private OfflineQueue _queue = null!;

    public ValueTask InitializeAsync()
    {
        _queue = new OfflineQueue(new OfflineQueueOptions { Folder = _folder.Path });
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _queue.DisposeAsync();
        _folder.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task What_was_stored_without_a_broker_is_sent_once_there_is_one()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var connection = new BrokerConnection(broker.Client);
        using var sender = new OfflineQueueSender(_queue, connection, broker.Client);
        await Store(sender, QueueLane.Droppable, "3");
        await Store(sender, QueueLane.Kept, "1");
        await Store(sender, QueueLane.Kept, "2");
        Assert.Equal(3, _queue.Count);

        var sending = sender.RunAsync(_stop.Token);
        await Eventually.IsAsync(() => _queue.Count == 0, "an empty queue");
        Assert.Equal(["1", "2", "3"], broker.To("t").Order(StringComparer.Ordinal));
        Assert.Equal("1", broker.To("t").First());
        await _stop.CancelAsync();
        await sending;
    }

    [Fact]
    public async Task A_message_the_broker_has_no_room_for_is_sent_again_and_one_it_never_takes_is_dropped()
    {
        await using var broker = await TestBroker.StartAsync();
        var codes = new ConcurrentQueue<MqttPubAckReasonCode>([MqttPubAckReasonCode.QuotaExceeded, MqttPubAckReasonCode.UnspecifiedError, MqttPubAckReasonCode.Success]);
        broker.Acknowledge = message => message.Payload == "never" ? MqttPubAckReasonCode.TopicNameInvalid : codes.TryDequeue(out var code) ? code : MqttPubAckReasonCode.Success;
        var options = broker.Client with { Time = _time };
        await using var connection = new BrokerConnection(options);
        using var sender = new OfflineQueueSender(_queue, connection, options);
        await Store(sender, QueueLane.Kept, "busy");
        await Store(sender, QueueLane.Kept, "never");
        var sending = sender.RunAsync(_stop.Token);
        await Eventually.IsAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                return _queue.Count == 0;
            },
            "an empty queue");
        Assert.Equal(3, broker.To("t").Count(payload => payload == "busy"));
        Assert.Equal(1, broker.To("t").Count(payload => payload == "never"));
        await _stop.CancelAsync();
        await sending;
    }

    [Fact]
    public async Task A_message_that_was_not_answered_when_the_connection_ended_is_sent_again()
    {
        await using var broker = await TestBroker.StartAsync();
        using var answered = new SemaphoreSlim(0);
        broker.Acknowledge = _ =>
        {
            if (broker.To("t").Count() == 1) answered.Wait(Eventually.Limit);
            return MqttPubAckReasonCode.Success;
        };
        await using var connection = new BrokerConnection(broker.Client);
        using var sender = new OfflineQueueSender(_queue, connection, broker.Client);
        await Store(sender, QueueLane.Kept, "1");
        var sending = sender.RunAsync(_stop.Token);
        await Eventually.IsAsync(() => broker.To("t").Any(), "the message");
        await broker.BreakAsync();
        answered.Release();
        await Eventually.IsAsync(() => _queue.Count == 0, "an empty queue");
        Assert.Equal(["1", "1"], broker.To("t"));
        await _stop.CancelAsync();
        await sending;
    }

    private static async Task Store(OfflineQueueSender sender, QueueLane lane, string payload)
    {
        var message = new MqttApplicationMessage { Topic = "t", PayloadSegment = Encoding.UTF8.GetBytes(payload), QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce };
        Assert.Equal(QueueOutcome.Stored, await sender.EnqueueAsync(message, lane));
    }
}
