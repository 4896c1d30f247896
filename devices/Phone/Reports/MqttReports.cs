using System.Buffers;
using MQTTnet;
using SmartStore.Contracts.Mqtt;
using SmartStore.Contracts.V1;

namespace SmartStore.Phone.Reports;

/// <summary>To <c>…/phones/{shopper}/sightings</c>, QoS 0.</summary>
internal sealed class MqttReports(BrokerOptions options, string storeId, string shopperId, string deviceId) : IReports
{
    private readonly string _topic = Topics.PhoneSightings(storeId, shopperId);
    private readonly BrokerConnection _connection = new(options with { ClientId = options.ClientId.Length > 0 ? options.ClientId : DeviceClientId.Of("phone", shopperId, deviceId) });

    public void Start() => _connection.Start();

    public async ValueTask<bool> SendAsync(IReadOnlyList<Heard> heard, CancellationToken cancellation)
    {
        var rest = heard.ToArray().AsMemory();
        while (rest.Length > 0)
        {
            var payload = new ArrayBufferWriter<byte>(1024);
            rest = rest[SightingsPayload.Write(rest.Span, payload)..];
            var published = await _connection.PublishAsync(new MqttApplicationMessage { Topic = _topic, Payload = new ReadOnlySequence<byte>(payload.WrittenMemory) }, cancellation);
            if (!published.IsTaken) return false;
        }
        return true;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
