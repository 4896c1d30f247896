using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SmartStore.Core.Zones;

/// <summary>What one tracker keeps of one anchor that it hears.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct HeardAnchor
{
    /// <summary>Sum of the levels heard in the step at hand, dBm.</summary>
    public float SumDbm;

    /// <summary>Smoothed level, dBm.</summary>
    public float LevelDbm;

    /// <summary>Event time of the newest sighting, milliseconds since the tracker's first.</summary>
    public int HeardAtMs;

    public short Anchor;

    public byte SensedBy;

    /// <summary>Sightings in the step at hand, at most 255: a flood counts as that.</summary>
    public byte Count;

    /// <summary>True once <see cref="LevelDbm"/> holds a level.</summary>
    public bool HasLevel;
}

/// <summary>The anchors heard lately, at most <see cref="Capacity"/>; a new one takes the place of the one not heard for longest.</summary>
[InlineArray(Capacity)]
internal struct HeardAnchors
{
    public const int Capacity = 20;

    private HeardAnchor _first;
}
