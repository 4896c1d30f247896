using System.Diagnostics.Metrics;
using SmartStore.GrainInterfaces;

namespace SmartStore.Api.Calls;

/// <summary>Counts calls by method and status (meter SmartStore.Api), writes one Debug line for each, and refuses those over the limit.</summary>
internal sealed partial class CallMeter : IDisposable
{
    private readonly ApiOptions _options;
    private readonly ILogger _log;
    private readonly Meter _meter;
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _seconds;
    private int _active;

    public CallMeter(ApiOptions options, IMeterFactory meters, ILogger<CallMeter> log)
    {
        (_options, _log, _meter) = (options, log, meters.Create("SmartStore.Api"));
        _calls = _meter.CreateCounter<long>("smartstore_api_calls", "{call}", "Calls that ended.");
        _seconds = _meter.CreateSeconds("smartstore_api_call_seconds", "From the request to the status, of calls that are no streams.");
        _meter.CreateObservableGauge("smartstore_api_active_calls", () => Volatile.Read(ref _active), "{call}", "Calls at work.");
    }

    /// <summary>Lets a call in. <see cref="Leave"/> must follow, also after a refusal.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: <see cref="ApiOptions.ActiveCallsMax"/> are at work.</exception>
    public void Enter()
    {
        if (Interlocked.Increment(ref _active) > _options.ActiveCallsMax)
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"The limit of calls at work, {_options.ActiveCallsMax}, is reached; call again later."));
    }

    public void Leave(ServerCallContext context, StatusCode status, TimeSpan took, bool isStream)
    {
        Interlocked.Decrement(ref _active);
        Count(context.Method, status);
        if (!isStream) _seconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("method", context.Method));
        if (_log.IsEnabled(LogLevel.Debug)) LogEnded(context.Method, status, took.TotalMilliseconds, context.Peer);
    }

    /// <summary>Counts a call that ended, or that its policy refused before it was at work.</summary>
    public void Count(string method, StatusCode status) => _calls.Add(1, new KeyValuePair<string, object?>("method", method), new KeyValuePair<string, object?>("status", Name(status)));

    public void Dispose() => _meter.Dispose();

    // not_found, as google.rpc writes it in small letters.
    private static string Name(StatusCode status) =>
        status == StatusCode.OK ? "ok" : string.Concat(status.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} ended with {Status} after {Milliseconds} ms for {Peer}.")]
    private partial void LogEnded(string method, StatusCode status, double milliseconds, string peer);
}
