namespace SmartStore.Mqtt.Sessions;

/// <summary>Packet ids of QoS 2 messages taken from a client and not released yet (§4.3.3). Allocates with the first. At most 65,535.</summary>
internal sealed class ReceivedIds
{
    private HashSet<ushort>? _ids;

    public int Count => _ids?.Count ?? 0;

    public bool Add(ushort packetId) => (_ids ??= []).Add(packetId);

    public bool Remove(ushort packetId) => _ids?.Remove(packetId) ?? false;
}
