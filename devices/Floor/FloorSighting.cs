using SmartStore.Core;

namespace SmartStore.Floor;

/// <summary>Who listens.</summary>
public enum ReceiverKind
{
    /// <summary>A walker's phone; the receiver is the walker's id.</summary>
    Phone,

    /// <summary>A scanner of the shop; the receiver is the anchor's id.</summary>
    Scanner,
}

/// <summary>One receiver on the floor heard one transmitter.</summary>
/// <param name="At">When, from the floor's start; never goes back between sightings.</param>
/// <param name="Receiver">Walker or anchor id.</param>
/// <param name="Transmitter">Anchor id, or the walker whose tag it is.</param>
/// <param name="RssiDbm">Received power, dBm.</param>
/// <param name="Adv">AD structures as on the air; shared between sightings.</param>
/// <param name="Mac">The transmitter's address, lower case with colons.</param>
public readonly record struct FloorSighting(
    TimeSpan At, ReceiverKind Kind, string Receiver, string Transmitter, int RssiDbm, ReadOnlyMemory<byte> Adv, string Mac);

/// <summary>The truth: a walker stepped over a zone's border. Unknown means outside.</summary>
public readonly record struct ZoneCrossing(TimeSpan At, string Walker, ZoneId From, ZoneId To);
