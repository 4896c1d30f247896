namespace SmartStore.Floor.Radio;

/// <summary>Something that sends the same advert again and again, with the little irregularity that keeps two of them from colliding for ever.</summary>
internal sealed class Transmitter
{
    private static readonly TimeSpan DelayMax = TimeSpan.FromMilliseconds(10);
    private readonly TimeSpan _interval;
    private Dice _dice;

    public Transmitter(string name, byte[] adv, string mac, TimeSpan interval, TimeSpan from, Dice dice)
    {
        Name = name;
        Adv = adv;
        Mac = mac;
        _interval = interval;
        _dice = dice;
        NextAt = from + _dice.Between(TimeSpan.Zero, interval);
    }

    /// <summary>Anchor or walker id.</summary>
    public string Name { get; }

    /// <summary>What it sends.</summary>
    public ReadOnlyMemory<byte> Adv { get; }

    /// <summary>From which address.</summary>
    public string Mac { get; }

    /// <summary>When it sends next.</summary>
    public TimeSpan NextAt { get; private set; }

    public void Sent() => NextAt += _interval + _dice.Between(TimeSpan.Zero, DelayMax);
}
