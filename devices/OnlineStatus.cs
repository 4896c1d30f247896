using System.Text;
using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Devices;

/// <summary>
/// Says on a device's status topic that it is there, and leaves a will that says it is not. Both are retained: whoever looks later sees
/// the last word. Compiled into each device that has a status, for devices share no library of their own.
/// </summary>
internal sealed class OnlineStatus(string topic) : IDisposable
{
    /// <summary>How long a leaving device waits for its last word to be taken.</summary>
    private static readonly TimeSpan LastWordTimeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _ended = new(0);

    /// <summary>The options of a client that leaves the will and tells us when a connection is gone.</summary>
    public MqttClientOptions AddTo(MqttClientOptions options) => options with
    {
        Will = new ClientWill(Word("offline")),
        Ended = ended =>
        {
            options.Ended?.Invoke(ended);
            if (ended.WasConnected) _ended.Release();
        },
    };

    /// <summary>Says <c>online</c> after every connect, until cancelled or until the client has finished.</summary>
    public async Task RunAsync(MqttClient client, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await client.ConnectAsync(stop);
                await client.PublishAsync(Word("online"), stop);
                await _ended.WaitAsync(stop);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or MqttConnectionException or ObjectDisposedException)
        {
            // Leaving. The client has told its log why when it was not we who wanted it.
        }
    }

    /// <summary>Says <c>offline</c> before a clean goodbye, for which the server does not publish the will.</summary>
    public async Task LeaveAsync(MqttClient client)
    {
        if (!client.IsConnected) return;
        using var timeout = new CancellationTokenSource(LastWordTimeout);
        try
        {
            await client.PublishAsync(Word("offline"), timeout.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody takes it; the server notices by itself that we are gone.
        }
    }

    public void Dispose() => _ended.Dispose();

    private MqttMessage Word(string word) => new() { Topic = topic, Payload = Encoding.UTF8.GetBytes(word), Qos = Qos.AtLeastOnce, Retain = true };
}
