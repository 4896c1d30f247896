namespace SmartStore.Core.Zones;

/// <summary>Every constant of the zone tracker: data with names and units, one set for a store. The defaults are the same for all halls.</summary>
public sealed record ZoneTrackerRules
{
    /// <summary>The defaults.</summary>
    public static ZoneTrackerRules Default { get; } = new();

    /// <summary>The common time grid, milliseconds, 50..2,000. Evidence is weighed once a step, however often a receiver reports.</summary>
    public int StepMs { get; init; } = 250;

    /// <summary>Time constant with which an anchor's level falls, milliseconds; it rises at once. What stands in the way and what reflects only take away.</summary>
    public int LevelFallMs { get; init; } = 500;

    /// <summary>What was heard counts for this long, milliseconds: a packet is one look, however late the next one comes.</summary>
    public int LookMs { get; init; } = 1_000;

    /// <summary>A level stays what it was for this long after the anchor was last heard, milliseconds; then it fades.</summary>
    public int FreshMs { get; init; } = 3_000;

    /// <summary>How fast the level of a silent anchor fades, dB per second. Away from it one walks about so fast.</summary>
    public double FadeDbPerSecond { get; init; } = 3;

    /// <summary>Time over which an anchor's background is learned while the shopper is in another zone: how loud it sounds everywhere, milliseconds.</summary>
    public int BackgroundMs { get; init; } = 30_000;

    /// <summary>Longest part of one stay that teaches backgrounds, milliseconds: an hour at one spot teaches no more than a minute.</summary>
    public int BackgroundStayMs { get; init; } = 40_000;

    /// <summary>How far an anchor's first level counts as its background, against how the others sound, 0..1: it may be loud because it is near.</summary>
    public double FirstBackgroundShare { get; init; } = 0.3;

    /// <summary>A zone whose anchors' backgrounds are louder or weaker than all others' on the mean is corrected by as much, at most this, dB.</summary>
    public double LouderZoneMaxDb { get; init; } = 5;

    /// <summary>Only a zone in which the layout has this many anchors is corrected so. One anchor's background is mostly where the shopper happened to be; only over several that averages out.</summary>
    public int LouderZoneAnchorsLeast { get; init; } = 3;

    /// <summary>How much a zone's strongest anchor outweighs its others, 1/dB. At 0 all count alike, from 1 on only the strongest does.</summary>
    public double StrongestPerDb { get; init; } = 0.5;

    /// <summary>How much a floor's loudest anchors outweigh its others where the layout names floors, 1/dB: 0.1 adds amplitudes up. The less it is, the more it counts how many are heard.</summary>
    public double FloorPerDb { get; init; } = 0.1;

    /// <summary>What one second at one dB better is worth, nats. Fading is slow, so ten packets a second are not ten looks.</summary>
    public double NatsPerDbSecond { get; init; } = 0.65;

    /// <summary>A zone never counts as worse than the best by more than this, dB.</summary>
    public double GapMaxDb { get; init; } = 6;

    /// <summary>Chance per second to walk into a neighbouring zone. It bounds how sure the tracker can be, and so how slow to change its mind.</summary>
    public double ZoneChangesPerSecond { get; init; } = 0.2;

    /// <summary>Chance to reach a zone that is no neighbour (a zone between was crossed unheard), share of the chance to reach one that is.</summary>
    public double LeapShare { get; init; } = 0.1;

    /// <summary>A challenger becomes the answer at this probability, 0.5..1.</summary>
    public double EnterAt { get; init; } = 0.58;

    /// <summary>A challenger that is the zone left last becomes the answer again only at this probability, for <see cref="ReturnMs"/>. No flapping on a border.</summary>
    public double ReturnAt { get; init; } = 0.93;

    /// <summary>From this probability on, evidence that can only confirm the answer is not weighed again. Weighed on and on, it would end a little above.</summary>
    public double SureAt { get; init; } = 0.95;

    /// <summary>How long a return is harder, milliseconds.</summary>
    public int ReturnMs { get; init; } = 10_000;

    /// <summary>A first zone is answered before its step is over once this many anchors were heard. Enter fast.</summary>
    public int FirstAnchors { get; init; } = 8;

    /// <summary>A zone whose receivers said that they are offline counts as this much weaker than the shopper is usually heard in their zone, dB.</summary>
    public double OfflineBelowNearDb { get; init; } = 8;

    /// <summary>The same for a zone whose receivers are only silent, or that has none, dB. More, because an empty zone is silent too.</summary>
    public double SilentBelowNearDb { get; init; } = 14;

    /// <summary>How strong a shopper is taken to be heard in their zone before it is known, dBm.</summary>
    public double NearDbm { get; init; } = -65;

    /// <summary>Time over which that usual level is learned upwards, milliseconds; downwards it takes ten times as long.</summary>
    public int NearMs { get; init; } = 20_000;

    /// <summary>What one second of agreement with a calibrated place is worth, looks.</summary>
    public double LooksPerSecond { get; init; } = 2.2;

    /// <summary>How far a shopper's tag or phone may be louder or weaker than those a calibration was made with: the spread, dB.</summary>
    public double DeviceSigmaDb { get; init; } = 4;

    /// <summary>A residual against a calibrated place counts as no more than this many standard deviations: one reflection must not decide.</summary>
    public double ResidualMaxSigmas { get; init; } = 3.5;

    /// <summary>Chance per second that a shopper starts or stops to look like those the calibration was made with.</summary>
    public double FamiliarityChangesPerSecond { get; init; } = 0.02;

    /// <summary>Without any sighting for this long the zone is unknown, milliseconds. (The visit itself lasts longer.)</summary>
    public int SilenceMs { get; init; } = 30_000;

    /// <summary>Sightings that are older than the newest by more than this are ignored, milliseconds.</summary>
    public int LateMaxMs { get; init; } = 3_000;

    /// <summary>A tap holds its zone against radio for this long, milliseconds.</summary>
    public int TapHoldMs { get; init; } = 10_000;

    /// <summary>A second store takes a shopper over when it hears them louder than the first by at least this, dB.</summary>
    public double OtherStoreLouderDb { get; init; } = 6;

    /// <summary>And for at least this long, milliseconds.</summary>
    public int OtherStoreLouderMs { get; init; } = 3_000;

    /// <summary>From this power on, dBm, a tag is in the store itself: two stores that hear it so at the same time hear two tags. Through a wall none is so loud.</summary>
    public double InStoreDbm { get; init; } = -60;

    /// <summary>Two scanners of one store that are as far apart as this hear no tag so loud both, metres.</summary>
    public double FarApartM { get; init; } = 40;

    /// <summary>Seconds in which two stores, or two ends of one, have to hear a tag so, of the last <see cref="TwiceOfSeconds"/>: who walks next door is heard twice for a second or two.</summary>
    public int TwiceSeconds { get; init; } = 10;

    /// <summary>See <see cref="TwiceSeconds"/>; at most 32.</summary>
    public int TwiceOfSeconds { get; init; } = 20;

    /// <summary>How long the tags of a shopper who was heard twice are evidence of nothing, milliseconds; counted from the last time that two places heard them.</summary>
    public int ConflictMs { get; init; } = 1_800_000;

    /// <summary>A receiver that was silent this long is degraded, milliseconds.</summary>
    public int ReceiverSilenceMs { get; init; } = 90_000;
}
