using System.Diagnostics.CodeAnalysis;

namespace SmartStore.Grains.Activations;

/// <summary>The grains of one partition that are in memory, in order of last use.</summary>
internal sealed class ActivationTable(GrainHostOptions options, TimeProvider time)
{
    private readonly Dictionary<string, Activation> byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Activation> line = new();

    public int Count => byKey.Count;

    /// <summary>How many of them are parked.</summary>
    public int Parked { get; private set; }

    public bool TryGet(string key, [NotNullWhen(true)] out Activation? activation) => byKey.TryGetValue(key, out activation);

    /// <summary>Puts a grain into memory, in place of what was there under its key.</summary>
    public void Put(Activation activation)
    {
        Drop(activation.Key);
        byKey.Add(activation.Key, activation);
        if (activation.Damage is not null) Parked++;
        Used(activation);
    }

    public void Drop(string key)
    {
        if (!byKey.Remove(key, out var activation)) return;
        if (activation.Damage is not null) Parked--;
        activation.Place?.List?.Remove(activation.Place);
    }

    public void Clear()
    {
        byKey.Clear();
        line.Clear();
        Parked = 0;
    }

    /// <summary>Moves a grain to the recent end of the line.</summary>
    public void Used(Activation activation)
    {
        activation.Place?.List?.Remove(activation.Place);
        activation.Place ??= new LinkedListNode<Activation>(activation);
        activation.UsedAt = time.GetTimestamp();
        line.AddLast(activation.Place);
    }

    /// <summary>Drops what is too many or too long unused. Only between commits: everything a grain must keep is stored then.</summary>
    public void Trim()
    {
        while (line.First is { } oldest && (line.Count > options.GrainsInMemoryMax || time.GetElapsedTime(oldest.Value.UsedAt) >= options.IdleAfter)) Drop(oldest.Value.Key);
    }
}
