using System.Diagnostics.Metrics;
using SmartStore.Host.Metrics;

namespace SmartStore.Flow.Tests.Operators;

/// <summary><c>/metrics</c> with more label sets than one instrument keeps: what an operator reads still adds up.</summary>
public sealed class MetricsTextTests : IDisposable
{
    private const int LabelSetsMax = 256;

    private readonly Meter _meter = new("SmartStore.MetricsTextTests");
    private readonly MetricsText _metrics = new();

    [Theory]
    [InlineData(LabelSetsMax, null)]
    [InlineData(LabelSetsMax + 1, "256")]
    [InlineData(288, "8688")] // three stores of 96 zones: 256 + 257 + … + 287
    public void Zones_past_the_limit_are_added_up_anew_in_each_collection(int zones, string? other)
    {
        _meter.CreateObservableGauge("smartstore_test_in_zone", () => Enumerable.Range(0, zones).Select(i => new Measurement<int>(i, Zone(i))));

        foreach (var text in new[] { _metrics.Write(), _metrics.Write() })
        {
            Assert.Equal("255", Value(text, "smartstore_test_in_zone{zone=\"z255\"}"));
            Assert.Equal(other, Value(text, "smartstore_test_in_zone{other=\"true\"}"));
            Assert.Null(Value(text, "smartstore_test_in_zone{zone=\"z256\"}"));
        }
    }

    [Fact]
    public void An_observed_count_past_the_limit_is_no_larger_when_it_is_asked_for_twice()
    {
        _meter.CreateObservableCounter("smartstore_test_seen", () => Enumerable.Range(0, LabelSetsMax + 2).Select(i => new Measurement<long>(10, Zone(i))));
        _metrics.Write();

        var text = _metrics.Write();

        Assert.Equal("10", Value(text, "smartstore_test_seen_total{zone=\"z0\"}"));
        Assert.Equal("20", Value(text, "smartstore_test_seen_total{other=\"true\"}"));
    }

    [Fact]
    public void What_is_counted_past_the_limit_goes_on_adding_up()
    {
        var counter = _meter.CreateCounter<int>("smartstore_test_done");
        for (var i = 0; i < LabelSetsMax + 2; i++) counter.Add(3, Zone(i));
        Assert.Equal("6", Value(_metrics.Write(), "smartstore_test_done_total{other=\"true\"}"));

        counter.Add(1, Zone(LabelSetsMax));

        Assert.Equal("7", Value(_metrics.Write(), "smartstore_test_done_total{other=\"true\"}"));
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _meter.Dispose();
    }

    private static KeyValuePair<string, object?> Zone(int number) => new("zone", $"z{number}");

    private static string? Value(string text, string series) =>
        text.Split('\n').Where(line => line.StartsWith(series + " ", StringComparison.Ordinal)).Select(line => line[(series.Length + 1)..]).SingleOrDefault();
}
