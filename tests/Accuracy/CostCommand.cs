using System.Diagnostics;
using System.Globalization;

namespace SmartStore.Accuracy;

/// <summary>Measures what a sighting costs: time, allocation, and memory of a tracker, for few shoppers and for many.</summary>
public static class CostCommand
{
    private const int SightingsPerRun = 3_000_000;

    /// <summary>Returns the process's exit code.</summary>
    public static int Run(Arguments arguments, TextWriter output)
    {
        var models = new Models(arguments.Traces, arguments.CalibrateOn);
        foreach (var hall in Hall.ReadAll(arguments.Traces))
        {
            var recording = hall.Recordings.MaxBy(r => r.Sightings.Count)!;
            var model = models.For(hall, recording);
            Measure(model, recording, shoppers: 100);
            foreach (var shoppers in new[] { 1_000, 100_000 })
            {
                var cost = Measure(model, recording, shoppers);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{hall.Name} {models.Mode}: {shoppers} shoppers, {cost.NsPerSighting:F0} ns and {cost.BytesPerSighting:F3} B allocated a sighting, {cost.BytesPerTracker:F0} B a tracker"));
            }
        }

        return 0;
    }

    // Every shopper walks the same recording, and in each round of the hall every shopper's next burst of sightings comes in: nobody's state stays in the cache.
    private static (double NsPerSighting, double BytesPerSighting, double BytesPerTracker) Measure(ZoneModel model, Recording recording, int shoppers)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var trackers = new ZoneTracker[shoppers];
        for (var i = 0; i < shoppers; i++) trackers[i] = new ZoneTracker(model);
        var bytesPerTracker = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / shoppers;

        before = GC.GetAllocatedBytesForCurrentThread();
        long heard = 0;
        var watch = Stopwatch.StartNew();
        for (var from = 0; heard < SightingsPerRun && from < recording.Sightings.Count;)
        {
            var until = from + 1;
            while (until < recording.Sightings.Count && recording.Sightings[until].Seconds < recording.Sightings[from].Seconds + 0.05) until++;
            foreach (var tracker in trackers)
                for (var s = from; s < until; s++)
                {
                    var sighting = recording.Sightings[s];
                    tracker.Hear(sighting.Anchor, sighting.RssiDbm, Recording.UnixMs(sighting.Seconds), Sensing.Store);
                    heard++;
                }

            from = until;
        }

        return (watch.Elapsed.TotalNanoseconds / heard, (double)(GC.GetAllocatedBytesForCurrentThread() - before) / heard, bytesPerTracker);
    }
}
