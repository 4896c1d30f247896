using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartStore.Host.Tags;
using SmartStore.Ingest.Door;

namespace SmartStore.Host.Composition;

/// <summary>
/// Lets devices in once the grains are up and before any port opens, and drains them when the process stops. What needs a store that is up is
/// registered after it: it starts later, and stops earlier.
/// </summary>
internal sealed partial class StoreLifetime(
    DeviceBroker devices,
    KnownTags tags,
    Readiness readiness,
    IHostApplicationLifetime lifetime,
    ILogger<StoreLifetime> log) : IHostedService, IDisposable
{
    private CancellationTokenRegistration _draining;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Tell();
        await devices.Start();
        // The listeners stop first, and wait for their connections: devices have to be told before that.
        _draining = lifetime.ApplicationStopping.Register(() =>
        {
            readiness.IsReady = false;
            devices.Drain();
        });
        readiness.IsReady = true;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await devices.Stop();
    }

    public void Dispose() => _draining.Dispose();

    private void Tell()
    {
        if (tags.File is not { } file) return;
        LogTags(tags.Tags.Count, file);
        if (tags.OthersCanRead) LogOthersCanRead(file);
        if (tags.Outdated > 0) LogOutdated(tags.Outdated, file);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Knows {Count} tags whose ids rotate, from {File}.")]
    private partial void LogTags(int count, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Every user of this machine can read the tags' keys in {File}; take that right away with chmod o-r.")]
    private partial void LogOthersCanRead(string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The clocks of {Count} tags in {File} were read so long ago that they may not be recognised; read them anew.")]
    private partial void LogOutdated(int count, string file);
}
