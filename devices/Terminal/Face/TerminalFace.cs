using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SmartStore.Pages;

namespace SmartStore.Terminal.Face;

/// <summary>The face cannot listen; the message is one sentence.</summary>
public sealed class FaceException(string message, Exception inner) : Exception(message, inner);

/// <summary>Which terminal a face is of.</summary>
/// <param name="Kind">Decides what the page shows: a name or a list on INFO alone.</param>
/// <param name="Language">BCP 47: the language of the page until a person chooses another.</param>
public sealed record FaceOptions(string StoreId, string TerminalId, Proto.TerminalKind Kind, string Language)
{
    /// <summary>Where it listens, on 127.0.0.1 alone. Default 0: the system chooses.</summary>
    public int Port { get; init; }

    /// <summary>The clock of the terminal.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long a tap waits for its answer.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>
/// The kiosk page, served on loopback by the program of the terminal, so that it works with the server away. The page and its files are those of the server. Of the contract it has what the page
/// calls: <c>Terminals.Tap</c>, <c>Act</c> and <c>Watch</c> for this terminal, and of <c>Stores.GetStore</c> what a terminal knows. It takes posts from this page alone.
/// </summary>
public sealed class TerminalFace : IAsyncDisposable
{
    /// <summary>Longest body of a call, bytes: more than the longest code and what stands around it.</summary>
    public const int BodyBytesMax = 8 * 1024;

    /// <summary>Connections at once; a browser opens six for a page.</summary>
    public const int ConnectionsMax = 64;

    private readonly WebApplication _app;
    private readonly FaceNews _news;
    private readonly CancellationTokenSource _stop = new();

    private TerminalFace(WebApplication app, FaceNews news) => (_app, _news) = (app, news);

    /// <summary>Where a browser of this machine finds it.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Listens, before the terminal is started.</summary>
    /// <param name="device">Its line and its screen are told to the page.</param>
    /// <param name="session">Asks for the page, and prints what comes of it.</param>
    /// <exception cref="FaceException">The port cannot be had.</exception>
    public static async Task<TerminalFace> StartAsync(TerminalDevice device, TerminalSession session, FaceOptions options)
    {
        // Nothing that is not named here: no configuration from files or the environment, no log, no signal handlers.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Listen(IPAddress.Loopback, options.Port, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore().AddSingleton<IHostLifetime, NoLifetime>();
        var news = new FaceNews(device.IsConnected);
        var face = new TerminalFace(builder.Build(), news);
        face.Map(device, session, options);
        try
        {
            await face._app.StartAsync();
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await face.DisposeAsync();
            throw new FaceException($"--face {options.Port} cannot be opened on 127.0.0.1 ({e.GetBaseException().Message}); choose another port, or 0 for any.", e);
        }

        device.LineChanged += news.LineIs;
        if (options.Kind is Proto.TerminalKind.Info or Proto.TerminalKind.Sign) device.ScreenChanged += frame => news.Shows(frame, options.Time.GetTimestamp());
        session.ReaderAnswered = news.Answered;
        var address = face._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        face.Address = $"{address}/kiosk/{options.StoreId}/{options.TerminalId}";
        return face;
    }

    /// <summary>Ends the streams and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private void Map(TerminalDevice device, TerminalSession session, FaceOptions options)
    {
        var (files, calls, stream) = (PageFiles.OfAssembly(), new FaceCalls(device, session, options), new FaceStream(_news, options, _stop.Token));
        var page = files.Page("kiosk/index.html");
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        _app.Use(FaceGuard.Admit);
        _app.Use((http, next) =>
        {
            if (HttpMethods.IsPost(http.Request.Method)) http.Response.Headers[PageFiles.Header] = files.Root;
            return next(http);
        });
        _app.MapMethods($"/kiosk/{options.StoreId}/{options.TerminalId}", reads, http => page.Answer(http, isForEver: false));
        _app.MapMethods($"{files.Root}/{{**name}}", reads, http => files.Find(http.GetRouteValue("name") as string ?? "") is { } file ? file.Answer(http, isForEver: true) : FaceGuard.NotFound(http));
        _app.MapMethods("/", reads, http => { http.Response.Redirect($"/kiosk/{options.StoreId}/{options.TerminalId}"); return Task.CompletedTask; });
        _app.MapMethods("/readyz", reads, static http => http.Response.WriteAsync("ok\n"));
        _app.MapPost("/smartstore.v1.Terminals/Tap", http => FaceGuard.Answer(http, Proto.TapRequest.Parser, calls.Tap));
        _app.MapPost("/smartstore.v1.Terminals/Act", http => FaceGuard.Answer(http, Proto.ActRequest.Parser, calls.Act));
        _app.MapPost("/smartstore.v1.Stores/GetStore", http => FaceGuard.Answer(http, Proto.GetStoreRequest.Parser, calls.GetStore));
        _app.MapMethods("/v1/stores/{store}/terminals/{terminal}/updates", [HttpMethods.Get], http => FaceGuard.Answer(http, () =>
        {
            calls.Check(http.GetRouteValue("store") as string ?? "", http.GetRouteValue("terminal") as string ?? "");
            return stream.Run(http);
        }));
        _app.MapFallback(FaceGuard.NotFound);
    }

    // Ctrl-C and SIGTERM are the command's.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
