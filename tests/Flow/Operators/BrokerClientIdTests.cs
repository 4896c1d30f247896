using SmartStore.Host.Composition;

namespace SmartStore.Flow.Tests.Operators;

/// <summary>A broker knows a client by its id: two of one id take the connection and the session from each other.</summary>
public sealed class BrokerClientIdTests
{
    [Fact]
    public void Two_clusters_with_machines_and_folders_of_the_same_names_are_two_clients_of_a_broker()
    {
        var (one, other) = (MqttListener.ClientId("north", "/data"), MqttListener.ClientId("south", "/data"));
        Assert.NotEqual(one, other);
        Assert.StartsWith("north-", one);
        Assert.Equal(one, MqttListener.ClientId("north", "/data"));
        Assert.NotEqual(one, MqttListener.ClientId("north", "/data2"));
    }

    [Fact]
    public void The_longest_name_of_a_cluster_makes_an_id_that_a_broker_takes()
    {
        var (one, other) = (MqttListener.ClientId(new string('a', 64), "/data"), MqttListener.ClientId($"{new string('a', 63)}b", "/data"));
        Assert.Equal(DeviceClientId.MaxLength, one.Length);
        Assert.NotEqual(one, other);
    }
}
