namespace SmartStore.Core.Sightings.Rotating;

/// <summary>
/// Turns Eddystone ephemeral ids into tags. Ids of the period before, the present and the next one are computed ahead; an id of any other period
/// is unknown, so a recorded id that is replayed later names no tag. Nor does one that the tag has left behind: it never goes back. About 85 bytes a tag.
/// </summary>
/// <remarks>
/// <see cref="Rotate"/> belongs to one thread and is to be called at least once in the shortest period (2^K seconds); look-ups may go on from any thread,
/// without allocation. A tag that was not heard for so long that its clock is off by more than a period (after 19 days at the soonest, at K = 9 and
/// 150 ppm) is to be registered again. Changed lists of tags: make a new resolver.
/// </remarks>
public sealed class EidResolver
{
    /// <summary>Most tags of one resolver; more are to be split over several.</summary>
    public const int TagsMax = 5_000_000;

    /// <summary>How far a beacon's crystal may be off, parts per million.</summary>
    public const int DriftMaxPpm = 150;

    private readonly EidGroup[] _groups;

    /// <summary>Takes the tags over; nothing resolves before the first <see cref="Rotate"/>.</summary>
    /// <param name="tags">At most <see cref="TagsMax"/>; each with a key of 16 bytes and an exponent of 0..15.</param>
    public EidResolver(ReadOnlySpan<EidTag> tags)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tags.Length, TagsMax, nameof(tags));
        var members = new List<int>[EddystoneEid.MaxExponent + 1];
        for (var i = 0; i < tags.Length; i++)
        {
            if (tags[i].IdentityKey.Length != EddystoneEid.KeyBytes) throw new ArgumentException($"Tag {i} has a key of {tags[i].IdentityKey.Length} bytes, not 16.", nameof(tags));
            if (tags[i].Exponent > EddystoneEid.MaxExponent) throw new ArgumentException($"Tag {i} has exponent {tags[i].Exponent}, more than 15.", nameof(tags));
            (members[tags[i].Exponent] ??= []).Add(i);
        }
        var groups = new List<EidGroup>();
        for (var exponent = 0; exponent < members.Length; exponent++)
            if (members[exponent] is { } some)
                groups.Add(new EidGroup(exponent, tags, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(some)));
        _groups = [.. groups];
    }

    /// <summary>Computes the ids that the time needs and forgets those of the past. Does nothing when nothing changed.</summary>
    /// <param name="nowUnixS">Seconds since 1970 UTC.</param>
    public void Rotate(long nowUnixS)
    {
        foreach (var group in _groups) group.Rotate((uint)nowUnixS);
    }

    /// <summary>Finds out who sent an id.</summary>
    /// <param name="eid">Eight bytes, the first one highest: <see cref="BeaconKey.Eid"/>.</param>
    /// <param name="atUnixS">When it was heard, seconds since 1970 UTC.</param>
    /// <param name="learn">True to set the tag's clock by it: for ids from receivers we trust.</param>
    /// <returns>False when no tag sends this id at this time.</returns>
    public bool TryResolve(ulong eid, long atUnixS, out EidMatch match, bool learn = true)
    {
        foreach (var group in _groups)
        {
            if (!group.TryResolve(eid, (uint)atUnixS, out match, out var member)) continue;
            if (learn) group.Learn(member, match, (uint)atUnixS);
            return true;
        }
        match = default;
        return false;
    }
}

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
