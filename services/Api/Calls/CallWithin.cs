namespace SmartStore.Api.Calls;

/// <summary>A call of a service that did not come through the engine, but within a request of another form: server-sent events, a page.</summary>
internal sealed class CallWithin : ServerCallContext
{
    private readonly HttpContext _http;
    private readonly string _method;
    private readonly Func<Task> _start;

    /// <param name="http">The request, whose caller calls.</param>
    /// <param name="method">As in the path: <c>/smartstore.v1.Shoppers/GetList</c>.</param>
    /// <param name="start">Tells the caller that a stream stands.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <param name="headers">What the caller says beside the request; null: nothing.</param>
    public CallWithin(HttpContext http, string method, Func<Task> start, CancellationToken cancel, Metadata? headers = null)
    {
        (_http, _method, _start, CancellationTokenCore, RequestHeadersCore) = (http, method, start, cancel, headers ?? []);
        // Where GetHttpContext looks in a context that is not the engine's own.
        http.Items["__HttpContext"] = http;
    }

    protected override string MethodCore => _method;
    protected override string HostCore => _http.Request.Host.Value ?? "";
    protected override string PeerCore => $"{_http.Connection.RemoteIpAddress}:{_http.Connection.RemotePort}";
    protected override DateTime DeadlineCore => DateTime.MaxValue;
    protected override Metadata RequestHeadersCore { get; }
    protected override CancellationToken CancellationTokenCore { get; }
    protected override Metadata ResponseTrailersCore { get; } = [];
    protected override Status StatusCore { get; set; }
    protected override WriteOptions? WriteOptionsCore { get; set; }
    protected override AuthContext AuthContextCore { get; } = new(null, []);
    protected override IDictionary<object, object> UserStateCore => _http.Items!;
    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();
    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => _start();
}
