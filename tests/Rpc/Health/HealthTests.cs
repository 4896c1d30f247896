using Microsoft.Extensions.DependencyInjection;
using SmartStore.Rpc.Client;
using SmartStore.Rpc.Health;
using SmartStore.Rpc.Protos.Health;
using static SmartStore.Rpc.Protos.Health.HealthCheckResponse.Types;

namespace SmartStore.Rpc.Tests.Health;

/// <summary>What probes and load balancers are told.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Check_says_what_was_set_and_NOT_FOUND_of_what_was_not()
    {
        var health = new RpcHealth();
        await using var server = await StartAsync(health);
        using var channel = server.Channel();

        Assert.Equal(ServingStatus.NotServing, await CheckAsync(channel, ""));
        health.Set("", isServing: true);
        health.Set("smartstore.v1.Shoppers", isServing: true);
        Assert.Equal(ServingStatus.Serving, await CheckAsync(channel, ""));
        Assert.Equal(ServingStatus.Serving, await CheckAsync(channel, "smartstore.v1.Shoppers"));
        var failure = await Assert.ThrowsAsync<RpcException>(() => CheckAsync(channel, "unknown"));
        Assert.Equal(StatusCode.NotFound, failure.Code);
    }

    [Fact]
    public async Task Watch_tells_the_present_state_at_once_and_each_change_once()
    {
        var health = new RpcHealth();
        await using var server = await StartAsync(health);
        using var channel = server.Channel();
        await using var states = Watch(channel, "later").GetAsyncEnumerator();

        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(states));
        health.Set("other", isServing: true);
        health.Set("later", isServing: true);
        Assert.Equal(ServingStatus.Serving, await NextAsync(states));
        health.Set("later", isServing: true);
        health.Set("later", isServing: false);
        Assert.Equal(ServingStatus.NotServing, await NextAsync(states));
    }

    [Fact]
    public async Task A_closed_health_serves_nothing_for_good()
    {
        var health = new RpcHealth();
        health.Set("", isServing: true);
        await using var server = await StartAsync(health);
        using var channel = server.Channel();

        health.Close();
        health.Set("", isServing: true);

        Assert.Equal(ServingStatus.NotServing, await CheckAsync(channel, ""));
    }

    private static Task<ProbeServer> StartAsync(RpcHealth health) => ProbeServer.StartAsync(new(), services: services => services.AddSingleton(health).AddRpcHealth());

    private static async Task<ServingStatus> CheckAsync(RpcChannel channel, string service) =>
        (await Client(channel).UnaryAsync<HealthCheckRequest, HealthCheckResponse>("Check", new() { Service = service })).Status;

    private static IAsyncEnumerable<HealthCheckResponse> Watch(RpcChannel channel, string service) =>
        Client(channel).ServerStream<HealthCheckRequest, HealthCheckResponse>("Watch", new() { Service = service });

    private static RpcClient Client(RpcChannel channel) => channel.Service(HealthReflection.Descriptor.Services[0]);

    private static async Task<ServingStatus> NextAsync(IAsyncEnumerator<HealthCheckResponse> states)
    {
        Assert.True(await states.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        return states.Current.Status;
    }
}
