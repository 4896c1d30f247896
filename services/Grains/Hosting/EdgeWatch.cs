using Microsoft.Extensions.Hosting;

namespace SmartStore.Grains.Hosting;

/// <summary>Tells the streams of an edge that a silo has left: it belongs to no membership that would say so, and asks.</summary>
internal sealed class EdgeWatch(IGrainFactory grains, SiloLosses losses, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private HashSet<SiloAddress> _known = [];

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => time.Every(LookEvery, Look, stoppingToken);

    private async Task Look()
    {
        try
        {
            var active = (await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Keys.ToHashSet();
            if (!_known.IsSubsetOf(active)) losses.Tell();
            _known = active;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The silo that was asked has gone, or all have: the next look says which.
            losses.Tell();
        }
    }
}
