using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SmartStore.Core.Zones;

/// <summary>What one tracker keeps of one anchor that it hears: 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct HeardAnchor
{
    /// <summary>Sum of the levels heard in the step at hand, dBm.</summary>
    public float SumDbm;

    /// <summary>Smoothed level, dBm; NaN before the first step is over.</summary>
    public float LevelDbm;

    /// <summary>End of the last step in which it was heard, milliseconds since the tracker's origin.</summary>
    public int HeardAtMs;

    public short Anchor;

    /// <summary>A <see cref="Sensing"/>.</summary>
    public byte SensedBy;

    /// <summary>Sightings in the step at hand, at most 255: a flood counts as that.</summary>
    public byte Count;
}

/// <summary>The anchors heard lately, at most <see cref="Capacity"/>; a new one takes the place of the one not heard for longest.</summary>
[InlineArray(Capacity)]
internal struct HeardAnchors
{
    public const int Capacity = 20;

    private HeardAnchor _first;
}

/// <summary>One value for each <see cref="Sensing"/>.</summary>
[InlineArray(2)]
internal struct PerSensing
{
    private float _first;
}
