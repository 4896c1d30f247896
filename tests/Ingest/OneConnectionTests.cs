using SmartStore.Ingest.Tests.Door;
using SmartStore.Ingest.Tests.Gateways;

namespace SmartStore.Ingest.Tests;

/// <summary>A bridge brings all that a shop's devices publish over one connection.</summary>
public sealed class OneConnectionTests
{
    private static readonly GatewayFixture s_minew = GatewayFixture.All.First(fixture => fixture.Maker == "minew" && fixture.Sightings.Count > 0);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_connection_may_bring_a_gateways_messages_and_those_of_the_contract_in_any_order(bool gatewayFirst)
    {
        await using var door = await OpenDoor.Open();
        var bridge = await door.Enter("bridge");
        var gateway = OpenDoor.Message("hall/status", s_minew.Payload());
        var scanner = OpenDoor.Message("smartstore/v1/s1/scanners/a1/sightings", """{"heard":[{"at":1795312800000,"rssi":-60,"beacon":"ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:100:7"}]}"""u8);

        foreach (var message in gatewayFirst ? [gateway, scanner, gateway] : new[] { scanner, gateway, scanner })
            Assert.True((await bridge.PublishAsync(message).WaitAsync(OpenDoor.Patience)).IsSuccess);

        Assert.True(bridge.IsConnected);
        Assert.Equal(gatewayFirst ? 1 + (2 * s_minew.Sightings.Count) : 2 + s_minew.Sightings.Count, door.Intake.Shop.Heard);
    }
}
