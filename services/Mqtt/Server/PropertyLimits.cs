using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Server;

/// <summary>How many user properties a packet may have, and how long.</summary>
internal static class PropertyLimits
{
    /// <summary>Success or PacketTooLarge.</summary>
    public static ReasonCode Judge(PropertySet properties, MqttServerOptions options)
    {
        if (properties.IsEmpty) return ReasonCode.Success;
        var users = 0;
        foreach (var property in properties)
        {
            if (property.Id != PropertyId.UserProperty) continue;
            if (++users > options.UserPropertiesMax) return ReasonCode.PacketTooLarge;
            if (property.Name.Length + property.Value.Length > options.UserPropertyBytesMax) return ReasonCode.PacketTooLarge;
        }

        return ReasonCode.Success;
    }
}
