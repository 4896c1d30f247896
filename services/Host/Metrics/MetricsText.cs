using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace SmartStore.Host.Metrics;

/// <summary>Listens to our meters and the runtime's, and writes them as Prometheus text for <c>/metrics</c>.</summary>
internal sealed class MetricsText : IDisposable
{
    private readonly ConcurrentDictionary<Instrument, MetricSeries> _series = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _collecting = new();

    public MetricsText()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!instrument.Meter.Name.StartsWith("SmartStore", StringComparison.Ordinal) && instrument.Meter.Name != "System.Runtime") return;
            listener.EnableMeasurementEvents(instrument, _series.GetOrAdd(instrument, static made => new MetricSeries(made)));
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, labels, series) => ((MetricSeries)series!).Record(value, labels));
        _listener.SetMeasurementEventCallback<float>(static (_, value, labels, series) => ((MetricSeries)series!).Record(value, labels));
        _listener.SetMeasurementEventCallback<long>(static (_, value, labels, series) => ((MetricSeries)series!).Record(value, labels));
        _listener.SetMeasurementEventCallback<int>(static (_, value, labels, series) => ((MetricSeries)series!).Record(value, labels));
        _listener.SetMeasurementEventCallback<short>(static (_, value, labels, series) => ((MetricSeries)series!).Record(value, labels));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, labels, series) => ((MetricSeries)series!).Record(value, labels));
        _listener.Start();
    }

    /// <summary>All instruments as they are now.</summary>
    public string Write()
    {
        lock (_collecting)
        {
            foreach (var series in _series.Values)
                if (series.IsObservable)
                    series.Clear();
            _listener.RecordObservableInstruments();
            var text = new StringBuilder(16 * 1024);
            foreach (var (_, series) in _series.OrderBy(pair => pair.Key.Name, StringComparer.Ordinal)) series.Write(text);
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();
}
