using Microsoft.Extensions.Hosting;
using SmartStore.Api.Stores;
using SmartStore.Grains;
using SmartStore.Host.Tags;
using SmartStore.Ingest.Door;
using SmartStore.Ingest.Gateways;
using SmartStore.Presence.Passes;

namespace SmartStore.Host.Composition;

/// <summary>
/// Brings the store up in order (reference data, keys, grains, devices) before any port opens, and drains it when it stops. What needs a store
/// that is up is registered after it: it starts later, and stops before the grains do.
/// </summary>
internal sealed class StoreLifetime(
    Books books,
    PassKeyring passes,
    GrainHost grains,
    DeviceBroker devices,
    GatewayRoutes gateways,
    TagRotation tags,
    Readiness readiness,
    IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private CancellationTokenRegistration _draining;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await books.Load(cancellationToken);
        await passes.Load(cancellationToken);
        tags.Start();
        await grains.Start(cancellationToken);
        gateways.Follow();
        await devices.Start();
        // The listeners stop first, and wait for their connections: devices have to be told before that.
        _draining = lifetime.ApplicationStopping.Register(devices.Drain);
        readiness.IsReady = true;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        readiness.IsReady = false;
        await devices.Stop();
        await grains.Stop();
    }

    public void Dispose() => _draining.Dispose();
}
