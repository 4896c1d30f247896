namespace SmartStore.Core.Sightings;

/// <summary>One receiver heard one transmitter. The receiver is known by where the sighting came from.</summary>
/// <param name="Key">Who was heard, never with an address in it unless the address is all there is (<c>mac:</c>).</param>
/// <param name="Mac">The transmitter's address; <see cref="Sightings.Mac.None"/> when the receiver does not tell (iPhones never do).</param>
/// <param name="RssiDbm">Received power, dBm, <see cref="MinRssiDbm"/>..<see cref="MaxRssiDbm"/>.</param>
/// <param name="AtUnixMs">When it was heard, by the sender's clock, milliseconds since 1970 UTC.</param>
public readonly record struct Sighting(BeaconKey Key, ulong Mac, short RssiDbm, long AtUnixMs)
{
    /// <summary>Weakest power a receiver may report, dBm (Core 5.4 Vol 4 Part E §7.7.65.2).</summary>
    public const short MinRssiDbm = -127;

    /// <summary>Strongest power a receiver may report, dBm. 127 means "not available" and is out of range.</summary>
    public const short MaxRssiDbm = 20;
}
