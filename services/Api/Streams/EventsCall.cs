using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace SmartStore.Api.Streams;

/// <summary>
/// One stream of server-sent events, as a service sees any stream. Each update is an event: <c>id:</c> its cursor when it is durable,
/// <c>data:</c> the update in proto3 JSON. A failure before the first byte is an HTTP status, a later one the event <c>status</c>.
/// </summary>
internal sealed class EventsCall<T> : IServerStreamWriter<T>
    where T : class, IMessage<T>
{
    private readonly HttpContext _http;
    private readonly Func<T, string> _idOf;

    public EventsCall(HttpContext http, string method, Func<T, string> idOf)
    {
        (_http, _idOf) = (http, idOf);
        Context = new CallWithin(http, method, Start, http.RequestAborted);
    }

    public ServerCallContext Context { get; }

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message)
    {
        var id = _idOf(message);
        return Write($"{(id.Length > 0 ? $"id: {id}\n" : "")}data: {JsonFormatter.Default.Format(message)}\n\n");
    }

    /// <summary>Tells the caller how the stream ended, if it still listens.</summary>
    public Task Fail(RpcException failure)
    {
        if (!_http.Response.HasStarted) return StatusJson.Write(_http, failure);
        return _http.RequestAborted.IsCancellationRequested ? Task.CompletedTask : Write($"event: status\ndata: {StatusJson.Of(failure)}\n\n");
    }

    private async Task Write(string text)
    {
        if (!_http.Response.HasStarted) await Start();
        await _http.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    private async Task Start()
    {
        _http.Response.ContentType = "text/event-stream";
        _http.Response.Headers.CacheControl = "no-store";
        _http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await _http.Response.BodyWriter.FlushAsync();
    }
}
