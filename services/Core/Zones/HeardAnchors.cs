using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SmartStore.Core.Zones;

/// <summary>What one tracker keeps of one anchor that it hears: 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct HeardAnchor
{
    /// <summary>Sum of the levels heard in the step at hand, dBm.</summary>
    public float SumDbm;

    /// <summary>End of the last step in which it was heard, milliseconds since the tracker's origin.</summary>
    public int HeardAtMs;

    private const short NotYet = short.MinValue;
    private const float PerDb = 256;

    private short _level;
    private short _background;

    public short Anchor;

    /// <summary>A <see cref="Sensing"/>.</summary>
    public byte SensedBy;

    /// <summary>Sightings in the step at hand, at most 255: a flood counts as that.</summary>
    public byte Count;

    /// <summary>Whether a step of it is over.</summary>
    public readonly bool HasLevel => _level != NotYet;

    /// <summary>Smoothed level, dBm; NaN before the first step is over.</summary>
    public float LevelDbm
    {
        readonly get => _level == NotYet ? float.NaN : _level / PerDb;
        set => _level = Packed(value);
    }

    /// <summary>How it sounds while the shopper is in another zone, dBm; until it was heard so, between how it sounded first and how the others do.</summary>
    public float BackgroundDbm
    {
        readonly get => _background / PerDb;
        set => _background = Packed(value);
    }

    // Two bytes each keep a tracker small; 1/256 dB is finer than any radio.
    private static short Packed(float dbm) => float.IsNaN(dbm) ? NotYet : (short)Math.Clamp(MathF.Round(dbm * PerDb), NotYet + 1, short.MaxValue);
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
