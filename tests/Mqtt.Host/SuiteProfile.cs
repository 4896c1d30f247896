using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;

namespace SmartStore.Mqtt.Host;

/// <summary>Which suite the server is to please. The defaults are made for a shop; other people's suites assume other limits.</summary>
internal enum SuiteProfile
{
    /// <summary>The limits a shop gets.</summary>
    Default,

    /// <summary>Eclipse Paho's interoperability tests.</summary>
    Paho,

    /// <summary>Mosquitto's own broker scripts.</summary>
    Mosquitto,
}

/// <summary>What each suite asks for.</summary>
internal static class SuiteProfiles
{
    /// <summary>The server's options.</summary>
    public static MqttServerOptions ToOptions(this SuiteProfile profile) => profile switch
    {
        // It looks for a server keep alive of 60 s, a receive maximum it can exceed, and a packet size below 65,535 bytes.
        SuiteProfile.Paho => new MqttServerOptions
        {
            KeepAliveMaxS = 60,
            ReceiveMaximum = 20,
            PacketBytesMax = 60_000,
            SubscriptionsMax = 1000,
            SweepInterval = TimeSpan.FromMilliseconds(50),
        },

        // It compares CONNACK byte by byte with Mosquitto's: topic alias maximum 10, receive maximum 20, no word about packet size.
        // It also publishes with subscription identifiers, which Mosquitto suffers.
        SuiteProfile.Mosquitto => new MqttServerOptions
        {
            PacketBytesMax = 268_435_455,
            TopicBytesMax = 65_535,
            TopicLevelsMax = 65_535,
            ClientIdCharsMax = 65_535,
            UserPropertiesMax = 65_535,
            UserPropertyBytesMax = 131_070,
            WillBytesMax = 256 * 1024,
            SubscriptionsMax = 100_000,
            FiltersPerPacketMax = 65_535,
            ReceiveMaximum = 20,
            TopicAliasMaximum = 10,
            TakesSubscriptionIdsFromClients = true,
            KeepAliveMaxS = 0,
            SessionExpiryMax = TimeSpan.FromSeconds(uint.MaxValue),
            SweepInterval = TimeSpan.FromMilliseconds(50),
        },
        _ => new MqttServerOptions(),
    };
}

/// <summary>Refuses subscriptions to <c>test/nosubscribe</c>, as Paho's suite wants to see.</summary>
internal sealed class DenyOneFilter : IMqttAuthorizer
{
    /// <inheritdoc/>
    public ReasonCode Judge(MqttIdentity identity, MqttAction action, ReadOnlySpan<byte> topic) =>
        action == MqttAction.Subscribe && topic.SequenceEqual("test/nosubscribe"u8) ? ReasonCode.UnspecifiedError : ReasonCode.Success;
}
