using System.Threading.Channels;

namespace SmartStore.Mqtt.Client.Receiving;

/// <summary>Messages between the network and the application. At its bound the connection stops reading, so the server and TCP hold the rest.</summary>
internal sealed class DeliveryQueue(MqttClientOptions options)
{
    private readonly Channel<MqttDelivery> _waiting = Channel.CreateUnbounded<MqttDelivery>();
    private long _bytes;
    private int _count;

    /// <summary>Opens when a message was taken. Used under the client's lock.</summary>
    public Turnstile Room { get; } = new();

    /// <summary>True while one more message is taken; the one that crosses the bound still is.</summary>
    public bool HasRoom => Volatile.Read(ref _count) < options.DeliveriesMax && Interlocked.Read(ref _bytes) < options.DeliveryBytesMax;

    public void Add(MqttDelivery delivery)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _bytes, delivery.Message.Payload.Length);
        _waiting.Writer.TryWrite(delivery);
    }

    /// <summary>The next message in order of arrival; null once the client is closed and nothing waits.</summary>
    public async ValueTask<MqttDelivery?> TakeAsync(CancellationToken cancellation)
    {
        MqttDelivery? delivery;
        while (!_waiting.Reader.TryRead(out delivery))
        {
            if (!await _waiting.Reader.WaitToReadAsync(cancellation)) return null;
        }

        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -delivery.Message.Payload.Length);
        return delivery;
    }

    public void Close() => _waiting.Writer.TryComplete();
}
