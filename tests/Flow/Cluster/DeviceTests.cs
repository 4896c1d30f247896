using System.Diagnostics;
using MQTTnet;

namespace SmartStore.Flow.Tests.Cluster;

/// <summary>Two processes on one Redis know the same devices.</summary>
public sealed class DeviceTests
{
    [Fact]
    public async Task A_device_that_one_server_registered_connects_at_another_and_loses_its_connection_there_when_it_is_removed()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        await using var redis = await RedisProcess.Start();
        using FreshFolder here = new(), there = new();
        string[] flags = ["--store", redis.Address, "--cluster", "chain"];
        await using var first = await ServerProcess.Start(here.Path, flags: flags);
        await using var second = await ServerProcess.Start(there.Path, flags: flags);
        await using var client = await ShopClient.Connect(first);
        await client.Furnish();
        var request = new PutDeviceRequest { Device = new Device { StoreId = CornerShop.Id, Kind = "terminal", Id = CornerShop.Terminal("pickup") } };

        var (within, put) = (TimeSpan.FromSeconds(2), new PutDeviceReply());
        var took = await Eventually.Fastest(within, rounds: 5, async () =>
        {
            put = await client.Operators.PutDeviceAsync(request);
            await using (var at = await DeviceClient.Login(first.Mqtt, put.Device.UserName, put.Password)) Assert.NotNull(at);
            await using var device = await DeviceClient.Login(second.Mqtt, put.Device.UserName, put.Password);
            Assert.NotNull(device);
            Assert.False(device.Ended.IsCompleted);

            var clock = Stopwatch.StartNew();
            await client.Operators.RemoveDeviceAsync(new RemoveDeviceRequest { StoreId = CornerShop.Id, Kind = "terminal", Id = CornerShop.Terminal("pickup") });
            Assert.Equal(MqttClientDisconnectReason.AdministrativeAction, await device.Ended.WaitAsync(Eventually.Limit));
            return clock.Elapsed;
        });
        Assert.InRange(took, TimeSpan.Zero, within);
        Assert.Null(await DeviceClient.Login(second.Mqtt, put.Device.UserName, put.Password));
    }

    [Fact]
    public async Task Servers_that_register_their_first_devices_at_once_hand_out_the_same_key()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        await using var redis = await RedisProcess.Start();
        var added = await Task.WhenAll(Enumerable.Range(1, 3).Select(i => Child.Run("device", "add", "--store", redis.Address, "--store", "s1", "--kind", "terminal", "--id", $"t-{i}")));
        Assert.All(added, device => Assert.Equal(0, device.Code));
        Assert.Single(added.Select(device => device.Value("server-keys")).Distinct());
        Assert.Equal(3, (await Child.Run("device", "list", "--store", redis.Address)).Out.Split('\n').Length);
    }
}
