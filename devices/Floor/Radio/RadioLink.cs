namespace SmartStore.Floor.Radio;

/// <summary>The air between one carried device and one fixed point, with the memory that fading has.</summary>
internal sealed class RadioLink
{
    private const int ChannelCount = 3; // 37, 38, 39

    private readonly RadioModel _model;
    private readonly double[] _channelOffsetsDb = new double[ChannelCount];
    private Dice _dice;
    private double _slowFadingDb;
    private double _walkedM;

    public RadioLink(RadioModel model, Dice dice)
    {
        _model = model;
        _dice = dice;
        for (var i = 0; i < ChannelCount; i++) _channelOffsetsDb[i] = model.ChannelOffsetDb * _dice.Normal();
        _slowFadingDb = model.SlowFadingDb * _dice.Normal();
    }

    /// <summary>Sends one advert over the link.</summary>
    /// <param name="meanDbm">Power after distance and walls, dBm.</param>
    /// <param name="behind">0: the receiver is in front of the walker, 1: the body is exactly between.</param>
    /// <param name="walkedM">Metres the walker has gone since entering.</param>
    /// <param name="loss">Share of adverts missed, 0..1.</param>
    /// <param name="rssiDbm">What the receiver reports, whole dBm.</param>
    /// <returns>False when it was not heard. Draws the same dice either way.</returns>
    public bool TrySend(double meanDbm, double behind, double walkedM, double loss, out int rssiDbm)
    {
        var kept = Math.Exp(-(walkedM - _walkedM) / _model.SlowFadingCorrelationM);
        _walkedM = walkedM;
        _slowFadingDb = (kept * _slowFadingDb) + (Math.Sqrt(1 - (kept * kept)) * _model.SlowFadingDb * _dice.Normal());
        var powerDbm = meanDbm - (_model.BodyLossDb * behind) + _slowFadingDb + _channelOffsetsDb[_dice.Below(ChannelCount)] + FastFadingDb();
        rssiDbm = (int)Math.Round(Math.Clamp(powerDbm, -127, 20));
        return !_dice.Chance(loss) && powerDbm >= _model.SensitivityDbm;
    }

    // Rice: one steady path and many echoes that add up to a complex normal; mean power 1.
    private double FastFadingDb()
    {
        var (inPhase, quadrature) = (_dice.Normal(), _dice.Normal());
        if (double.IsPositiveInfinity(_model.RiceFactor)) return 0;
        var echo = Math.Sqrt(1 / (2 * (_model.RiceFactor + 1)));
        var steady = Math.Sqrt(_model.RiceFactor / (_model.RiceFactor + 1));
        var re = steady + (echo * inPhase);
        var im = echo * quadrature;
        return 10 * Math.Log10(Math.Max((re * re) + (im * im), 1e-6));
    }
}
