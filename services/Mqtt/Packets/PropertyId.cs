namespace SmartStore.Mqtt.Packets;

/// <summary>The properties of MQTT 5.0 (§2.2.2.2, table 2-4), by their identifier on the wire.</summary>
public enum PropertyId
{
    /// <summary>Not an identifier.</summary>
    None = 0x00,

    /// <summary>Byte 0 or 1: the payload is bytes, or UTF-8.</summary>
    PayloadFormat = 0x01,

    /// <summary>Seconds a message may wait.</summary>
    MessageExpiry = 0x02,

    /// <summary>Text.</summary>
    ContentType = 0x03,

    /// <summary>Text: a topic name to answer on.</summary>
    ResponseTopic = 0x08,

    /// <summary>Bytes: comes back in the answer.</summary>
    CorrelationData = 0x09,

    /// <summary>1–268,435,455.</summary>
    SubscriptionId = 0x0B,

    /// <summary>Seconds; 0xFFFFFFFF: for ever.</summary>
    SessionExpiry = 0x11,

    /// <summary>Text.</summary>
    AssignedClientId = 0x12,

    /// <summary>Seconds.</summary>
    ServerKeepAlive = 0x13,

    /// <summary>Text.</summary>
    AuthenticationMethod = 0x15,

    /// <summary>Bytes.</summary>
    AuthenticationData = 0x16,

    /// <summary>Byte 0 or 1.</summary>
    RequestProblemInformation = 0x17,

    /// <summary>Seconds.</summary>
    WillDelay = 0x18,

    /// <summary>Byte 0 or 1.</summary>
    RequestResponseInformation = 0x19,

    /// <summary>Text.</summary>
    ResponseInformation = 0x1A,

    /// <summary>Text.</summary>
    ServerReference = 0x1C,

    /// <summary>Text.</summary>
    ReasonString = 0x1F,

    /// <summary>1–65,535 unacknowledged messages.</summary>
    ReceiveMaximum = 0x21,

    /// <summary>0–65,535 aliases.</summary>
    TopicAliasMaximum = 0x22,

    /// <summary>1–65,535.</summary>
    TopicAlias = 0x23,

    /// <summary>Byte 0 or 1.</summary>
    MaximumQos = 0x24,

    /// <summary>Byte 0 or 1.</summary>
    RetainAvailable = 0x25,

    /// <summary>Two texts, name and value; the only property that may repeat everywhere.</summary>
    UserProperty = 0x26,

    /// <summary>Bytes, ≥ 1.</summary>
    MaximumPacketSize = 0x27,

    /// <summary>Byte 0 or 1.</summary>
    WildcardSubscriptionAvailable = 0x28,

    /// <summary>Byte 0 or 1.</summary>
    SubscriptionIdsAvailable = 0x29,

    /// <summary>Byte 0 or 1.</summary>
    SharedSubscriptionAvailable = 0x2A,
}

/// <summary>How a property's value is written.</summary>
public enum PropertyKind
{
    /// <summary>No such property.</summary>
    Unknown,

    /// <summary>One byte, 0 or 1.</summary>
    Flag,

    /// <summary>Two bytes.</summary>
    UInt16,

    /// <summary>Four bytes.</summary>
    UInt32,

    /// <summary>Variable Byte Integer.</summary>
    Variable,

    /// <summary>UTF-8 string.</summary>
    Text,

    /// <summary>Binary data.</summary>
    Binary,

    /// <summary>Two UTF-8 strings.</summary>
    TextPair,
}

/// <summary>Where properties stand.</summary>
[Flags]
public enum PropertyPlaces
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>CONNECT.</summary>
    Connect = 1 << PacketType.Connect,

    /// <summary>CONNACK.</summary>
    Connack = 1 << PacketType.Connack,

    /// <summary>PUBLISH.</summary>
    Publish = 1 << PacketType.Publish,

    /// <summary>PUBACK.</summary>
    Puback = 1 << PacketType.Puback,

    /// <summary>PUBREC.</summary>
    Pubrec = 1 << PacketType.Pubrec,

    /// <summary>PUBREL.</summary>
    Pubrel = 1 << PacketType.Pubrel,

    /// <summary>PUBCOMP.</summary>
    Pubcomp = 1 << PacketType.Pubcomp,

    /// <summary>SUBSCRIBE.</summary>
    Subscribe = 1 << PacketType.Subscribe,

    /// <summary>SUBACK.</summary>
    Suback = 1 << PacketType.Suback,

    /// <summary>UNSUBSCRIBE.</summary>
    Unsubscribe = 1 << PacketType.Unsubscribe,

    /// <summary>UNSUBACK.</summary>
    Unsuback = 1 << PacketType.Unsuback,

    /// <summary>DISCONNECT.</summary>
    Disconnect = 1 << PacketType.Disconnect,

    /// <summary>AUTH.</summary>
    Auth = 1 << PacketType.Auth,

    /// <summary>The will inside CONNECT.</summary>
    Will = 1 << 16,
}
