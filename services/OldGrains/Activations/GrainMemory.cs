namespace SmartStore.Grains.Activations;

/// <summary>What the host remembers of a grain beside its state: which life and version it is in, and what it has seen.</summary>
/// <param name="life">Unique among all lives of this key; a grain that was erased starts another.</param>
internal sealed class GrainMemory(ulong life)
{
    /// <summary>Partitions whose relays a grain can have heard.</summary>
    public const int RelaysMax = ushort.MaxValue;

    private readonly SortedList<ushort, long> relayed = [];

    public ulong Life => life;

    /// <summary>+1 per turn that was kept.</summary>
    public ulong Version { get; set; }

    public RememberedIds Ids { get; } = new();

    /// <summary>Per partition that sent messages: the highest sequence of its relay that was taken. Relays send in order, so all before it were.</summary>
    public IReadOnlyDictionary<ushort, long> Relayed => relayed;

    public bool HasSeen(RelayedId id) => relayed.TryGetValue(id.Source, out var taken) && id.Sequence <= taken;

    public void Took(RelayedId id) => Took(id.Source, id.Sequence);

    public void Took(ushort source, long sequence) => relayed[source] = sequence;
}
