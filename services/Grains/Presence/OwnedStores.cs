using System.Collections.Concurrent;

namespace SmartStore.Grains.Presence;

/// <summary>Which stores this process tracks: those whose <see cref="PresenceGrain"/> is here. A silo that is alone tracks all of them without asking.</summary>
/// <param name="all">True: every store is tracked here.</param>
public sealed class OwnedStores(bool all) : IStoreOwners
{
    private readonly ConcurrentDictionary<string, object> _owners = new(StringComparer.Ordinal);

    /// <summary>True: no other process tracks a store.</summary>
    public bool All => all;

    /// <inheritdoc/>
    public bool Has(string store) => all || _owners.ContainsKey(store);

    /// <summary>An activation takes the store over.</summary>
    internal void Enter(string store, object owner) => _owners[store] = owner;

    /// <summary>That activation has ended.</summary>
    /// <returns>False: a newer one has the store already.</returns>
    internal bool Leave(string store, object owner) => _owners.TryRemove(new KeyValuePair<string, object>(store, owner));
}
