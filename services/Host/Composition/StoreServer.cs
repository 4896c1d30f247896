using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartStore.Api;
using SmartStore.Api.Calls;
using SmartStore.Api.Identity;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Hosting;
using SmartStore.Grains.People;
using SmartStore.Grains.Presence;
using SmartStore.Grains.Storage;
using SmartStore.Grains.Storage.Redis;
using SmartStore.Host.Devices;
using SmartStore.Host.Files;
using SmartStore.Host.Tags;
using SmartStore.Ingest;
using SmartStore.Pages;
using SmartStore.Pages.Manage;

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
        using var logs = LoggerFactory.Create(logging => Log(logging, options));
        if (await Open(options, logs) is not { } opened) return CommandLine.Usage;
        await using var open = opened;
        // The file of tag keys is some times as large as what is kept of it, and its keys are to lie about no longer than need be.
        if (options.TagKeys is not null) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var store = open.Store;
        if (Composed(options, store, out var ports) is not { } composed) return CommandLine.Failure;
        await using var app = composed;
        try
        {
            await app.StartAsync(cancel);
        }
        catch (OperationCanceledException) when (FailureOf(app.Services.GetServices<IHostedService>()) is not null)
        {
            // A service failed while others were still starting: the host stopped for it.
            return Outcome(app, store);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            CommandLine.Say(e is PortException or PeerRefusedException ? e.Message : $"The server cannot start with {open.Place}: {e.Message}");
            await StopWhatStarted(app);
            return CommandLine.Failure;
        }

        Console.WriteLine(ports.ReadyLine());
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = beside(ports, stopping.Token);
        await Task.WhenAny(app.WaitForShutdownAsync(cancel), Fault(running), Fault(store.Damaged));
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
        return Outcome(app, store);

        // A companion that ends well leaves the server running; one that fails takes it down.
        static async Task Fault(Task running)
        {
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!running.IsFaulted) await Task.Delay(Timeout.Infinite, CancellationToken.None);
        }
    }

    // Null: a port of the silo is in use, and that was told.
    private static WebApplication? Composed(ServeOptions options, IStateStore store, out ServerPorts ports)
    {
        try
        {
            return Build(options, store, out ports);
        }
        catch (PortException e)
        {
            CommandLine.Say(e.Message);
            ports = null!;
            return null;
        }
    }

    // It works until it is stopped: to dispose of it at work would be told with a stack.
    private static async Task StopWhatStarted(WebApplication app)
    {
        try
        {
            await app.StopAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Orleans refuses to stop a silo that has not started.
        }
    }

    // Why it ended. Damage of the store comes first: it is what a service in the background fails of, too.
    private static int Outcome(WebApplication app, IStateStore store)
    {
        var failure = store.Damaged.Exception?.GetBaseException();
        if (failure is null && FailureOf(app.Services.GetServices<IHostedService>()) is { } failed)
        {
            failure = failed;
            // Its one sentence says all.
            if (failed is not StorageException) LogFailed(app.Logger, failed);
        }

        if (failure is null) return CommandLine.Ok;
        CommandLine.Say($"The store cannot go on: {failure.Message}");
        return CommandLine.Failure;
    }

    /// <summary>The first failure among services that work in the background; null: all of them work, or ended well. The host stops for one without saying so.</summary>
    internal static Exception? FailureOf(IEnumerable<IHostedService> services) =>
        services.OfType<BackgroundService>().Select(service => service.ExecuteTask?.Exception?.GetBaseException()).FirstOrDefault(failure => failure is not null);

    // The store, with what files of this process bring into it. What was read, keys and all, is garbage when this returns. Null: there are mistakes, and all of them were told.
    private static async Task<OpenStore?> Open(ServeOptions options, ILoggerFactory logs)
    {
        var tags = options.TagKeys is { } path ? TagKeysFile.Read(path, TimeProvider.System.GetUtcNow()) : null;
        if (tags?.Problems is { Count: > 0 } problems)
        {
            foreach (var problem in problems) CommandLine.Say(problem.ToString());
            var (mistakes, them) = problems.Count == 1 ? ("mistake", "it") : ("mistakes", "them");
            CommandLine.Say($"{problems.Count} {mistakes} in {options.TagKeys}; correct {them}, or start without --tag-keys.");
            return null;
        }

        var open = await StateStores.Open(options, logs.CreateLogger("SmartStore.Store"));
        try
        {
            await DevicesFile.TakeOver(options.Data, open.Store);
            if (tags is null) return open;
            await TagKeys.Replace(open.Store, tags.Tags);
            Tell(logs.CreateLogger("SmartStore.Tags"), tags, options.TagKeys!);
            return open;
        }
        catch
        {
            await open.DisposeAsync();
            throw;
        }
    }

    private static void Tell(ILogger logger, TagKeysFile tags, string file)
    {
        LogTags(logger, tags.Tags.Count, file);
        if (tags.OthersCanRead) LogOthersCanRead(logger, file);
        if (tags.Outdated > 0) LogOutdated(logger, tags.Outdated, file);
    }

    /// <summary>The process as it is composed, before it starts.</summary>
    /// <param name="clock">Null: this machine's, on Redis that of the cluster.</param>
    /// <param name="line">Null: the line to the broker as it is judged by default.</param>
    internal static WebApplication Build(ServeOptions options, IStateStore store, out ServerPorts ports, TimeProvider? clock = null, BrokerLine? line = null)
    {
        ports = new ServerPorts(options);
        var listening = ports;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        Log(builder.Logging, options);
        var services = builder.Services;
        services.AddSingleton(clock ?? (store as RedisStateStore)?.Clock ?? TimeProvider.System);
        services.AddProbes(store);
        if (line is not null) services.AddSingleton(line);
        if (options.MovesJournal) builder.AddInsights((RedisStateStore)store, options.Data);
        if (options.HasOnlyInsights) return Quiet(builder, listening);
        services.AddSingleton<IErasedList>(new ErasedFile(options.Data));
        var cluster = options.Store.Redis is { } redis ? Certified(ports.Cluster(redis), options) : null;
        if (options.HasSilo) builder.AddGrains(store, options.Rules(), cluster);
        else builder.AddEdge(store, options.Rules(), cluster!);
        services.AddWebPush(options);
        builder.AddTraces(options);
        if (options.Dashboard) builder.AddDashboard();
        services.AddIngest();
        services.AddMqttListener(options);
        if (options.HasApi) services.AddApi(options);
        if (options.HasPages) services.AddPages().AddManage().AddSingleton<CallsOf>(static provider => provider.GetRequiredService<OwnCalls>().For).AddSingleton(new FromOwnPage(OwnPage.Sent));
        services.AddHostedService<StoreLifetime>();
        services.AddChores();
        services.AddUpstream(options);
        // Streams live long: a drain does not wait for them.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));

        Listen(builder, listening);
        var app = builder.Build();
        if (options.HasDoor) app.UseMqttListener();
        if (options.HasApi) app.MapApi();
        if (options.HasPages) app.MapPages().MapManage().RequireOperator(ManageServices.Refuse);
        app.MapProbes(options.HasApi);
        if (options.Dashboard) app.MapDashboard();
        MapNothingElse(app, "See /healthz, /readyz and /metrics, or call smartstore.v1.Shoppers/GetList.");
        app.RequirePolicies();
        return app;
    }

    // It has neither grains nor calls: health and metrics are all that is asked of it.
    private static WebApplication Quiet(WebApplicationBuilder builder, ServerPorts listening)
    {
        Listen(builder, listening);
        var app = builder.Build();
        app.MapProbes(hasCalls: false);
        MapNothingElse(app, "See /healthz, /readyz and /metrics.");
        var readiness = app.Services.GetRequiredService<Readiness>();
        app.Lifetime.ApplicationStarted.Register(() => readiness.IsUp = true);
        app.Lifetime.ApplicationStopping.Register(() => readiness.IsUp = false);
        return app;
    }

    private static void Listen(WebApplicationBuilder builder, ServerPorts listening)
    {
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => listening.Listen(kestrel));
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = listening.Bind);
    }

    private static void MapNothingElse(WebApplication app, string see) => app.MapFallback("{**path}", http =>
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return http.Response.WriteAsync($"There is nothing here. {see}\n");
    }).AllowAnonymous();

    // The certificates of its other ports are a silo's, too; they are read once, because Orleans keeps them.
    private static ClusterPlace Certified(ClusterPlace place, ServeOptions options)
    {
        if (options.TlsCertificate is null || options.TlsClientCa is null) return place;
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(options.TlsClientCa);
            return place with { Certificate = X509Certificate2.CreateFromPemFile(options.TlsCertificate, options.TlsKey), TrustedRoots = roots };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new UsageException($"The certificates of --tls-cert, --tls-key and --tls-client-ca cannot be read ({CommandLine.Aside(e.Message)}).");
        }
    }

    private static void Log(ILoggingBuilder logging, ServeOptions options)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(options.LogLevel switch { "debug" => LogLevel.Debug, "warning" => LogLevel.Warning, "error" => LogLevel.Error, _ => LogLevel.Information });
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // It warns that its keys lie in the store as they are, as those of passes do.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // It writes a line for each activation of a grain.
        logging.AddFilter("Polly", LogLevel.Warning);
        // Orleans names grains by their keys, and those are the ids of shoppers.
        logging.AddFilter("Orleans", options.LogLevel == "debug" ? LogLevel.Debug : LogLevel.Error);
        // It writes a line for each call that a peer lets fail; CallErrors logs those that are ours.
        logging.AddFilter("Grpc", LogLevel.Critical);
        // Not to be ready while it drains is no failure, and it would be told as one at every look.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical);
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Tags whose ids rotate: {Count}, from {File}.")]
    private static partial void LogTags(ILogger logger, int count, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Every user of this machine can read the tags' keys in {File}; take that right away with chmod o-r.")]
    private static partial void LogOthersCanRead(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tags in {File} that may not be recognised, because their clocks were read too long ago: {Count}. Read the clocks anew.")]
    private static partial void LogOutdated(ILogger logger, int count, string file);
}
