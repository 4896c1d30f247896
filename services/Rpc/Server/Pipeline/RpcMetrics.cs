using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SmartStore.Rpc.Server.Pipeline;

/// <summary>Counts calls: meter SmartStore.Rpc, by method, protocol and status.</summary>
public sealed class RpcMetrics : IRpcInterceptor, IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "SmartStore.Rpc";

    private readonly Meter _meter;
    private readonly Counter<long> _calls;
    private readonly UpDownCounter<long> _active;
    private readonly Histogram<double> _seconds;
    private readonly Counter<long> _messagesIn;
    private readonly Counter<long> _messagesOut;

    /// <summary>The instruments of one server.</summary>
    public RpcMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _calls = _meter.CreateCounter<long>("rpc_calls", "{call}", "Calls that ended.");
        _active = _meter.CreateUpDownCounter<long>("rpc_active_calls", "{call}", "Calls at work.");
        _seconds = _meter.CreateHistogram<double>("rpc_call_seconds", "s", "From the request headers to the status.");
        _messagesIn = _meter.CreateCounter<long>("rpc_messages_in", "{message}", "Requests read.");
        _messagesOut = _meter.CreateCounter<long>("rpc_messages_out", "{message}", "Responses written.");
    }

    /// <inheritdoc/>
    public ValueTask BeforeAsync(RpcContext context)
    {
        _active.Add(1, new KeyValuePair<string, object?>("method", context.Binding.Path));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void After(RpcContext context, RpcStatus status)
    {
        var method = new KeyValuePair<string, object?>("method", context.Binding.Path);
        _active.Add(-1, method);
        if (!_calls.Enabled && !_seconds.Enabled) return;
        var tags = new TagList { method, new("protocol", Name(context.Protocol)), new("status", Name(status.Code)) };
        _calls.Add(1, tags);
        _seconds.Record(context.Age.TotalSeconds, tags);
        _messagesIn.Add(context.MessagesIn, method);
        _messagesOut.Add(context.MessagesOut, method);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static string Name(RpcProtocol protocol) => protocol switch
    {
        RpcProtocol.Grpc => "grpc",
        RpcProtocol.GrpcWeb => "grpc-web",
        _ => "connect",
    };

    private static string Name(StatusCode code) => Wire.ConnectCodes.Name(code);
}
