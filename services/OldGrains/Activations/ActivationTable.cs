using System.Diagnostics.CodeAnalysis;

namespace SmartStore.Grains.Activations;

/// <summary>
/// The grains of one partition that are in memory, in order of last use. Between two batches they rest: nothing is left of a grain but the bytes
/// that the store has of it, in a place that is used again when the grain leaves. So what comes and goes by the hundred thousand leaves the
/// collector neither objects that grew old nor holes.
/// </summary>
/// <param name="wake">Makes a grain from what the store has of it; null: nothing.</param>
internal sealed class ActivationTable(GrainHostOptions options, TimeProvider time, Func<string, ReadOnlyMemory<byte>?, Activation> wake)
{
    // Places kept for grains to come: what leaves at once and comes back.
    private const int FreePlacesMax = 64;

    // What the stored bytes of a grain are given to grow before they need another array.
    private const int SpareBytes = 256;

    private readonly Dictionary<string, LinkedListNode<Place>> byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Place> line = new();
    private readonly Stack<LinkedListNode<Place>> free = new();
    private readonly List<LinkedListNode<Place>> awake = [];

    public int Count => byKey.Count;

    /// <summary>How many of them are parked.</summary>
    public int Parked { get; private set; }

    /// <summary>Finds a grain in memory, and wakes it.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out Activation? activation)
    {
        activation = null;
        if (!byKey.TryGetValue(key, out var node)) return false;
        activation = node.Value.Awake ?? Wake(node);
        node.Value.UsedAt = time.GetTimestamp();
        if (line.Last == node) return true;
        line.Remove(node);
        line.AddLast(node);
        return true;
    }

    /// <summary>Brings a grain into memory, in place of what was there under its key.</summary>
    /// <param name="stored">What the store has of it; null: nothing.</param>
    public void Put(string key, ReadOnlyMemory<byte>? stored)
    {
        Drop(key);
        var node = free.TryPop(out var left) ? left : new LinkedListNode<Place>(new Place());
        byKey.Add(key, node);
        line.AddLast(node);
        node.Value.UsedAt = time.GetTimestamp();
        Wake(node, key, stored);
    }

    public void Drop(string key)
    {
        if (!byKey.Remove(key, out var node)) return;
        line.Remove(node);
        if (node.Value.Awake is not null) awake.Remove(node);
        Park(node.Value, isParked: false);
        (node.Value.Key, node.Value.Awake) = ("", null);
        if (free.Count < FreePlacesMax) free.Push(node);
    }

    public void Clear()
    {
        byKey.Clear();
        line.Clear();
        free.Clear();
        awake.Clear();
        Parked = 0;
    }

    /// <summary>
    /// Only between commits, when everything a grain must keep is stored: lets all grains rest but those that know something they need not keep,
    /// and drops what is too many or too long unused.
    /// </summary>
    public void Rest()
    {
        for (var i = awake.Count - 1; i >= 0; i--)
        {
            if (awake[i].Value.Awake is not { IsAhead: false } activation) continue;
            LayDown(awake[i].Value, activation);
            awake[i] = awake[^1];
            awake.RemoveAt(awake.Count - 1);
        }

        while (line.First is { } oldest && (line.Count > options.GrainsInMemoryMax || time.GetElapsedTime(oldest.Value.UsedAt) >= options.IdleAfter))
            Drop(oldest.Value.Key);
    }

    // Not "? : null": that would turn nothing into an empty state.
    private Activation Wake(LinkedListNode<Place> node) =>
        node.Value is { Length: >= 0 } place ? Wake(node, place.Key, place.Bytes.AsMemory(0, place.Length)) : Wake(node, node.Value.Key, stored: null);

    private Activation Wake(LinkedListNode<Place> node, string key, ReadOnlyMemory<byte>? stored)
    {
        var activation = wake(key, stored);
        (node.Value.Key, node.Value.Awake) = (key, activation);
        Park(node.Value, activation.Damage is not null);
        awake.Add(node);
        return activation;
    }

    private void Park(Place place, bool isParked)
    {
        Parked += (isParked ? 1 : 0) - (place.IsParked ? 1 : 0);
        place.IsParked = isParked;
    }

    private static void LayDown(Place place, Activation activation)
    {
        place.Awake = null;
        place.Length = activation.Stored?.Length ?? -1;
        if (activation.Stored is not { } stored) return;
        if (place.Bytes.Length < stored.Length) place.Bytes = new byte[stored.Length + SpareBytes];
        stored.Span.CopyTo(place.Bytes);
    }

    private sealed class Place
    {
        public string Key { get; set; } = "";

        /// <summary>The grain while it is awake; null: it rests.</summary>
        public Activation? Awake { get; set; }

        public bool IsParked { get; set; }

        /// <summary>Of the resting grain, as stored.</summary>
        public byte[] Bytes { get; set; } = [];

        /// <summary>How many of them; -1: the store has nothing of it.</summary>
        public int Length { get; set; } = -1;

        public long UsedAt { get; set; }
    }
}
