namespace SmartStore.Core.Sightings.Rotating;

/// <summary>What is known of a tag with rotating ids: its key, and what its clock said once.</summary>
/// <param name="IdentityKey">Sixteen bytes, secret.</param>
/// <param name="Exponent">K: an id lasts 2^K seconds; 0..15.</param>
/// <param name="ReadAtUnixS">When its clock was read, seconds since 1970 UTC, up to the year 2106.</param>
/// <param name="ClockS">What its clock said then, seconds.</param>
/// <param name="UncertaintyS">How far off that reading may be, seconds: 5 when it was read at registration.</param>
public readonly record struct EidTag(ReadOnlyMemory<byte> IdentityKey, byte Exponent, uint ReadAtUnixS, uint ClockS, ushort UncertaintyS = 5)
{
    /// <summary>Without the key, which must not reach a log.</summary>
    public override string ToString() => $"tag of K={Exponent} read at {ReadAtUnixS}";
}

/// <summary>Who sent an ephemeral id.</summary>
/// <param name="Tag">Position in the list the resolver was made of.</param>
/// <param name="ClockS">First second of the tag's clock in which it sends this id.</param>
/// <param name="PeriodsAhead">-1: the id of the period before the one we expect, 0: as expected, 1: of the next.</param>
public readonly record struct EidMatch(int Tag, uint ClockS, int PeriodsAhead);

/// <summary>What was learned of a tag's clock, to be kept and given back in its <see cref="EidTag"/>.</summary>
/// <param name="Tag">Position in the list the resolver was made of.</param>
/// <param name="ReadAtUnixS">See <see cref="EidTag.ReadAtUnixS"/>; likewise the other two.</param>
public readonly record struct EidClock(int Tag, uint ReadAtUnixS, uint ClockS, ushort UncertaintyS);
