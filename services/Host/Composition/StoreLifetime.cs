using Microsoft.Extensions.Hosting;
using SmartStore.Ingest.Door;

namespace SmartStore.Host.Composition;

/// <summary>
/// Lets devices in once the grains are up and before any port opens, and drains them when the process stops. What needs a store that is up is
/// registered after it: it starts later, and stops earlier.
/// </summary>
internal sealed class StoreLifetime(DeviceBroker devices, Readiness readiness, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private CancellationTokenRegistration _draining;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await devices.Start();
        // The listeners stop first, and wait for their connections: devices have to be told before that.
        _draining = lifetime.ApplicationStopping.Register(() =>
        {
            readiness.IsUp = false;
            devices.Drain();
        });
        readiness.IsUp = true;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await devices.Stop();
    }

    public void Dispose() => _draining.Dispose();
}
