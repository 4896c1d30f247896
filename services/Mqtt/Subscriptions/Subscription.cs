using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Sessions;

namespace SmartStore.Mqtt.Subscriptions;

/// <summary>One filter of one session.</summary>
/// <param name="Session">Whose.</param>
/// <param name="Filter">As subscribed, with <c>$share/group/</c> if it is shared.</param>
/// <param name="Options">As asked.</param>
/// <param name="Id">Subscription identifier; 0: none.</param>
internal sealed record Subscription(Session Session, byte[] Filter, SubscriptionOptions Options, int Id)
{
    /// <summary>Group of a shared subscription, null otherwise; and the filter that is matched.</summary>
    public (byte[]? Group, byte[] Filter) Split() =>
        MqttText.TrySplitShared(Filter, out var group, out var filter) ? (group.ToArray(), filter.ToArray()) : (null, Filter);
}
