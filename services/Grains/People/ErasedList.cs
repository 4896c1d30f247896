using SmartStore.Grains.Storage;

namespace SmartStore.Grains.People;

/// <summary>Who was erased, outside of the store: see <see cref="ErasedLog"/>. Safe for concurrent use.</summary>
public interface IErasedList
{
    /// <summary>All erasures, the oldest first.</summary>
    IReadOnlyList<Erasure> All { get; }

    /// <summary>Adds an erasure; completes when it is on disk. One that is there changes nothing.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be written now.</exception>
    Task Add(Erasure erasure);
}

/// <summary>In memory alone: where there is no folder, in tests.</summary>
internal sealed class ErasedInMemory : IErasedList
{
    private readonly Lock _gate = new();
    private readonly List<Erasure> _all = [];

    /// <inheritdoc/>
    public IReadOnlyList<Erasure> All
    {
        get
        {
            lock (_gate) return [.. _all];
        }
    }

    /// <inheritdoc/>
    public Task Add(Erasure erasure)
    {
        lock (_gate)
            if (!_all.Contains(erasure))
                _all.Add(erasure);
        return Task.CompletedTask;
    }
}
