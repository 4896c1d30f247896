namespace SmartStore.Mqtt.Server;

/// <summary>Looks at every connection for its deadlines, on one timer: cheaper than a timer for each.</summary>
internal sealed class Sweeper(Broker broker) : IDisposable
{
    private ITimer? _timer;

    public void Start() => _timer = broker.Time.CreateTimer(_ => Sweep(), null, broker.Options.SweepInterval, broker.Options.SweepInterval);

    public void Dispose() => _timer?.Dispose();

    private void Sweep()
    {
        foreach (var (connection, _) in broker.Connections) connection.Sweep();
    }
}
