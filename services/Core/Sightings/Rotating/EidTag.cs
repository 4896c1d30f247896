namespace SmartStore.Core.Sightings.Rotating;

/// <summary>What is known of a tag with rotating ids since it was registered.</summary>
/// <param name="IdentityKey">Sixteen bytes, secret.</param>
/// <param name="Exponent">K: an id lasts 2^K seconds; 0..15.</param>
/// <param name="RegisteredAtUnixS">When its clock was read, seconds since 1970 UTC, up to the year 2106.</param>
/// <param name="ClockS">What its clock said then, seconds.</param>
/// <param name="DriftS">How far its clock has gone ahead of ours since, as learned before (<see cref="EidResolver.LearnedDrifts"/>), seconds.</param>
public readonly record struct EidTag(ReadOnlyMemory<byte> IdentityKey, byte Exponent, uint RegisteredAtUnixS, uint ClockS, short DriftS = 0)
{
    /// <summary>Without the key, which must not reach a log.</summary>
    public override string ToString() => $"tag of K={Exponent} registered at {RegisteredAtUnixS}";
}

/// <summary>Who sent an ephemeral id.</summary>
/// <param name="Tag">Position in the list the resolver was made of.</param>
/// <param name="ClockS">First second of the tag's clock in which it sends this id.</param>
/// <param name="PeriodsAhead">-1: the id of the period before the one we expect, 0: as expected, 1: of the next.</param>
public readonly record struct EidMatch(int Tag, uint ClockS, int PeriodsAhead);
