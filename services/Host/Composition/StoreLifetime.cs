using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartStore.Catalog;
using SmartStore.Contracts.Mqtt;
using SmartStore.Grains;
using SmartStore.Host.Tags;
using SmartStore.Ingest;
using SmartStore.Ingest.Gateways;
using SmartStore.Mqtt.Server;
using SmartStore.Presence.Passes;
using SmartStore.Presence.Tracking;

namespace SmartStore.Host.Composition;

/// <summary>
/// Brings the store up in order (reference data, keys, grains) before any port opens, lets time pass while it runs, and drains it when
/// it stops.
/// </summary>
internal sealed partial class StoreLifetime(
    Books books,
    PassKeyring passes,
    GrainHost grains,
    TrackerTable trackers,
    LiveBoard board,
    MqttServer mqtt,
    IngestHandler ingest,
    GatewayRoutes gateways,
    HeapUpkeep heap,
    TagRotation tags,
    Readiness readiness,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<StoreLifetime> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LookAtKeysEvery = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _ticking = Task.CompletedTask;
    private CancellationTokenRegistration _draining;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await books.Load(cancellationToken);
        await passes.Load(cancellationToken);
        tags.Start();
        await grains.Start(cancellationToken);
        mqtt.Intercept(Topics.All, ingest);
        gateways.Follow(mqtt);
        await mqtt.Start(cancellationToken);
        // The listeners stop first, and wait for their connections: devices have to be told before that.
        _draining = lifetime.ApplicationStopping.Register(mqtt.Drain);
        _ticking = Task.WhenAll(
            Every(TickEvery, _ =>
            {
                trackers.Tick();
                gateways.Follow(mqtt);
                return Task.CompletedTask;
            }),
            Every(LiveBoard.LookEvery, _ => { board.Look(); return Task.CompletedTask; }),
            Every(RotatingTags.RotateEvery, _ => { tags.Turn(); return Task.CompletedTask; }),
            Every(HeapUpkeep.LookEvery, _ => { heap.Look(); return Task.CompletedTask; }),
            Every(LookAtKeysEvery, passes.Turn));
        readiness.IsReady = true;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        readiness.IsReady = false;
        await _stopping.CancelAsync();
        await _ticking;
        await grains.Stop();
    }

    public void Dispose()
    {
        _draining.Dispose();
        _stopping.Dispose();
    }

    private async Task Every(TimeSpan period, Func<CancellationToken, Task> work)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                try
                {
                    await work(_stopping.Token);
                }
                catch (StoreUnavailableException e)
                {
                    LogPutOff(e);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upkeep was put off, because the store does not answer.")]
    private partial void LogPutOff(Exception e);
}
