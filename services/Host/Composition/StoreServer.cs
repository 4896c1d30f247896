using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartStore.Api;
using SmartStore.Grains;
using SmartStore.Host.Cli;
using SmartStore.Host.Metrics;
using SmartStore.Host.Settings;
using SmartStore.Host.Tags;
using SmartStore.Ingest;
using SmartStore.Ingest.Door.Identity;
using SmartStore.Presence;
using SmartStore.Storage.Sqlite;

namespace SmartStore.Host.Composition;

/// <summary>One server process: what it is made of, in the order of the flow.</summary>
internal static partial class StoreServer
{
    /// <summary>Runs until it is told to stop.</summary>
    /// <param name="options">What to run with.</param>
    /// <param name="beside">What to run beside it once it is ready (the demo's shop); gets the ports.</param>
    /// <param name="cancel">Ctrl-C and SIGTERM.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> Run(ServeOptions options, Func<ServerPorts, CancellationToken, Task> beside, CancellationToken cancel)
    {
        if (!TryKnowTags(options, out var tags)) return CommandLine.Usage;
        // The file is some times as large as what is kept of it, and its keys are to lie about no longer than need be.
        if (options.TagKeys is not null) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var database = SqliteDatabase.Open(options.Data);
        var store = await SqlitePartitionStore.Open(database, TimeProvider.System);
        await using var app = Build(options, tags, store, out var ports);
        try
        {
            await app.StartAsync(cancel);
        }
        catch (Exception e) when (e is PortException or IOException)
        {
            CommandLine.Say(e is PortException ? e.Message : $"The server cannot start: {e.Message}");
            return CommandLine.Failure;
        }
        catch (OperationCanceledException) when (BackgroundFailure.Of(Background(app)) is not null)
        {
            // A service failed while others were still starting: the host stopped for it.
            return Outcome(app);
        }

        ports.Resolve();
        Console.WriteLine(ports.ReadyLine());
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = beside(ports, stopping.Token);
        var grains = app.Services.GetRequiredService<GrainHost>().Completion;
        await Task.WhenAny(app.WaitForShutdownAsync(cancel), Fault(running), Fault(grains));
        await stopping.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }

        await app.StopAsync(CancellationToken.None);
        return Outcome(app);

        // A companion that ends well leaves the server running; one that fails takes it down.
        static async Task Fault(Task running)
        {
            try
            {
                await running;
            }
            catch (OperationCanceledException)
            {
                // Told to stop.
            }

            if (!running.IsFaulted) await Task.Delay(Timeout.Infinite, CancellationToken.None);
        }
    }

    // Why it ended. Damage of the store comes first: it is what a service in the background fails of, too.
    private static int Outcome(WebApplication app)
    {
        var failure = app.Services.GetRequiredService<GrainHost>().Completion.Exception?.GetBaseException();
        if (failure is null && BackgroundFailure.Of(Background(app)) is { } failed) LogFailed(app.Logger, failure = failed);
        if (failure is null) return CommandLine.Ok;
        CommandLine.Say($"The store cannot go on: {failure.Message}");
        return CommandLine.Failure;
    }

    private static IEnumerable<IHostedService> Background(WebApplication app) => app.Services.GetServices<IHostedService>();

    // What was read, keys and all, is garbage when this returns.
    private static bool TryKnowTags(ServeOptions options, out KnownTags tags)
    {
        tags = KnownTags.None;
        if (options.TagKeys is not { } path) return true;
        var file = TagKeysFile.Read(path);
        foreach (var problem in file.Problems) CommandLine.Say(problem.ToString());
        if (file.Problems.Count > 0)
        {
            var (mistakes, them) = file.Problems.Count == 1 ? ("mistake", "it") : ("mistakes", "them");
            CommandLine.Say($"{file.Problems.Count} {mistakes} in {path}; correct {them}, or start without --tag-keys.");
            return false;
        }

        tags = KnownTags.From(path, file, TimeProvider.System.GetUtcNow());
        return true;
    }

    private static WebApplication Build(ServeOptions options, KnownTags tags, SqlitePartitionStore store, out ServerPorts ports)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        Log(builder.Logging, options);
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(options).AddSingleton<Readiness>().AddSingleton<HeapUpkeep>().AddSingleton<MetricsText>();
        services.AddSingleton(tags).AddSingleton<TagRotation>();
        services.AddGrains(store);
        services.AddPresence(options.Rules(), tags.Tags);
        services.AddIngest();
        var devices = new DeviceRegistry(Path.Combine(options.Data, DeviceCommand.FileName), TimeProvider.System);
        services.AddMqttListener(options, devices);
        services.AddApi(options, devices);
        services.AddHostedService<StoreLifetime>();
        services.AddUpkeep();
        services.AddUpstream(options);
        // Streams live long: a drain does not wait for them.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));

        ports = new ServerPorts(options);
        var listening = ports;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => listening.Listen(kestrel));
        services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = listening.Bind);
        var app = builder.Build();
        app.UseMqttListener();
        app.MapApi();
        app.MapProbes();
        app.MapFallback("{**path}", static http =>
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return http.Response.WriteAsync("There is nothing here. See /healthz, /readyz and /metrics, or call smartstore.v1.Shoppers/GetList.\n");
        }).AllowAnonymous();
        app.RequirePolicies();
        return app;
    }

    private static void Log(ILoggingBuilder logging, ServeOptions options)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(options.LogLevel switch { "debug" => LogLevel.Debug, "warning" => LogLevel.Warning, "error" => LogLevel.Error, _ => LogLevel.Information });
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // It writes a line for each call that a peer lets fail; CallErrors logs those that are ours.
        logging.AddFilter("Grpc", LogLevel.Critical);
        // A failed start is told in one sentence, not also with its stack. A failure later on is logged by us.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // stdout belongs to the ready line and to what commands answer.
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        // Without a format, the lines have no time at all.
        if (options.JsonLog) logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        else logging.AddSimpleConsole(text => (text.SingleLine, text.TimestampFormat) = (true, "HH:mm:ss "));
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "A service in the background failed; stopping.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
