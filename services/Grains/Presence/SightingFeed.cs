using System.Collections.Concurrent;

namespace SmartStore.Grains.Presence;

/// <summary>
/// Takes what arrives here of stores that another process tracks to that process, in batches: what came within <see cref="WaitMax"/>, or
/// <see cref="SightingsMax"/> sightings. It is as volatile as the sightings: what the owner does not take in time is lost and counted.
/// </summary>
internal sealed class SightingFeed(IGrainFactory grains, SightingCounts counts, TimeProvider time)
{
    /// <summary>Sightings of one batch; one message more may go over it. A message without any, such as a sign of life or a refusal, counts as one.</summary>
    public const int SightingsMax = 64;

    /// <summary>Batches of one store that may be under way. What comes then waits, and at <see cref="WaitingMax"/> sightings the oldest goes.</summary>
    public const int UnderWayMax = 8;

    /// <summary>Sightings of one store that may wait; a message without any counts as one.</summary>
    public const int WaitingMax = 4_096;

    /// <summary>How long a message waits for others.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<string, Road> _roads = new(StringComparer.Ordinal);

    /// <summary>Takes one report. Never waits.</summary>
    public void Send(string store, TrackerReport report) => _roads.GetOrAdd(store, static (id, feed) => new Road(feed, id), this).Add(report);

    private sealed class Road(SightingFeed feed, string store)
    {
        private readonly Lock _gate = new();
        private readonly Queue<TrackerReport> _waiting = new();
        private int _sightings;
        private int _underWay;
        private bool _isTimed;

        public void Add(TrackerReport report)
        {
            lock (_gate)
            {
                _waiting.Enqueue(report);
                _sightings += Weight(report);
                while (_sightings > WaitingMax && _waiting.Count > 1) Lose(_waiting.Dequeue());
                if (_sightings < SightingsMax)
                {
                    if (!_isTimed) _ = SendLater();
                    _isTimed = true;
                    return;
                }
            }

            SendNow();
        }

        private async Task SendLater()
        {
            await Task.Delay(WaitMax, feed.Time).ConfigureAwait(false);
            lock (_gate) _isTimed = false;
            SendNow();
        }

        private void SendNow()
        {
            while (Next() is { } batch) _ = Send(batch);
        }

        private TrackerReport[]? Next()
        {
            lock (_gate)
            {
                if (_waiting.Count == 0 || _underWay == UnderWayMax) return null;
                var batch = new List<TrackerReport>();
                for (var sightings = 0; sightings < SightingsMax && _waiting.TryDequeue(out var report); batch.Add(report)) sightings += Weight(report);
                _sightings -= batch.Sum(Weight);
                _underWay++;
                return [.. batch];
            }
        }

        private async Task Send(TrackerReport[] batch)
        {
            try
            {
                await feed.Grains.Grain<IPresenceGrain>(store).Feed(batch).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                foreach (var report in batch) feed.Lost(report);
            }

            lock (_gate) _underWay--;
            SendNow();
        }

        private void Lose(TrackerReport report)
        {
            _sightings -= Weight(report);
            feed.Lost(report);
        }
    }

    // What has no sightings takes memory, too.
    private static int Weight(TrackerReport report) => Math.Max(1, report.Sightings.Length);

    private IGrainFactory Grains => grains;

    private TimeProvider Time => time;

    private void Lost(TrackerReport report) => counts.Add(SightingFate.WaitedInVain, report.Sightings.Length);
}
