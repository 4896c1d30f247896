namespace SmartStore.Api.Tests.Streams;

/// <summary>A stream of server-sent events, read as the HTML standard says (9.2.6).</summary>
internal sealed class EventStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private EventStream(HttpResponseMessage response, StreamReader lines) => (_response, _lines) = (response, lines);

    public static async Task<EventStream> Open(ApiShop shop, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await shop.Plain().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ApiShop.Soon);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event that is no heartbeat: those come as the test's clock goes.</summary>
    public async Task<Event> Next()
    {
        while (true)
            if (await Any() is var next && !next.Data.Contains("\"heartbeat\"", StringComparison.Ordinal))
                return next;
    }

    /// <summary>The next event, heartbeats included.</summary>
    public async Task<Event> Any()
    {
        var (name, id, data) = ("", default(string), new List<string>());
        while (await _lines.ReadLineAsync(ApiShop.Soon) is { } line)
        {
            if (line.Length == 0) return new Event(name, id, string.Join('\n', data));
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = line[(colon + 1)..].TrimStart(' ');
            switch (line[..colon])
            {
                case "event": name = value; break;
                case "id": id = value; break;
                case "data": data.Add(value); break;
                default: throw new InvalidOperationException($"No field of an event: {line}");
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }

    /// <summary>True when nothing follows.</summary>
    public async Task<bool> HasEnded() => await _lines.ReadLineAsync(ApiShop.Soon) is null;

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}

/// <summary>One event.</summary>
/// <param name="Name">Empty: a message.</param>
/// <param name="Id">Null: it has none.</param>
internal sealed record Event(string Name, string? Id, string Data);
