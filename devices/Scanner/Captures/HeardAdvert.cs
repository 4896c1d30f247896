namespace SmartStore.Scanner.Captures;

/// <summary>One advert as a Bluetooth controller reported it.</summary>
/// <param name="At">When, by the clock of the machine that heard it.</param>
/// <param name="Mac">The advertiser's address, <see cref="Core.Sightings.Mac"/>.</param>
/// <param name="IsRandom">True when the address is random: it may change at any time.</param>
/// <param name="RssiDbm">Received power, dBm; 127 when the controller did not know.</param>
/// <param name="Payload">AD structures, not checked.</param>
public readonly record struct HeardAdvert(DateTimeOffset At, ulong Mac, bool IsRandom, sbyte RssiDbm, ReadOnlyMemory<byte> Payload);
