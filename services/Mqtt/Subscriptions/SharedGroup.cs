namespace SmartStore.Mqtt.Subscriptions;

/// <summary>The members of a shared subscription (§4.8.2). Each message goes to one of them: in turn, to the connected first.</summary>
internal sealed class SharedGroup
{
    private Subscription[] _members = [];
    private int _turn = -1;

    public bool IsEmpty => _members.Length == 0;

    /// <summary>Adds a member, or replaces its options. True: it is new.</summary>
    public bool Put(Subscription subscription)
    {
        var at = Array.FindIndex(_members, member => member.Session == subscription.Session);
        if (at < 0)
        {
            _members = [.. _members, subscription];
            return true;
        }

        var changed = _members.ToArray();
        changed[at] = subscription;
        _members = changed;
        return false;
    }

    public bool Remove(Subscription subscription)
    {
        var count = _members.Length;
        _members = Array.FindAll(_members, member => member.Session != subscription.Session);
        return _members.Length < count;
    }

    /// <summary>Whose turn it is; null when there is nobody. Any thread.</summary>
    public Subscription? Next()
    {
        var members = Volatile.Read(ref _members);
        if (members.Length == 0) return null;
        var turn = (uint)Interlocked.Increment(ref _turn);
        for (var i = 0u; i < members.Length; i++)
        {
            var member = members[(turn + i) % members.Length];
            if (member.Session.IsConnected) return member;
        }

        return members[turn % members.Length];
    }
}
