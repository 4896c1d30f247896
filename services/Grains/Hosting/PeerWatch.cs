using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SmartStore.Grains.Hosting;

/// <summary>
/// Notices at once that another silo's process has ended: the connection that is held to its port closes, and two more are refused. Refused means that
/// the host lives and nobody listens there; so the silo is declared dead without waiting for probes. A silent host is left to the probes.
/// </summary>
internal sealed partial class PeerWatch(IClusterMembershipService membership, ILocalSiloDetails self, SiloLosses losses, TimeProvider time, ILogger<PeerWatch> log) : BackgroundService
{
    private const int RefusalsNeeded = 2;

    private static readonly TimeSpan RefusedAgainAfter = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ConnectAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var watched = new Dictionary<SiloAddress, CancellationTokenSource>();
        try
        {
            await foreach (var now in membership.MembershipUpdates.WithCancellation(stoppingToken))
            {
                foreach (var (silo, _) in watched.Where(watch => !IsThere(watch.Key)).ToList())
                {
                    if (watched.Remove(silo, out var watch)) await watch.CancelAsync();
                    // Stopped or killed: streams that its grains knew have to be entered anew.
                    losses.Tell();
                }
                foreach (var silo in now.Members.Keys.Where(silo => !silo.Equals(self.SiloAddress) && IsThere(silo) && !watched.ContainsKey(silo)))
                {
                    var watch = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                    watched.Add(silo, watch);
                    _ = Watch(silo, watch.Token);
                }

                bool IsThere(SiloAddress silo) => now.GetSiloStatus(silo) is SiloStatus.Joining or SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async Task Watch(SiloAddress silo, CancellationToken ending)
    {
        var refused = 0;
        while (!ending.IsCancellationRequested)
        {
            var again = ConnectAgainAfter;
            try
            {
                await Hold(silo, ending);
                (refused, again) = (0, RefusedAgainAfter);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
            {
                if (++refused >= RefusalsNeeded && await Declare(silo)) return;
                again = RefusedAgainAfter;
            }
            catch (Exception error) when (error is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                refused = 0;
            }

            await Task.Delay(again, time, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Until the other side closes it.
    private static async Task Hold(SiloAddress silo, CancellationToken ending)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (var connecting = CancellationTokenSource.CreateLinkedTokenSource(ending))
        {
            connecting.CancelAfter(ConnectWithin);
            await socket.ConnectAsync(silo.Endpoint, connecting.Token);
        }

        // It introduces itself, and then says nothing.
        var said = new byte[256];
        while (await socket.ReceiveAsync(said, ending) > 0)
        {
        }
    }

    private async Task<bool> Declare(SiloAddress silo)
    {
        try
        {
            if (!await membership.TryKill(silo)) return false;
            LogDead(silo.Endpoint);
            return true;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The store of the membership is away: nobody is declared dead meanwhile.
            LogNotDeclared(silo.Endpoint, error.GetType().Name);
            await Task.Delay(ConnectAgainAfter, time, CancellationToken.None);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody listens at silo {Silo} any more; it is declared dead.")]
    private partial void LogDead(System.Net.IPEndPoint silo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} seems to have ended and cannot be declared dead now ({Error}); trying again.")]
    private partial void LogNotDeclared(System.Net.IPEndPoint silo, string error);
}
