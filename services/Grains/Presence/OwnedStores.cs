using System.Collections.Concurrent;

namespace SmartStore.Grains.Presence;

/// <summary>Which stores this process tracks: those whose <see cref="PresenceGrain"/> is here. A silo that is alone tracks all of them without asking.</summary>
/// <param name="all">True: every store is tracked here.</param>
/// <param name="none">True: no store ever is.</param>
public sealed class OwnedStores(bool all, bool none = false) : IOwnedStores
{
    private readonly ConcurrentDictionary<string, object> _owners = new(StringComparer.Ordinal);
    private long _version;

    /// <inheritdoc/>
    public bool All => all;

    /// <inheritdoc/>
    public bool None => none;

    /// <inheritdoc/>
    public long Version => Interlocked.Read(ref _version);

    /// <inheritdoc/>
    public bool Has(string store) => all || _owners.ContainsKey(store);

    /// <summary>An activation takes the store over.</summary>
    internal void Enter(string store, object owner)
    {
        _owners[store] = owner;
        Interlocked.Increment(ref _version);
    }

    /// <summary>That activation has ended.</summary>
    /// <returns>False: a newer one has the store already.</returns>
    internal bool Leave(string store, object owner)
    {
        if (!_owners.TryRemove(new KeyValuePair<string, object>(store, owner))) return false;
        Interlocked.Increment(ref _version);
        return true;
    }
}
