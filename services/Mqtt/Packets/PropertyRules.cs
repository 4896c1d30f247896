using P = SmartStore.Mqtt.Packets.PropertyPlaces;

namespace SmartStore.Mqtt.Packets;

/// <summary>Table 2-4 of MQTT 5.0: how each property is written and where it may stand.</summary>
public static class PropertyRules
{
    private const P Message = P.Publish | P.Will;
    private const P Answers = P.Connack | P.Puback | P.Pubrec | P.Pubrel | P.Pubcomp | P.Suback | P.Unsuback | P.Disconnect | P.Auth;

    /// <summary>Greatest identifier in use.</summary>
    public const int IdMax = (int)PropertyId.SharedSubscriptionAvailable;

    /// <summary>How the value is written.</summary>
    public static PropertyKind KindOf(PropertyId id) => id switch
    {
        PropertyId.PayloadFormat or PropertyId.RequestProblemInformation or PropertyId.RequestResponseInformation
            or PropertyId.MaximumQos or PropertyId.RetainAvailable or PropertyId.WildcardSubscriptionAvailable
            or PropertyId.SubscriptionIdsAvailable or PropertyId.SharedSubscriptionAvailable => PropertyKind.Flag,
        PropertyId.ServerKeepAlive or PropertyId.ReceiveMaximum or PropertyId.TopicAliasMaximum or PropertyId.TopicAlias => PropertyKind.UInt16,
        PropertyId.MessageExpiry or PropertyId.SessionExpiry or PropertyId.WillDelay or PropertyId.MaximumPacketSize => PropertyKind.UInt32,
        PropertyId.SubscriptionId => PropertyKind.Variable,
        PropertyId.ContentType or PropertyId.ResponseTopic or PropertyId.AssignedClientId or PropertyId.AuthenticationMethod
            or PropertyId.ResponseInformation or PropertyId.ServerReference or PropertyId.ReasonString => PropertyKind.Text,
        PropertyId.CorrelationData or PropertyId.AuthenticationData => PropertyKind.Binary,
        PropertyId.UserProperty => PropertyKind.TextPair,
        _ => PropertyKind.Unknown,
    };

    /// <summary>Where the property may stand.</summary>
    public static P PlacesOf(PropertyId id) => id switch
    {
        PropertyId.PayloadFormat or PropertyId.MessageExpiry or PropertyId.ContentType
            or PropertyId.ResponseTopic or PropertyId.CorrelationData => Message,
        PropertyId.SubscriptionId => P.Publish | P.Subscribe,
        PropertyId.SessionExpiry => P.Connect | P.Connack | P.Disconnect,
        PropertyId.AssignedClientId or PropertyId.ServerKeepAlive or PropertyId.ResponseInformation or PropertyId.MaximumQos
            or PropertyId.RetainAvailable or PropertyId.WildcardSubscriptionAvailable or PropertyId.SubscriptionIdsAvailable
            or PropertyId.SharedSubscriptionAvailable => P.Connack,
        PropertyId.AuthenticationMethod or PropertyId.AuthenticationData => P.Connect | P.Connack | P.Auth,
        PropertyId.RequestProblemInformation or PropertyId.RequestResponseInformation => P.Connect,
        PropertyId.WillDelay => P.Will,
        PropertyId.ServerReference => P.Connack | P.Disconnect,
        PropertyId.ReasonString => Answers,
        PropertyId.ReceiveMaximum or PropertyId.TopicAliasMaximum or PropertyId.MaximumPacketSize => P.Connect | P.Connack,
        PropertyId.TopicAlias => P.Publish,
        PropertyId.UserProperty => (P)~0,
        _ => P.None,
    };

    /// <summary>May the property stand there more than once? User properties anywhere; subscription ids in a PUBLISH to a client (§3.3.2.3.8).</summary>
    public static bool MayRepeat(PropertyId id, P place, bool isFromClient) =>
        id == PropertyId.UserProperty || (id == PropertyId.SubscriptionId && place == P.Publish && !isFromClient);

    /// <summary>Values that the specification calls an error although they can be written.</summary>
    public static ReasonCode JudgeValue(in Property property, P place) => property.Id switch
    {
        // Brokers say of SUBSCRIBE that it cannot be read; of PUBLISH §3.3.2.3.8 is followed to the letter.
        PropertyId.SubscriptionId when property.Number == 0 && place == P.Subscribe => ReasonCode.MalformedPacket,
        PropertyId.ReceiveMaximum or PropertyId.MaximumPacketSize or PropertyId.SubscriptionId when property.Number == 0 => ReasonCode.ProtocolError,
        PropertyId.TopicAlias when property.Number == 0 => ReasonCode.TopicAliasInvalid,
        PropertyId.ResponseTopic when !MqttText.IsTopicName(property.Value) => ReasonCode.ProtocolError,
        _ when KindOf(property.Id) == PropertyKind.Flag && property.Number > 1 => ReasonCode.ProtocolError,
        _ => ReasonCode.Success,
    };
}
