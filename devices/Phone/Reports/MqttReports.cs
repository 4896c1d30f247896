using System.Buffers;
using SmartStore.Contracts.Mqtt;
using SmartStore.Contracts.V1;
using SmartStore.Mqtt.Client;

namespace SmartStore.Phone.Reports;

/// <summary>To <c>…/phones/{shopper}/sightings</c>, QoS 0.</summary>
internal sealed class MqttReports(MqttClientOptions options, string storeId, string shopperId, string deviceId) : IReports
{
    private readonly string _topic = Topics.PhoneSightings(storeId, shopperId);
    private readonly CancellationTokenSource _stop = new();
    private readonly MqttClient _client = new(options with { ClientId = options.ClientId.Length > 0 ? options.ClientId : DeviceClientId.Of("phone", shopperId, deviceId) });
    private Task _connecting = Task.CompletedTask;

    public void Start() => _connecting = ConnectAsync();

    public async ValueTask<bool> SendAsync(IReadOnlyList<Heard> heard, CancellationToken cancellation)
    {
        var rest = heard.ToArray().AsMemory();
        while (rest.Length > 0)
        {
            var payload = new ArrayBufferWriter<byte>(1024);
            rest = rest[SightingsPayload.Write(rest.Span, payload)..];
            var published = await _client.PublishAsync(new MqttMessage { Topic = _topic, Payload = payload.WrittenMemory }, cancellation);
            if (!published.IsSuccess) return false;
        }
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _connecting;
        await _client.DisposeAsync();
        _stop.Dispose();
    }

    private async Task ConnectAsync()
    {
        try
        {
            await _client.ConnectAsync(_stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or MqttConnectionException)
        {
            // Disposed, or told not to try again: batches are counted as unsent.
        }
    }
}
