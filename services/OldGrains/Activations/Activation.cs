namespace SmartStore.Grains.Activations;

/// <summary>One grain in memory: its object, or the reason why it has none (parked).</summary>
internal sealed class Activation
{
    private readonly IGrain? grain;
    private readonly GrainMemory memory;

    private Activation(string key, IGrain? grain, GrainMemory memory, ReadOnlyMemory<byte>? stored, string? damage)
    {
        Key = key;
        Stored = stored;
        this.grain = grain;
        this.memory = memory;
        Damage = damage;
    }

    public string Key { get; }

    /// <summary>Why the grain is parked; null: it works.</summary>
    public string? Damage { get; }

    public IGrain Grain => grain ?? throw new InvalidOperationException("The grain is parked.");

    public GrainMemory Memory => memory;

    /// <summary>Whether a turn since the last commit must be kept.</summary>
    public bool Changed { get; set; }

    /// <summary>Whether it knows something that need not be kept, and so is not stored.</summary>
    public bool IsAhead { get; set; }

    /// <summary>What the store has of it; null: nothing.</summary>
    public ReadOnlyMemory<byte>? Stored { get; private set; }

    /// <summary>What the grain said after its last turn: when to wake it.</summary>
    public DateTimeOffset? WakeAt { get; private set; }

    /// <summary>Id of the cause for a timer or a local fact without one: it names the turn that is about to be, in this life.</summary>
    public string NextCause => $"{Key}#{memory.Life:x}.{memory.Version + 1:x}";

    /// <summary>Asks the grain what it wants, after a turn.</summary>
    public void Refresh() => WakeAt = Grain.WakeAt;

    /// <summary>All it knows is about to be stored as this.</summary>
    public void Saved(ReadOnlyMemory<byte> state) => (Stored, Changed, IsAhead) = (state, false, false);

    /// <summary>Makes the grain from what the store has. Damaged bytes, or bytes that the kind refuses, park it.</summary>
    /// <param name="newLife">The life of a grain that was never stored.</param>
    /// <param name="heldSince">When this node took the partition.</param>
    public static Activation From(string key, IGrainKind? kind, ReadOnlyMemory<byte>? stored, ulong newLife, DateTimeOffset heldSince)
    {
        if (kind is null) return new Activation(key, grain: null, new GrainMemory(newLife), stored, "No kind of grain has keys like this.");
        try
        {
            var (memory, body) = stored is { } bytes ? GrainEnvelope.Read(bytes) : (new GrainMemory(newLife), ReadOnlyMemory<byte>.Empty);
            var activation = new Activation(key, kind.Activate(key, body, heldSince), memory, stored, damage: null);
            activation.Refresh();
            return activation;
        }
        catch (Exception error)
        {
            return new Activation(key, grain: null, new GrainMemory(newLife), stored, $"{error.GetType().Name}: {error.Message}");
        }
    }
}
