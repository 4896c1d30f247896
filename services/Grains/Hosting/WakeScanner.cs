using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Hosting;

/// <summary>
/// Wakes grains whose stored time has come. Grains in memory wake themselves by a timer; this finds those that were put away, and after a crash
/// all of them. The first look, and the one after a silo was lost, also wakes what is due within some seconds, because copies that were not
/// acknowledged wait with a later time: what the others have not heard of must not wait for it. In a cluster the silo that comes first looks for all; while two think
/// so, what is due is woken twice, which does no harm.
/// </summary>
internal sealed partial class WakeScanner(
    IStateStore store, IGrainFactory grains, SiloLosses losses, TimeProvider time, ILogger<WakeScanner> log, IClusterMembershipService? membership = null, ILocalSiloDetails? self = null) : BackgroundService
{
    /// <summary>Grains that are woken side by side.</summary>
    public const int PerRoundMax = 200;

    /// <summary>Rounds of one look; the rest is found at the next, or by its own time.</summary>
    private const int RoundsMax = 100;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AheadAfterALoss = GrainRecord<object>.CopiesWakeAfter;
    private static readonly TimeSpan NotAgainMax = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (DateTimeOffset NotBefore, TimeSpan Pause)> _failing = new(StringComparer.Ordinal);
    private volatile bool _looksAhead = true;

    /// <summary>Wakes what is due.</summary>
    /// <param name="ahead">How far into the future.</param>
    public async Task Look(TimeSpan ahead, CancellationToken cancel)
    {
        if (ahead > TimeSpan.Zero)
        {
            // What was woken ahead of its time stays due until then, so that a second round would find it again.
            var at = time.GetUtcNow();
            foreach (var some in (await store.Due(at + ahead, PerRoundMax * RoundsMax, cancel)).Chunk(PerRoundMax))
            {
                cancel.ThrowIfCancellationRequested();
                await Task.WhenAll(some.Select(record => Wake(record.Key, at)));
            }
            return;
        }

        // Until few are left: after a crash everything that waited is due at once.
        for (var (rounds, woken) = (0, PerRoundMax); woken == PerRoundMax && rounds < RoundsMax && !cancel.IsCancellationRequested; rounds++)
        {
            var now = time.GetUtcNow();
            List<DueRecord> round;
            // A grain that cannot be woken stays due: look past it.
            var due = await store.Due(now, PerRoundMax + Failing(), cancel);
            lock (_failing) round = [.. due.Where(record => !_failing.TryGetValue(record.Key, out var failed) || failed.NotBefore <= now).Take(PerRoundMax)];
            await Task.WhenAll(round.Select(record => Wake(record.Key, now)));
            woken = round.Count;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        losses.Lost += LookAhead;
        await Once();
        await time.Every(LookEvery, Once, stoppingToken);
        losses.Lost -= LookAhead;

        async Task Once()
        {
            if (!FirstSilo.Is(membership, self)) return;
            var ahead = _looksAhead;
            try
            {
                // Before the look: a silo that is lost during it may leave something behind that it has passed.
                _looksAhead = false;
                await Look(ahead ? AheadAfterALoss : TimeSpan.Zero, stoppingToken);
            }
            catch (Exception error) when (error is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
            {
                _looksAhead |= ahead;
                LogPutOff(error);
            }
        }
    }

    private void LookAhead(object? sender, EventArgs e) => _looksAhead = true;

    private async Task Wake(string key, DateTimeOffset now)
    {
        try
        {
            if (!GrainKeys.TryParse(key, out var kind, out var id)) return;
            await grains.Grain<IWakeableGrain>(GrainId.Create(kind, id)).Wake();
            lock (_failing) _failing.Remove(key);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            lock (_failing)
            {
                var pause = _failing.TryGetValue(key, out var failed) ? Min(failed.Pause * 2, NotAgainMax) : LookEvery;
                _failing[key] = (now + pause, pause);
            }
            LogNotWoken(key[..key.IndexOf('/', StringComparison.Ordinal)], error.GetType().Name);
        }
    }

    private int Failing()
    {
        lock (_failing) return _failing.Count;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waking due grains is put off by a second, because the store does not answer.")]
    private partial void LogPutOff(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A {GrainKind} grain could not be woken ({Error}); trying again later.")]
    private partial void LogNotWoken(string grainKind, string error);
}
