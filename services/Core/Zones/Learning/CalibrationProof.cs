namespace SmartStore.Core.Zones.Learning;

/// <summary>
/// How sure a calibration is: what it is worth on labelled time that it was not learned from, walk by walk, or quarter by quarter of a single walk,
/// against the default rule. A needless change counts as <see cref="NeedlessChangeS"/> of wrong answers.
/// </summary>
/// <param name="HeldOutS">Labelled time, seconds.</param>
/// <param name="Blocks">How many pieces of it were compared: what happens within <see cref="BlockSeconds"/> counts once, however often it was heard.</param>
/// <param name="ByDefault">Share of the time in which the default rule is right.</param>
/// <param name="Gain">How much more the calibration is.</param>
/// <param name="GainSigma">The spread of that between blocks, as an error of the mean.</param>
/// <param name="OffsetSigmaDb">The spread of the least known anchor's offset, dB; 0: none was kept.</param>
public sealed record CalibrationProof(double HeldOutS, int Blocks, double ByDefault, double Gain, double GainSigma, double OffsetSigmaDb)
{
    /// <summary>See <see cref="Blocks"/>, seconds.</summary>
    public const double BlockSeconds = 20;

    /// <summary>What a needless change costs, seconds.</summary>
    public const double NeedlessChangeS = 2;

    /// <summary>So many spreads below the mean lies what a gain is at least, nineteen times of twenty.</summary>
    private const double NineteenOfTwenty = 1.64;

    /// <summary>The gain is at least this, nineteen times of twenty.</summary>
    public double GainLeast => Gain - NineteenOfTwenty * GainSigma;

    /// <summary>It wins on data it has not seen.</summary>
    public bool Wins => GainLeast > 0;

    internal static CalibrationProof Of(IReadOnlyList<HeldOutBlock> byDefault, IReadOnlyList<HeldOutBlock> calibrated)
    {
        var heldOutS = byDefault.Sum(block => block.Seconds);
        var gains = byDefault.Zip(calibrated, (plain, with) => with.RightS - plain.RightS).ToArray();
        if (gains.Length < 2 || heldOutS <= 0) return new CalibrationProof(heldOutS, gains.Length, 0, 0, 1, 0);
        var mean = gains.Average();
        var spread = Math.Sqrt(gains.Sum(gain => (gain - mean) * (gain - mean)) / (gains.Length - 1) * gains.Length);
        return new CalibrationProof(heldOutS, gains.Length, byDefault.Sum(block => block.RightS) / heldOutS, gains.Sum() / heldOutS, spread / heldOutS, 0);
    }
}

/// <summary>A piece of held-out time.</summary>
/// <param name="Seconds">Labelled time in it.</param>
/// <param name="RightS">Time in which the tracker was right, less what needless changes cost, seconds.</param>
internal readonly record struct HeldOutBlock(double Seconds, double RightS);
