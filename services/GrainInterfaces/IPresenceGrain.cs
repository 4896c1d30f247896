using SmartStore.Core.Screens;
using SmartStore.Core.Sightings;

namespace SmartStore.GrainInterfaces;

/// <summary>Owns the tracking of one store. The trackers themselves lie in the memory of its process. Key: the store's id.</summary>
public interface IPresenceGrain : ICopyTarget
{
    /// <summary>How many people are where, and which receivers work.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task<StorePicture?> Picture();

    /// <summary>Every receiver of the store, and what was refused of it.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task<ReceiversPicture?> Receivers();

    /// <summary>What the tracker heard and thought of a shopper in the last ten minutes, oldest first; empty: the shopper is not tracked here. Whoever asks has to note it for the shopper.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task<IReadOnlyList<EvidenceLook>> Evidence(ShopperId shopper);

    /// <summary>Takes what a phone heard.</summary>
    /// <returns>How many sightings the trackers took or hold.</returns>
    [ResponseTimeout("00:00:02")]
    Task<int> Report(ShopperId shopper, [Immutable] Sighting[] sightings);

    /// <summary>Takes what reached another process, in the order in which it came there. As volatile as the sightings: nobody sends it again.</summary>
    [ResponseTimeout("00:00:02")]
    Task Feed([Immutable] TrackerReport[] reports);

    /// <summary>Does nothing: a store that is tracked nowhere is tracked where this was called.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task Find();

    /// <summary>Moves the store to the process that asks, unless it is there. Its trackers start anew from what the shoppers' records know.</summary>
    [ResponseTimeout("00:00:02")]
    Task MoveTo(SiloAddress silo);
}

/// <summary>Which stores are tracked in this process.</summary>
public interface IOwnedStores
{
    /// <summary>True: all of them, because no other process tracks any.</summary>
    bool All { get; }

    /// <summary>True: never any, because this process has no silo. What arrives here goes on to those that track.</summary>
    bool None { get; }

    /// <summary>True when this process tracks the store.</summary>
    bool Has(string store);

    /// <summary>Another number when stores came or went.</summary>
    long Version { get; }
}

/// <summary>What one message of a device says to the trackers of its store.</summary>
/// <param name="Device">A shopper, a scanner or a terminal; empty: none that is known.</param>
/// <param name="Sightings">What it heard.</param>
/// <param name="Refused">Reason for which something was refused.</param>
/// <param name="Count">How often it was refused.</param>
[GenerateSerializer, Immutable, Alias("TrackerReport")]
public sealed record TrackerReport(
    [property: Id(0)] ReportKind Kind, [property: Id(1)] string Device, [property: Id(2)] Sighting[] Sightings, [property: Id(3)] string Refused = "", [property: Id(4)] long Count = 0);

/// <summary>What a <see cref="TrackerReport"/> is.</summary>
public enum ReportKind
{
    /// <summary>A shopper's phone heard beacons.</summary>
    Phone = 0,

    /// <summary>A scanner heard transmitters, and works.</summary>
    Scanner,

    /// <summary>A scanner said that it is there.</summary>
    Online,

    /// <summary>A scanner, or its will, said that it is gone.</summary>
    Offline,

    /// <summary>Nothing of a scanner's message was understood.</summary>
    NotUnderstood,

    /// <summary>Something of the device was refused.</summary>
    Refused,
}

/// <summary>The trackers of this process, for messages of devices: called on the thread that read the message, without a call of a grain.</summary>
public interface ITracking
{
    /// <summary>A store that is tracked in this process; null: no such store.</summary>
    /// <param name="store">Id as it stands in a topic.</param>
    ITrackedStore? Find(ReadOnlySpan<char> store);

    /// <summary>Counts what was refused and belongs to no store.</summary>
    void Refuse(string reason);
}

/// <summary>One store as messages of devices meet it.</summary>
public interface ITrackedStore
{
    /// <summary>Store id.</summary>
    string Id { get; }

    /// <summary>The layout it was made from.</summary>
    StoreLayout Layout { get; }

    /// <summary>Index of a scanner's anchor in the layout; -1: no such scanner.</summary>
    int Scanner(ReadOnlySpan<char> id);

    /// <summary>A terminal; null: no such terminal.</summary>
    Terminal? Terminal(string id);

    /// <summary>A shopper's phone heard beacons.</summary>
    /// <param name="shopper">A valid id.</param>
    /// <returns>How many sightings the trackers took or hold.</returns>
    int FromPhone(ReadOnlySpan<char> shopper, ReadOnlySpan<Sighting> sightings);

    /// <summary>A scanner heard transmitters. The message counts as a sign of life even if no entry is usable.</summary>
    /// <param name="scanner">Index of its anchor.</param>
    /// <returns>How many sightings the trackers took or hold.</returns>
    int FromScanner(int scanner, ReadOnlySpan<Sighting> sightings);

    /// <summary>A scanner, or its will, said whether it is there.</summary>
    void Said(int scanner, bool isOnline);

    /// <summary>Counts a message of which nothing was understood: it is no sign of life, and nothing in it was wrong.</summary>
    void NotUnderstood(int scanner);

    /// <summary>Counts what was refused.</summary>
    /// <param name="device">A scanner or terminal of the layout; empty: a phone, or no device of the store.</param>
    /// <param name="reason">A fixed word of the contract's list.</param>
    void Refuse(string device, string reason, long count = 1);
}

/// <summary>How one store stands at a moment. Volatile: made anew every few seconds, never stored.</summary>
/// <param name="InStore">Consenting shoppers with an open visit who are tracked now.</param>
/// <param name="ZoneUnknown">Those of them whose zone is not known.</param>
/// <param name="Zones">In walking order.</param>
/// <param name="Receivers">Anchors that are known to be receivers, in the layout's order.</param>
[GenerateSerializer, Immutable, Alias("StorePicture")]
public sealed record StorePicture(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] int InStore,
    [property: Id(2)] int ZoneUnknown,
    [property: Id(3)] IReadOnlyList<ZonePicture> Zones,
    [property: Id(4)] IReadOnlyList<ReceiverPicture> Receivers)
{
    /// <summary>What most of the people of each zone chose to be spoken to in, by the zones' order; empty: nothing that may be told (<see cref="SignLanguage"/>).</summary>
    [Id(5)]
    public IReadOnlyList<string> Spoken { get; init; } = [];

    /// <summary>True when the same people count in the same zones.</summary>
    public bool CountsLike(StorePicture other) =>
        other is not null && InStore == other.InStore && ZoneUnknown == other.ZoneUnknown && Zones.SequenceEqual(other.Zones);

    /// <summary>True when the same receivers work, and the same clocks are wrong.</summary>
    public bool HearsLike(StorePicture other) =>
        other is not null && Receivers.Select(Shown).SequenceEqual(other.Receivers.Select(Shown));

    /// <summary>The same store when nobody knows how it stands: it counts nobody, and no zone is known.</summary>
    public StorePicture Unseen() => this with { InStore = 0, ZoneUnknown = 0, Zones = [.. Zones.Select(zone => new ZonePicture(zone.Zone, Shoppers: 0, IsKnown: false))], Spoken = [] };

    private static (string, bool, bool) Shown(ReceiverPicture receiver) => (receiver.Anchor, receiver.IsOnline, receiver.Truth.IsClockWrong);
}

/// <summary>One zone of a picture.</summary>
/// <param name="IsKnown">False: no receiver of the zone works, so that people there are not seen.</param>
[GenerateSerializer, Immutable, Alias("ZonePicture")]
public readonly record struct ZonePicture([property: Id(0)] ZoneId Zone, [property: Id(1)] int Shoppers, [property: Id(2)] bool IsKnown);

/// <summary>One receiver of a picture.</summary>
/// <param name="ZoneName">The name people know its zone by.</param>
/// <param name="IsOnline">False: it said offline, its connection broke, or it fell silent.</param>
/// <param name="SaidOffline">It is offline by its own word or its will, and not by silence.</param>
/// <param name="LastHeardAt">When it last reported, by our clock; null: not since the store was loaded.</param>
[GenerateSerializer, Immutable, Alias("ReceiverPicture")]
public sealed record ReceiverPicture(
    [property: Id(0)] string Anchor,
    [property: Id(1)] string ZoneName,
    [property: Id(2)] bool IsOnline,
    [property: Id(3)] bool SaidOffline,
    [property: Id(4)] DateTimeOffset? LastHeardAt,
    [property: Id(5)] ReceiverTruth Truth);

/// <summary>How far a receiver can be believed. Its counts run since the server started; what they count was not wrong, so it is not among the refusals.</summary>
/// <param name="Late">Sightings that were too old to act on, by its corrected clock.</param>
/// <param name="NotUnderstood">Messages of which nothing was understood.</param>
/// <param name="NotMeasured">Sightings with a power of 0 and above, or none.</param>
/// <param name="ClockAheadS">How far its clock is ahead of ours, seconds; negative: behind. Null: it has none, or it is not known yet.</param>
[GenerateSerializer, Immutable, Alias("ReceiverTruth")]
public readonly record struct ReceiverTruth([property: Id(0)] long Late, [property: Id(1)] long NotUnderstood, [property: Id(2)] long NotMeasured, [property: Id(3)] double? ClockAheadS)
{
    /// <summary>Whether people are told that the clock is wrong.</summary>
    public bool IsClockWrong => ClockAheadS is { } ahead && Math.Abs(ahead) >= Core.Zones.ClockWords.ToleranceS;
}

/// <summary>What the tracker of a shopper thought at a moment.</summary>
/// <param name="Zones">The likeliest, in that order.</param>
/// <param name="Told">Zone that the shopper's grain was told last; empty: unknown.</param>
[GenerateSerializer, Immutable, Alias("EvidenceLook")]
public sealed record EvidenceLook([property: Id(0)] DateTimeOffset At, [property: Id(1)] IReadOnlyList<EvidenceOfZone> Zones, [property: Id(2)] string Told);

/// <summary>One zone of it.</summary>
/// <param name="LevelDbm">How strong the shopper was heard there, dBm; -120: not at all.</param>
/// <param name="Posterior">Probability, 0..1, in steps of 1/255.</param>
/// <param name="IsKnown">False: no receiver of the zone worked.</param>
[GenerateSerializer, Immutable, Alias("EvidenceOfZone")]
public readonly record struct EvidenceOfZone([property: Id(0)] ZoneId Zone, [property: Id(1)] double LevelDbm, [property: Id(2)] double Posterior, [property: Id(3)] bool IsKnown);

/// <summary>Every anchor of a store as a receiver.</summary>
/// <param name="Refused">What no anchor of the store sent: phones, terminals, names that are not in the layout.</param>
[GenerateSerializer, Immutable, Alias("ReceiversPicture")]
public sealed record ReceiversPicture([property: Id(0)] DateTimeOffset At, [property: Id(1)] IReadOnlyList<AnchorPicture> Anchors, [property: Id(2)] IReadOnlyList<RefusalCount> Refused);

/// <summary>One anchor.</summary>
/// <param name="LastHeardAt">Null: never since the server started.</param>
/// <param name="HeardCount">Accepted sightings since the server started.</param>
[GenerateSerializer, Immutable, Alias("AnchorPicture")]
public sealed record AnchorPicture(
    [property: Id(0)] string Anchor,
    [property: Id(1)] ZoneId Zone,
    [property: Id(2)] DateTimeOffset? LastHeardAt,
    [property: Id(3)] long HeardCount,
    [property: Id(4)] bool IsOnline,
    [property: Id(5)] IReadOnlyList<RefusalCount> Refused,
    [property: Id(6)] ReceiverTruth Truth);

/// <summary>How often something was refused for a reason.</summary>
[GenerateSerializer, Immutable, Alias("RefusalCount")]
public sealed record RefusalCount([property: Id(0)] string Reason, [property: Id(1)] long Count);
