using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace SmartStore.Api.Calls;

/// <summary>Counts calls by method and status (meter SmartStore.Api), writes one Debug line for each, and refuses those over the limit.</summary>
internal sealed partial class CallMeter : Interceptor, IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "SmartStore.Api";

    private readonly ApiOptions _options;
    private readonly ILogger _log;
    private readonly Meter _meter;
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _seconds;
    private int _active;

    /// <summary>The instruments of one server.</summary>
    public CallMeter(ApiOptions options, IMeterFactory meters, ILogger<CallMeter> log)
    {
        (_options, _log, _meter) = (options, log, meters.Create(MeterName));
        _calls = _meter.CreateCounter<long>("api_calls", "{call}", "Calls that ended.");
        _seconds = _meter.CreateHistogram<double>("api_call_seconds", "s", "From the request to the status, of calls that are no streams.");
        _meter.CreateObservableGauge("api_active_calls", () => Volatile.Read(ref _active), "{call}", "Calls at work.");
    }

    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var response = default(TResponse);
        await Count(context, isStream: false, async () => response = await continuation(request, context));
        return response!;
    }

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        Count(context, isStream: true, () => continuation(request, responseStream, context));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private async Task Count(ServerCallContext context, bool isStream, Func<Task> call)
    {
        var (from, status) = (Stopwatch.GetTimestamp(), StatusCode.OK);
        try
        {
            if (Interlocked.Increment(ref _active) > _options.ActiveCallsMax)
                throw new RpcException(new Status(StatusCode.ResourceExhausted, $"The server has {_options.ActiveCallsMax} calls at work, which is its limit; call again later."));
            await call();
        }
        catch (RpcException e)
        {
            status = e.StatusCode;
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _active);
            var took = Stopwatch.GetElapsedTime(from);
            var method = new KeyValuePair<string, object?>("method", context.Method);
            _calls.Add(1, method, new KeyValuePair<string, object?>("status", Name(status)));
            if (!isStream) _seconds.Record(took.TotalSeconds, method);
            LogEnded(context.Method, status, took.TotalMilliseconds, context.Peer);
        }
    }

    // not_found, as google.rpc writes it in small letters.
    private static string Name(StatusCode status) => string.Concat(status.ToString().Select((c, i) => i > 0 && char.IsUpper(c) && status != StatusCode.OK ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} ended with {Status} after {Milliseconds} ms for {Peer}.")]
    private partial void LogEnded(string method, StatusCode status, double milliseconds, string peer);
}
