namespace SmartStore.Mqtt.Packets;

/// <summary>The control packets (MQTT 5.0 §2.1.2), by their number in the first four bits.</summary>
public enum PacketType
{
    /// <summary>Forbidden on the wire.</summary>
    None = 0,

    /// <summary>Client asks for a connection.</summary>
    Connect = 1,

    /// <summary>Server answers it.</summary>
    Connack = 2,

    /// <summary>A message.</summary>
    Publish = 3,

    /// <summary>Answer to a QoS 1 message.</summary>
    Puback = 4,

    /// <summary>QoS 2, first answer.</summary>
    Pubrec = 5,

    /// <summary>QoS 2, release.</summary>
    Pubrel = 6,

    /// <summary>QoS 2, complete.</summary>
    Pubcomp = 7,

    /// <summary>Client asks for subscriptions.</summary>
    Subscribe = 8,

    /// <summary>Server answers them.</summary>
    Suback = 9,

    /// <summary>Client gives subscriptions back.</summary>
    Unsubscribe = 10,

    /// <summary>Server answers it.</summary>
    Unsuback = 11,

    /// <summary>Client: are you there?</summary>
    Pingreq = 12,

    /// <summary>Server: yes.</summary>
    Pingresp = 13,

    /// <summary>The last packet of a connection.</summary>
    Disconnect = 14,

    /// <summary>Enhanced authentication, 5.0 only.</summary>
    Auth = 15,
}

/// <summary>Protocol level of CONNECT (§3.1.2.2).</summary>
public enum MqttVersion
{
    /// <summary>MQTT 3.1.1.</summary>
    V311 = 4,

    /// <summary>MQTT 5.0.</summary>
    V5 = 5,
}

/// <summary>How surely a message arrives (§4.3).</summary>
public enum Qos
{
    /// <summary>Perhaps.</summary>
    AtMostOnce = 0,

    /// <summary>At least once.</summary>
    AtLeastOnce = 1,

    /// <summary>Exactly once.</summary>
    ExactlyOnce = 2,
}

/// <summary>When a subscription gets the retained messages that match it (§3.8.3.1).</summary>
public enum RetainHandling
{
    /// <summary>At every SUBSCRIBE.</summary>
    Send = 0,

    /// <summary>Only when the subscription is new.</summary>
    SendIfNew = 1,

    /// <summary>Never.</summary>
    DoNotSend = 2,
}
