using System.Diagnostics.Metrics;

namespace SmartStore.GrainInterfaces;

/// <summary>Histograms of how long something took.</summary>
public static class SecondsHistogram
{
    // Those of OpenTelemetry begin with 0 and 5, for milliseconds: in seconds everything would lie in one bucket.
    private static readonly InstrumentAdvice<double> s_advice = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    /// <summary>A histogram in seconds, with buckets from a millisecond to ten seconds.</summary>
    public static Histogram<double> CreateSeconds(this Meter meter, string name, string description) => meter.CreateHistogram(name, "s", description, tags: null, s_advice);
}
