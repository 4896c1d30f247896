using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using SmartStore.Grains.Storage.Sqlite;
using SmartStore.Host.Composition;
using SmartStore.Host.Settings;
using SmartStore.Link;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace SmartStore.Flow.Tests.Operators;

/// <summary>What load balancers and monitors ask.</summary>
public sealed class ProbeTests(OpenShop shop) : IClassFixture<OpenShop>
{
    [Theory]
    [InlineData("/healthz", "ok\n")]
    [InlineData("/readyz", "ready\n")]
    public async Task A_server_that_serves_says_so(string path, string said)
    {
        using var http = new HttpClient();
        Assert.Equal(said, await http.GetStringAsync(new Uri(shop.Server.Http, path)));
    }

    [Fact]
    public async Task Health_is_served_for_the_whole_and_for_no_other_name()
    {
        using var channel = StoreChannel.Open(shop.Server.Grpc);
        var health = new Health.HealthClient(channel);

        Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest())).Status);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await health.CheckAsync(new HealthCheckRequest { Service = "nobody" }))).StatusCode);
    }

    [Fact]
    public async Task Who_watches_health_hears_that_the_server_stops()
    {
        using var data = new FreshFolder();
        await using var server = await ServerProcess.Start(data.Path);
        using var channel = StoreChannel.Open(server.Grpc);
        using var watch = new Health.HealthClient(channel).Watch(new HealthCheckRequest());
        await foreach (var heard in watch.ResponseStream.ReadAllAsync(Eventually.Soon))
            if (heard.Status == ServingStatus.Serving) break;

        await server.Child.Signal("TERM");

        Assert.True(await watch.ResponseStream.MoveNext(Eventually.Soon));
        Assert.Equal(ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        Assert.Equal(0, (await server.Child.End()).Code);
    }

    [Fact]
    public async Task A_process_that_takes_no_calls_and_no_devices_says_that_it_is_ready()
    {
        using var data = new FreshFolder();
        using var store = await SqliteStateStore.Open(data.Path, TimeProvider.System);
        await using var app = StoreServer.Build(new ServeOptions { Data = data.Path, Roles = ["grains"], MqttPort = 0, HttpPort = 0, GrpcPort = 0, LogLevel = "error" }, store, out var ports);
        await app.StartAsync();
        using var http = new HttpClient();

        Assert.Equal("ok\n", await http.GetStringAsync(new Uri($"http://127.0.0.1:{ports.Http}/healthz")));
        await Eventually.Is(async () => (await http.GetAsync(new Uri($"http://127.0.0.1:{ports.Http}/readyz"))).IsSuccessStatusCode, () => "readiness");
    }

    [Fact]
    public async Task A_server_that_was_told_to_stop_and_still_answers_is_not_ready()
    {
        using var data = new FreshFolder();
        using var store = await SqliteStateStore.Open(data.Path, TimeProvider.System);
        await using var app = StoreServer.Build(new ServeOptions { Data = data.Path, MqttPort = 0, HttpPort = 0, GrpcPort = 0, LogLevel = "error" }, store, out var ports);
        await app.StartAsync();
        using var http = new HttpClient();
        using var channel = StoreChannel.Open(new Uri($"http://127.0.0.1:{ports.Grpc}"));
        Assert.Equal((HttpStatusCode.OK, ServingStatus.Serving), await Ask());

        // The listeners close only when the host stops.
        app.Lifetime.StopApplication();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, ServingStatus.NotServing), await Ask());
        await app.StopAsync();

        async Task<(HttpStatusCode, ServingStatus)> Ask() =>
            ((await http.GetAsync(new Uri($"http://127.0.0.1:{ports.Http}/readyz"))).StatusCode, (await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest())).Status);
    }

    [Theory]
    [InlineData("smartstore_api_call_seconds_bucket{method=\"/smartstore.v1.Shoppers/GetList\",le=\"0.25\"}")]
    [InlineData("smartstore_store_commit_seconds_bucket{le=\"0.25\"}")]
    public async Task What_is_measured_in_seconds_has_buckets_between_a_millisecond_and_ten_seconds(string bucket)
    {
        using var http = new HttpClient();
        using var call = await http.PostAsync(new Uri(shop.Server.Http, "/smartstore.v1.Shoppers/GetList"), new StringContent("{\"shopperId\":\"nobody\"}", System.Text.Encoding.UTF8, "application/json"));
        await Eventually.Is(async () => (await http.GetStringAsync(new Uri(shop.Server.Http, "/metrics"))).Contains($"{bucket} ", StringComparison.Ordinal), () => bucket);
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/smartstore.v1.Shoppers/Nothing")]
    [InlineData("/file.txt")]
    public async Task A_path_that_leads_nowhere_says_what_there_is(string path)
    {
        using var http = new HttpClient();
        using var response = await http.PostAsync(new Uri(shop.Server.Http, path), new StringContent("{}"));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("/readyz", await response.Content.ReadAsStringAsync());
    }
}
