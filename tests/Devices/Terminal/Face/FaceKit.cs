using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using SmartStore.Terminal;
using SmartStore.Terminal.Face;
using SmartStore.Terminal.Readers;
using Proto = SmartStore.Contracts.V1;

namespace SmartStore.Devices.Tests.Terminal.Face;

/// <summary>A terminal at work with its page, over real sockets, and a client that asks as the page does.</summary>
internal sealed class FaceKit : IAsyncDisposable
{
    public const string Prefix = "smartstore/v1/demo/terminals/desk-1/";

    private readonly CancellationTokenSource _stop = new();
    private readonly Pipe _reader;
    private readonly TerminalFace _face;
    private readonly Task _running;

    private FaceKit(TerminalDevice device, TerminalSession session, TerminalFace face, WatchedTime time, ConcurrentQueue<string> printed, Pipe reader)
    {
        (Device, _face, Time, Printed, _reader) = (device, face, time, printed, reader);
        Base = new Uri(face.Address).GetLeftPart(UriPartial.Authority);
        // As curl is: it follows nothing, unpacks nothing, and sends nothing that it is not told to.
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = new Uri(Base) };
        _running = session.RunAsync(_stop.Token);
    }

    public TerminalDevice Device { get; }

    /// <summary>The clock of the page's side; that of the terminal is the real one.</summary>
    public WatchedTime Time { get; }

    public ConcurrentQueue<string> Printed { get; }

    public string Base { get; }

    public string Address => _face.Address;

    public HttpClient Client { get; }

    public static async Task<FaceKit> StartAsync(TerminalOptions options, Proto.TerminalKind kind = Proto.TerminalKind.Desk)
    {
        var (time, printed, pipe) = (new WatchedTime(DateTimeOffset.UtcNow), new ConcurrentQueue<string>(), new Pipe());
        var device = new TerminalDevice(options with { HasScreen = kind != Proto.TerminalKind.Locker });
        var session = new TerminalSession(device, [new CodeReader("test", () => pipe, () => new TextLines(), ends: true)], printed.Enqueue, _ => { }) { HasFace = true, HasScreen = true };
        var face = await TerminalFace.StartAsync(device, session, new FaceOptions("demo", options.TerminalId, kind, "ko") { Time = time, AnswerTimeout = options.AnswerTimeout });
        return new FaceKit(device, session, face, time, printed, pipe);
    }

    /// <summary>A reader of the terminal reads a code.</summary>
    public void Read(string code) => _reader.Write($"{code}\n");

    public async Task ConnectedAsync() => await Eventually.IsAsync(() => Device.IsConnected, "a connection");

    /// <summary>Posts as the page does.</summary>
    public Task<(HttpStatusCode Status, JsonElement Body)> Post(string method, object request) => Post(method, JsonSerializer.Serialize(request));

    public async Task<(HttpStatusCode Status, JsonElement Body)> Post(string method, string json, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/smartstore.v1.{method}") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Add("Origin", Base);
        change?.Invoke(request);
        using var response = await Client.SendAsync(request, Eventually.Soon);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    public Task<(HttpStatusCode Status, JsonElement Body)> Tap(string id, string pass) => Post("Terminals/Tap", new { storeId = "demo", terminalId = "desk-1", id, kind = "TAP_KIND_QR", pass });

    /// <summary>The updates, as the page reads them; heartbeats come when the clock of the page's side is moved.</summary>
    public async Task<Updates> Watch()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/stores/demo/terminals/desk-1/updates?heartbeat_s=3");
        var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Eventually.Soon);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return new Updates(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next update while nothing happens but that time passes. The page's side makes its timer after it has sent the update before, so its clock is moved until there is one more.</summary>
    public async Task<string> NextInTime(Updates updates)
    {
        var next = updates.Next();
        await Eventually.IsAsync(
            () =>
            {
                if (!next.IsCompleted) Time.Advance(TimeSpan.FromSeconds(3));
                return next.IsCompleted;
            },
            "an update");
        return await next;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _reader.End();
        await _running;
        await _face.DisposeAsync();
        await Device.DisposeAsync();
        Client.Dispose();
        _stop.Dispose();
    }

    internal sealed class Updates(HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        /// <summary>The next update, without its time.</summary>
        public async Task<string> Next()
        {
            while (await reader.ReadLineAsync(Eventually.Soon) is { } line)
            {
                if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
                using var json = JsonDocument.Parse(line["data: ".Length..]);
                var what = json.RootElement.EnumerateObject().Single(field => field.Name != "at");
                return $"{what.Name} {JsonSerializer.Serialize(what.Value)}";
            }

            throw new InvalidOperationException("The stream ended.");
        }

        /// <summary>True: the stream ended.</summary>
        public async Task<bool> Ends()
        {
            try
            {
                while (await reader.ReadLineAsync(Eventually.Soon) is not null) { }
            }
            catch (IOException)
            {
                // Cut off.
            }

            return true;
        }

        public void Dispose() => response.Dispose();
    }
}
