using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Sessions;

namespace SmartStore.Mqtt.Subscriptions;

/// <summary>
/// Who gets the messages of one topic: each session once, however many of its filters match, at the highest QoS of them
/// and with all their identifiers (§3.3.4); and one member of each shared group.
/// </summary>
internal sealed class Route
{
    private readonly List<Subscription> _subscriptions;

    public Route(byte[] topic, int version, List<Subscription> subscriptions, List<SharedGroup> shared)
    {
        Topic = topic;
        Version = version;
        _subscriptions = subscriptions;
        Targets = Merge(subscriptions);
        Shared = [.. shared];
    }

    public byte[] Topic { get; }

    public int Version { get; }

    public Target[] Targets { get; }

    public SharedGroup[] Shared { get; }

    /// <summary>What a session gets of its own message: all but its No Local subscriptions; null: nothing.</summary>
    public Target? TargetOfPublisher(Target target)
    {
        if (!target.HasNoLocal) return target;
        var rest = _subscriptions.FindAll(other => other.Session == target.Session && !other.Options.NoLocal);
        return rest.Count == 0 ? null : Merge(rest)[0];
    }

    private static Target[] Merge(List<Subscription> subscriptions)
    {
        if (subscriptions.Count == 0) return [];
        if (subscriptions.Count == 1) return [Target.Of(subscriptions[0])];
        var targets = new Dictionary<Session, Target>();
        foreach (var subscription in subscriptions)
        {
            var target = Target.Of(subscription);
            targets[subscription.Session] = targets.TryGetValue(subscription.Session, out var other) ? other.With(target) : target;
        }

        return [.. targets.Values];
    }
}

/// <summary>How one session gets a message.</summary>
internal sealed record Target(Session Session, Qos Qos, bool RetainAsPublished, bool HasNoLocal, int[] SubscriptionIds)
{
    public static Target Of(Subscription subscription) => new(
        subscription.Session,
        subscription.Options.Qos,
        subscription.Options.RetainAsPublished,
        subscription.Options.NoLocal,
        subscription.Id == 0 ? [] : [subscription.Id]);

    public Target With(Target other) => new(
        Session,
        (Qos)Math.Max((int)Qos, (int)other.Qos),
        RetainAsPublished || other.RetainAsPublished,
        HasNoLocal || other.HasNoLocal,
        [.. SubscriptionIds, .. other.SubscriptionIds]);
}
