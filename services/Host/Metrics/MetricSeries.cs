using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace SmartStore.Host.Metrics;

/// <summary>The values of one instrument, one per set of labels, as Prometheus text (exposition format 0.0.4).</summary>
internal sealed class MetricSeries
{
    // Seconds, for every histogram we have: from a fast commit to a slow reader.
    private static readonly double[] Bounds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>
    /// Label sets kept per instrument. Three stores of 96 zones have more, and a scrape must not grow with the stores without end: what comes
    /// later is added up under <c>other</c>, so that the sum over all lines stays right.
    /// </summary>
    private const int LabelSetsMax = 256;

    private const string Other = "other=\"true\"";

    private readonly ConcurrentDictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly string _name;
    private readonly string _type;
    private readonly string _help;

    public MetricSeries(Instrument instrument)
    {
        var generic = instrument.GetType().Name;
        _type = generic.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : generic.Contains("Gauge", StringComparison.Ordinal) || generic.Contains("UpDown", StringComparison.Ordinal) ? "gauge"
            : "counter";
        IsObservable = instrument.IsObservable;
        IsTotal = IsObservable || generic.StartsWith("Gauge", StringComparison.Ordinal);
        _name = Name(instrument, _type);
        _help = (instrument.Description ?? instrument.Name).ReplaceLineEndings(" ").Replace("\\", "\\\\");
    }

    public bool IsObservable { get; }

    // An observable instrument reports its present value, a counter what was added.
    private bool IsTotal { get; }

    public void Record(double measured, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var key = labels.Length == 0 ? "" : Labels(labels);
        if (!_values.TryGetValue(key, out var value))
        {
            if (_values.Count >= LabelSetsMax) key = Other;
            value = _values.GetOrAdd(key, static (made, series) => series.New(made), this);
        }

        lock (value)
        {
            value.Sum = value.Adds ? value.Sum + measured : measured;
            value.Count++;
            for (var i = 0; i < value.Buckets.Length; i++)
                if (measured <= Bounds[i])
                    value.Buckets[i]++;
        }
    }

    /// <summary>Forgets what an observable instrument said before, so that labels it no longer reports disappear.</summary>
    public void Clear() => _values.Clear();

    public void Write(StringBuilder text)
    {
        if (_values.IsEmpty) return;
        text.Append("# HELP ").Append(_name).Append(' ').Append(_help).Append('\n').Append("# TYPE ").Append(_name).Append(' ').Append(_type).Append('\n');
        foreach (var (labels, value) in _values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            lock (value)
            {
                if (_type != "histogram")
                {
                    Line(text, "", labels, value.Sum);
                    continue;
                }

                for (var i = 0; i < Bounds.Length; i++)
                    Line(text, "_bucket", With(labels, Bounds[i].ToString(CultureInfo.InvariantCulture)), value.Buckets[i]);
                Line(text, "_bucket", With(labels, "+Inf"), value.Count);
                Line(text, "_sum", labels, value.Sum);
                Line(text, "_count", labels, value.Count);
            }
        }
    }

    // An observable instrument says everything anew in each collection, so that what shares a line can be added up; a gauge that is set cannot.
    private Value New(string key) => new(_type == "histogram" ? Bounds.Length : 0, adds: !IsTotal || (IsObservable && key == Other));

    private void Line(StringBuilder text, string suffix, string labels, double value)
    {
        text.Append(_name).Append(suffix);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string With(string labels, string bound) => labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"";

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(Clean(name)).Append("=\"")
                .Append(Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")).Append('"');
        }

        return text.ToString();
    }

    private static string Name(Instrument instrument, string type)
    {
        var name = Clean(instrument.Name);
        // smartstore_mqtt_connects, whether the instrument repeats its meter's last word or not.
        if (instrument.Meter.Name.StartsWith("SmartStore.", StringComparison.Ordinal) && !name.StartsWith("smartstore_", StringComparison.Ordinal))
        {
            var subject = Clean(instrument.Meter.Name["SmartStore.".Length..].ToLowerInvariant()) + "_";
            name = "smartstore_" + (name.StartsWith(subject, StringComparison.Ordinal) ? name : subject + name);
        }

        if (instrument.Unit is "s" && !name.EndsWith("seconds", StringComparison.Ordinal)) name += "_seconds";
        return type == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string Clean(string name) => string.Create(name.Length, name, static (span, from) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
    });

    private sealed class Value(int buckets, bool adds)
    {
        public readonly bool Adds = adds;
        public double Sum;
        public long Count;
        public readonly long[] Buckets = new long[buckets];
    }
}
