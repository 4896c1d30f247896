using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmartStore.Rpc.Health;
using SmartStore.Rpc.Server.Pipeline;
using SmartStore.Rpc.Server.Wire;

namespace SmartStore.Rpc.Server;

/// <summary>The methods that are served, and the way of every call through the pipeline to its handler and back.</summary>
public sealed partial class RpcServer : IDisposable
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(1);
    private static readonly RpcStatus ShuttingDown = new(StatusCode.Unavailable, "The server is shutting down; call again.");

    private readonly FrozenDictionary<string, RpcMethod> _methods;
    private readonly IRpcInterceptor[] _interceptors;
    private readonly RpcOptions _options;
    private readonly RpcCalls _calls;
    private readonly TimeProvider _time;
    private readonly ILogger<RpcServer> _logger;
    private readonly ITimer _watch;
    private readonly CancellationTokenRegistration _stopping;
    private readonly LogBudget _failures;
    private readonly RpcHealth? _health;
    private volatile bool _isStopping;

    /// <summary>Binds every service.</summary>
    /// <exception cref="InvalidOperationException">A service is bound wrongly, or an option is wrong: one sentence for each mistake.</exception>
    public RpcServer(
        IEnumerable<IRpcService> services, IOptions<RpcOptions> options, RpcPipeline pipeline, TimeProvider time, ILogger<RpcServer> logger, IHostApplicationLifetime lifetime,
        RpcHealth? health = null)
    {
        (_options, _time, _logger, _calls, _health) = (options.Value, time, logger, pipeline.Calls, health);
        _methods = Bind(services, _options).ToFrozenDictionary(method => method.Path, StringComparer.Ordinal);
        _interceptors = [.. pipeline.Interceptors];
        _failures = new(time);
        _watch = time.CreateTimer(static state => ((RpcServer)state!).DropDeafPeers(), this, WatchEvery, WatchEvery);
        _stopping = lifetime.ApplicationStopping.Register(Drain);
    }

    /// <summary>Calls at work now.</summary>
    public int ActiveCalls => _calls.Count;

    /// <summary>Every method that is served, with its policy.</summary>
    public IEnumerable<RpcMethod> Methods => _methods.Values;

    /// <summary>
    /// Refuses new calls with UNAVAILABLE and ends the streams at work with it, so that clients go elsewhere and come back with
    /// their cursors. Unary calls are left to finish; health says that nothing serves.
    /// </summary>
    public void Drain()
    {
        _isStopping = true;
        _health?.Close();
        foreach (var call in _calls.Now().Where(call => !call.Binding.IsUnary)) call.Close(ShuttingDown);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _watch.Dispose();
    }

    internal Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (_methods.TryGetValue(http.Request.Path.Value ?? "", out var method))
            return Cors.Answers(http, _options.Cors) || WireSelection.Select(http, method) is not { } wire ? Task.CompletedTask : CallAsync(http, method, wire);
        // Whoever asks in gRPC is answered in gRPC, even where the application has a page for any path: nobody serves this one.
        if (Cors.IsRpcPreflight(http) && Cors.Answers(http, _options.Cors)) return Task.CompletedTask;
        return WireSelection.SpeaksGrpc(http) ? Unserved.AnswerAsync(http, _options.Cors) : next(http);
    }

    private async Task CallAsync(HttpContext http, RpcMethod method, RpcWire wire)
    {
        var context = new RpcContext(http, method, wire, _time);
        var call = new LinkedListNode<RpcContext>(context);
        var entered = 0;
        _calls.Add(call);
        try
        {
            RpcStatus status;
            try
            {
                wire.RelaxHttpLimits();
                if (_isStopping) throw new RpcException(ShuttingDown);
                if (wire.ReadCall() is { } timeout) context.SetDeadline(timeout);
                foreach (var interceptor in _interceptors)
                {
                    entered++;
                    await interceptor.BeforeAsync(context);
                }
                await method.InvokeAsync(context);
                status = RpcStatus.Ok;
            }
            catch (Exception e)
            {
                status = StatusOf(e, context);
            }
            await context.FinishAsync(status);
            status = context.EndStatus ?? status;
            while (entered > 0) _interceptors[--entered].After(context, status);
        }
        finally
        {
            _calls.Remove(call);
            context.Release();
        }
    }

    private RpcStatus StatusOf(Exception failure, RpcContext context)
    {
        if (context.EndStatus is { } ended) return ended;
        if (context.Http.RequestAborted.IsCancellationRequested) return new(StatusCode.Cancelled, "The caller left.");
        switch (failure)
        {
            case RpcException refused:
                return refused.Status;
            case BadHttpRequestException bad:
                return bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? new(StatusCode.ResourceExhausted, "The request body is too large.") : new(StatusCode.Internal, "The request body is broken.");
            case IOException:
                return new(StatusCode.Cancelled, "The caller left.");
            default:
                if (_options.StatusOf?.Invoke(failure) is { } known) return known;
                if (_failures.TryTake()) HandlerFailed(context.Binding.Path, failure);
                return new(StatusCode.Unknown, "The server failed to answer this call.");
        }
    }

    /// <summary>A peer that does not read keeps memory busy: its stream is reset when it has had its time.</summary>
    private void DropDeafPeers()
    {
        foreach (var call in _calls.Now())
        {
            if (call.EndingFor > _options.LingerMax) call.Abort();
            else if (call.WriteBlockedFor > _options.WriteBlockedMax) call.Close(new(StatusCode.Unavailable, "slow reader"));
        }
    }

    private static List<RpcMethod> Bind(IEnumerable<IRpcService> services, RpcOptions options)
    {
        var mistakes = options.Auth.Mistakes().ToList();
        var methods = new List<RpcMethod>();
        foreach (var service in services)
        {
            var builder = new RpcServiceBuilder(service.Descriptor);
            service.Bind(builder);
            methods.AddRange(builder.Build(mistakes));
        }
        mistakes.AddRange(methods.GroupBy(method => method.Path, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => $"{group.Key} is served twice."));
        if (mistakes.Count > 0) throw new InvalidOperationException(string.Join(Environment.NewLine, mistakes));
        foreach (var method in methods) method.Apply(options);
        return methods;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The handler of {Method} failed; its caller got UNKNOWN.")]
    private partial void HandlerFailed(string method, Exception failure);
}
