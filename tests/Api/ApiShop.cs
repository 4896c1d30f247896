using System.Security.Cryptography.X509Certificates;
using System.Text;
using Google.Protobuf.Reflection;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Orleans.Core.Internal;
using Orleans.TestingHost;
using SmartStore.Api.Identity;
using SmartStore.Api.Shoppers;
using SmartStore.Api.Streams;
using SmartStore.Core;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;
using SmartStore.Grains.Hosting;
using SmartStore.Grains.Push;
using SmartStore.Grains.Storage;
using SmartStore.Link;

namespace SmartStore.Api.Tests;

/// <summary>The API on real ports of loopback, over a silo of its own whose store is in memory, on a clock that the test moves.</summary>
internal sealed class ApiShop : IAsyncDisposable
{
    /// <summary>The store that is there.</summary>
    public const string StoreId = "corner";

    private static readonly JsonParser Errors = new(JsonParser.Settings.Default.WithTypeRegistry(TypeRegistry.FromFiles(Google.Rpc.ErrorDetailsReflection.Descriptor)));

    /// <summary>A test that waits for so long has failed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WebApplication _app;
    private readonly List<IDisposable> _clients = [];

    private ApiShop(ApiOptions options, X509Certificate2? tls, WebPushOptions? push, ShopperRules rules)
    {
        Time = new WatchedTime(DateTimeOffset.UtcNow);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddFilter("Grpc", LogLevel.Critical).AddProvider(new FakeLoggerProvider(Log));
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http2);
            if (tls is null) return;
            kestrel.Listen(IPAddress.Loopback, 0, port => port.UseHttps(tls, https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            }));
        });
        var services = builder.Services;
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        Store = new MemoryStateStore(Time);
        // Timers of grains follow the test's clock. What Orleans does for itself stays on the real one.
        services.AddSingleton<TimeProvider>(Time).UseTimeProviderForBackgroundAreas(TimeProvider.System);
        builder.AddGrains(Store, rules);
        var passes = services.Last(service => service.ServiceType == typeof(IPasses)).ImplementationFactory!;
        services.AddSingleton<IPasses>(provider => new Passes(this, (IPasses)passes(provider)));
        services.AddApi(options).AddSingleton(new GrainCalls(new EitherTime(Time)))
            .AddSingleton(provider => new StreamCalls(new ReadersTime(Time), provider.GetRequiredService<IHostApplicationLifetime>()));
        if (push is not null) services.AddSingleton(push).AddWebPushSender();
        _app = builder.Build();
        _app.MapApi();
        _app.RequirePolicies();
    }

    public WatchedTime Time { get; }

    public MemoryStateStore Store { get; }

    public FakeLogCollector Log { get; } = new();

    public IServiceProvider Services => _app.Services;

    /// <summary>HTTP/1.1.</summary>
    public Uri Http { get; private set; } = null!;

    /// <summary>HTTP/2 without TLS.</summary>
    public Uri Grpc { get; private set; } = null!;

    /// <summary>TLS with both, when a certificate was given.</summary>
    public Uri? Https { get; private set; }

    /// <summary>Thrown when a pass is asked for: a bug as callers meet it. Null: there is none.</summary>
    public Exception? Bug { get; set; }

    /// <summary>Reads an error as JSON callers get it.</summary>
    public static Google.Rpc.Status Error(string? json) => Errors.Parse<Google.Rpc.Status>(json ?? throw new InvalidOperationException("There is no answer."));

    /// <summary>Cancelled when a test has waited long enough.</summary>
    public static CancellationToken Soon => new CancellationTokenSource(Patience).Token;

    /// <summary>Opens a shop with one store and the shoppers ann and bob, who agreed to be found.</summary>
    /// <param name="options">Null: anybody on loopback may do everything.</param>
    /// <param name="tls">The certificate of a TLS port; null: there is none.</param>
    /// <param name="push">Null: no pushes are sent.</param>
    /// <param name="rules">Null: as they are by default.</param>
    public static async Task<ApiShop> Open(ApiOptions? options = null, X509Certificate2? tls = null, WebPushOptions? push = null, ShopperRules? rules = null)
    {
        var shop = new ApiShop(options ?? new ApiOptions(), tls, push, rules ?? ShopperRules.Default);
        await shop._app.StartAsync();
        var urls = shop._app.Urls.ToArray();
        (shop.Http, shop.Grpc, shop.Https) = (new Uri(urls[0]), new Uri(urls[1]), urls.Length > 2 ? new Uri(urls[2]) : null);
        await shop.Services.GetRequiredService<IStoreCatalog>().PutLayout(Layout());
        foreach (var shopper in new[] { "ann", "bob" })
        {
            await shop.Apply(shopper, (id, at) => new ProfilePut(id, at, new Profile(shopper, Tier.Regular)));
            await shop.Apply(shopper, (id, at) => new ConsentPut(id, at, Purposes.Presence) { TextVersion = "v1" });
        }

        return shop;
    }

    /// <summary>A layout of two zones.</summary>
    public static Proto.Store Layout(string id = StoreId) => new()
    {
        Id = id,
        Name = "Corner shop",
        Currency = "EUR",
        Zones = { new Proto.Zone { Id = "door", Name = "Door", Entrance = true, Neighbours = { "desk" } }, new Proto.Zone { Id = "desk", Name = "Desk", Pickup = true, Neighbours = { "door" } } },
        Anchors = { new Proto.Anchor { Id = "a1", ZoneId = "door" } },
        Terminals = { new Proto.Terminal { Id = "desk-1", ZoneId = "desk" }, new Proto.Terminal { Id = "locker-1", ZoneId = "door", Kind = Proto.TerminalKind.Locker, Slots = { "A1", "A2" } } },
    };

    /// <summary>A grain, past the API.</summary>
    public T Grain<T>(string id)
        where T : IGrainWithStringKey => Services.GetRequiredService<IGrainFactory>().GetGrain<T>(id);

    /// <summary>Gives a shopper's grain a fact, past the API.</summary>
    public Task<ShopperReply> Apply(string shopper, Func<string, DateTimeOffset, ShopperFact> fact) => Grain<IShopperGrain>(shopper).Apply(fact(ShopperCalls.NewFactId(), Time.GetUtcNow()));

    /// <summary>A channel over HTTP/2.</summary>
    public GrpcChannel Channel(StoreCredential? credential = null) => Keep(StoreChannel.Open(Grpc, credential));

    /// <summary>A channel over gRPC-Web and HTTP/1.1.</summary>
    public GrpcChannel Web(GrpcWebMode mode = GrpcWebMode.GrpcWeb) => Keep(GrpcChannel.ForAddress(Http, new GrpcChannelOptions
    {
        HttpHandler = new GrpcWebHandler(mode, new HttpClientHandler()),
        HttpVersion = HttpVersion.Version11,
        DisposeHttpClient = true,
    }));

    /// <summary>A plain client over HTTP/1.1.</summary>
    public HttpClient Plain() => Keep(new HttpClient { BaseAddress = Http, Timeout = Patience });

    /// <summary>Calls a method with JSON, as curl does.</summary>
    /// <param name="method">Such as <c>Shoppers/GetList</c>.</param>
    /// <param name="json">The request.</param>
    /// <param name="headers">Beside the content type.</param>
    public async Task<(HttpStatusCode Status, string Body)> Call(string method, string json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/smartstore.v1.{method}") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Plain().SendAsync(request, Soon);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Soon));
    }

    /// <summary>Makes an API key, which is in force when this returns.</summary>
    /// <returns>What to show in <c>x-api-key</c>.</returns>
    public async Task<string> NewKey(string id, params string[] roles)
    {
        var (key, shown) = ApiKey.New(id, roles, Time.GetUtcNow());
        await Store.PutDocument(ApiKey.DocumentKind, id, key.ToDocument());
        await Services.GetRequiredService<ApiKeys>().Look(default);
        return shown;
    }

    /// <summary>Gives a shopper another durable update: one more order is ready.</summary>
    public async Task Tell(string shopper, int number)
    {
        var order = Grain<IOrderGrain>($"order-{number}-of-{shopper}");
        var ready = new Order(new OrderId($"order-{number}-of-{shopper}"), new Core.StoreId(StoreId), OrderState.Ready, new ZoneId("desk"), []);
        await order.Put(new OrderPut(ShopperCalls.NewFactId(), Time.GetUtcNow(), new ShopperId(shopper), ready));
        await order.Copied();
    }

    /// <summary>Ends the activation of a shopper's grain: the next call loads it again.</summary>
    public async Task Unload(string shopper) => await Grain<IShopperGrain>(shopper).Cast<IGrainManagementExtension>().DeactivateOnIdle();

    /// <summary>Moves the clock on, a second at a time, until a task has ended.</summary>
    /// <param name="each">Done before every second; null: nothing.</param>
    public async Task<T> PassUntil<T>(Task<T> task, Action? each = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!task.IsCompleted)
        {
            each?.Invoke();
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(task, Task.Delay(5, limit.Token));
            limit.Token.ThrowIfCancellationRequested();
        }

        return await task;
    }

    /// <summary>Tells the server to stop.</summary>
    public Task Stop() => _app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        lock (_clients)
            foreach (var client in _clients)
                client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private T Keep<T>(T client)
        where T : IDisposable
    {
        lock (_clients) _clients.Add(client);
        return client;
    }

    /// <summary>The test's clock, but for how long a reader does not read: a moment in which the machine does something else would be ten seconds of it, and end the stream.</summary>
    private sealed class ReadersTime(TimeProvider test) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => test.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => test.CreateTimer(callback, state, dueTime, period);
    }

    private sealed class Passes(ApiShop shop, IPasses passes) : IPasses
    {
        public Pass Issue(ShopperId shopper, int epoch = 0) => shop.Bug is null ? passes.Issue(shopper, epoch) : throw shop.Bug;

        public IReadOnlyList<Pass> IssueAhead(ShopperId shopper, int minutes, int epoch = 0) => passes.IssueAhead(shopper, minutes, epoch);

        public PassReading Read(string token, DateTimeOffset at) => passes.Read(token, at);
    }
}
