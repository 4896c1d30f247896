namespace SmartStore.Floor;

/// <summary>
/// Random numbers from a seed, the same on every machine and run time (SplitMix64, Steele, Lea and Flood 2014). A value: copies repeat.
/// Everything on the floor that needs chance has dice of its own, named, so that one more walker changes nothing for the others.
/// </summary>
public struct Dice(ulong seed)
{
    private const ulong FnvOffset = 0xCBF2_9CE4_8422_2325;
    private const ulong FnvPrime = 0x100_0000_01B3;

    private ulong _state = seed;

    /// <summary>Dice for a named thing.</summary>
    /// <param name="seed">Seed of the whole run.</param>
    /// <param name="name">Its name; FNV-1a keeps this the same everywhere, which <see cref="string.GetHashCode()"/> does not.</param>
    /// <param name="other">Second name, when the thing lies between two.</param>
    public static Dice For(ulong seed, string name, string other = "")
    {
        var hash = FnvOffset;
        foreach (var c in name) hash = (hash ^ c) * FnvPrime;
        hash = (hash ^ 0xFFFF) * FnvPrime; // parts "ab","c" from "a","bc"
        foreach (var c in other) hash = (hash ^ c) * FnvPrime;
        var dice = new Dice(seed ^ hash);
        dice.Next();
        return dice;
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number in [0, 1).</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double Between(double low, double high) => low + ((high - low) * Share());

    /// <summary>A time in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public TimeSpan Between(TimeSpan low, TimeSpan high) => TimeSpan.FromTicks((long)Between(low.Ticks, high.Ticks));

    /// <summary>A whole number in [0, <paramref name="bound"/>), bound &gt; 0. Its bias, below 2⁻³² for bounds of this kind, does not show.</summary>
    public int Below(int bound) => (int)((Next() >> 32) * (ulong)bound >> 32);

    /// <summary>True with the given probability, 0..1.</summary>
    public bool Chance(double probability) => Share() < probability;

    /// <summary>A number from the normal distribution with mean 0 and deviation 1 (Box and Muller).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Share())) * Math.Cos(2 * Math.PI * Share());
}
