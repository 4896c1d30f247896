using System.Buffers;
using Grpc.Core;
using MQTTnet;
using SmartStore.Contracts.Mqtt;
using SmartStore.Contracts.V1;
using SmartStore.Link;

namespace SmartStore.Phone;

/// <summary>How what the phone heard reaches the server. Sightings are worth little and old ones nothing: what fails is counted, not repeated.</summary>
internal interface IReports : IAsyncDisposable
{
    /// <summary>Begins to connect, if that takes a connection of its own.</summary>
    void Start();

    /// <summary>Sends one batch.</summary>
    /// <returns>False: it did not reach the server.</returns>
    ValueTask<bool> SendAsync(IReadOnlyList<Heard> heard, CancellationToken cancellation);
}

/// <summary>By <c>Shoppers.Report</c>, for apps without MQTT.</summary>
internal sealed class CallReports(Shoppers.ShoppersClient shoppers, PhoneOptions phone) : IReports
{
    public void Start()
    {
        // The channel connects with the first call.
    }

    public async ValueTask<bool> SendAsync(IReadOnlyList<Heard> heard, CancellationToken cancellation)
    {
        try
        {
            var request = new ReportRequest { ShopperId = phone.ShopperId, StoreId = phone.StoreId, Heard = { heard } };
            await shoppers.ReportAsync(request, deadline: DateTime.UtcNow + phone.CallTimeout, cancellationToken: cancellation);
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

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
