using System.Collections.Frozen;
using System.Threading.Channels;

namespace SmartStore.Api.Calls;

/// <summary>
/// The contract's methods for pages that are made in this process, as generated clients call them. A call is made by whoever asked for the page, and passes the same
/// interceptor as a call from outside: rights, limits, counters, statuses and notes of who looked are the same.
/// </summary>
public sealed class OwnCalls
{
    private readonly CallInterceptor _interceptor;
    private readonly FrozenDictionary<string, Delegate> _methods;

    /// <param name="bind">Names every method of every service to the binder.</param>
    internal OwnCalls(CallInterceptor interceptor, Action<ServiceBinderBase> bind)
    {
        var methods = new Methods();
        bind(methods);
        (_interceptor, _methods) = (interceptor, methods.Found.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>Calls in the name of a request. They end with it.</summary>
    public CallInvoker For(HttpContext http) => new Within(this, http);

    private T Find<T>(string method)
        where T : Delegate => (T)_methods[method];

    private sealed class Methods : ServiceBinderBase
    {
        public Dictionary<string, Delegate> Found { get; } = new(StringComparer.Ordinal);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) => Found.Add(method.FullName, handler!);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) => Found.Add(method.FullName, handler!);
    }

    private sealed class Within(OwnCalls calls, HttpContext http) : CallInvoker
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        {
            var context = new CallWithin(http, method.FullName, static () => Task.CompletedTask, http.RequestAborted, options.Headers);
            var reply = calls._interceptor.UnaryServerHandler(request, context, calls.Find<UnaryServerMethod<TRequest, TResponse>>(method.FullName));
            return new AsyncUnaryCall<TResponse>(reply, Task.FromResult(new Metadata()), static () => Status.DefaultSuccess, static () => [], static () => { });
        }

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        {
            var stream = new Stream<TResponse>(http.RequestAborted);
            var context = new CallWithin(http, method.FullName, static () => Task.CompletedTask, stream.Cancel);
            stream.Ends(calls._interceptor.ServerStreamingServerHandler(request, stream, context, calls.Find<ServerStreamingServerMethod<TRequest, TResponse>>(method.FullName)));
            return new AsyncServerStreamingCall<TResponse>(stream, Task.FromResult(new Metadata()), static () => Status.DefaultSuccess, static () => [], stream.Dispose);
        }

        // Pages do not wait on threads, and the contract has no stream from the caller.
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();
    }

    // One message waits for the page; the service waits until it is read.
    private sealed class Stream<T> : IServerStreamWriter<T>, IAsyncStreamReader<T>, IDisposable
    {
        private readonly Channel<T> _messages = Channel.CreateBounded<T>(1);
        private readonly CancellationTokenSource _end;

        public Stream(CancellationToken request)
        {
            _end = CancellationTokenSource.CreateLinkedTokenSource(request);
            Cancel = _end.Token;
        }

        // Kept: the service may still write when the page has let go of the stream, and a source that is disposed of gives out no token.
        public CancellationToken Cancel { get; }

        public T Current { get; private set; } = default!;

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(T message) => _messages.Writer.WriteAsync(message, Cancel).AsTask();

        public async void Ends(Task service)
        {
            await service.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _messages.Writer.TryComplete(service.Exception?.InnerException);
        }

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await _messages.Reader.WaitToReadAsync(cancellationToken)) return false;
            Current = await _messages.Reader.ReadAsync(cancellationToken);
            return true;
        }

        public void Dispose()
        {
            _end.Cancel();
            _end.Dispose();
        }
    }
}
