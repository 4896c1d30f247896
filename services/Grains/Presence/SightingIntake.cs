using SmartStore.Core.Sightings;

namespace SmartStore.Grains.Presence;

/// <summary>The one way from sightings to trackers, for MQTT and gRPC alike: who was meant, is the time to be believed, which anchor was it.</summary>
internal sealed class SightingIntake(TrackerTable table, TagIndex tags, RotatingTags rotating, SightingCounts counts, TimeProvider time)
{
    /// <summary>A shopper's phone heard beacons of a store.</summary>
    /// <param name="store">Where.</param>
    /// <param name="shopper">Id, ASCII, a valid id.</param>
    /// <param name="sightings">What it heard.</param>
    /// <returns>How many the tracker took, keeps until the grain was looked at, or had already.</returns>
    public int FromPhone(TrackedStore store, ReadOnlySpan<byte> shopper, ReadOnlySpan<Sighting> sightings)
    {
        var now = NowMs();
        var ahead = SightingTime.Ahead(sightings, now);
        var taken = 0;
        foreach (ref readonly var sighting in sightings)
        {
            var at = SightingTime.Effective(sighting.AtUnixMs, now, ahead);
            var match = store.Anchors.Find(sighting.Key, sighting.Mac, out var anchor);
            var fate = Useless(store, match == AnchorMatch.Found ? anchor : -1, sighting, at, now) ?? match switch
            {
                AnchorMatch.Found => Hear(store, shopper, anchor, sighting.RssiDbm, at, Sensing.Phone),
                AnchorMatch.Ambiguous => SightingFate.AmbiguousBeacon,
                _ => SightingFate.UnknownBeacon,
            };
            counts.Add(fate);
            if (IsHeld(fate)) taken++;
        }

        return taken;
    }

    /// <summary>A scanner of a store heard transmitters; those that a shopper carries count.</summary>
    /// <param name="store">Where.</param>
    /// <param name="scanner">The scanner's anchor.</param>
    /// <param name="sightings">What it heard.</param>
    /// <returns>How many the trackers took or keep.</returns>
    public int FromScanner(TrackedStore store, int scanner, ReadOnlySpan<Sighting> sightings)
    {
        var now = NowMs();
        var newest = 0L;
        foreach (ref readonly var sighting in sightings)
            if (SightingTime.HasClock(sighting.AtUnixMs))
                newest = Math.Max(newest, sighting.AtUnixMs);
        var ahead = SightingTime.Ahead(sightings, now);
        var behind = store.Report(scanner, newest, now);
        var taken = 0;
        foreach (ref readonly var sighting in sightings)
        {
            var at = SightingTime.Effective(sighting.AtUnixMs, now, ahead, behind);
            // A rotating id that resolves is proven by its key. An address proves nothing, because any transmitter can send it.
            ReadOnlySpan<byte> shopper = default;
            var fate = Useless(store, scanner, sighting, at, now) is { } useless ? useless
                : rotating.TryFind(sighting.Key, at, out shopper) || tags.TryFind(sighting.Key, sighting.Mac, out shopper)
                    ? Hear(store, shopper, scanner, sighting.RssiDbm, at, Sensing.Store)
                : sighting.Key.Kind == BeaconKind.Eid ? SightingFate.UnknownEid
                : SightingFate.UnknownTag;
            counts.Add(fate);
            if (IsHeld(fate)) taken++;
            if (!shopper.IsEmpty && tags.TryFindOther(sighting.Key, sighting.Mac, shopper, out var other))
                counts.Add(Hear(store, other, scanner, sighting.RssiDbm, at, Sensing.Store));
        }

        return taken;
    }

    // It says nothing of where its transmitter is now. The receiver that says such things is shown with it.
    private static SightingFate? Useless(TrackedStore store, int anchor, in Sighting sighting, long atUnixMs, long nowUnixMs)
    {
        if (!sighting.IsMeasured)
        {
            if (anchor >= 0) store.Ignored.NotMeasured(anchor);
            return SightingFate.NotMeasured;
        }
        if (!SightingTime.IsLate(atUnixMs, nowUnixMs)) return null;
        if (anchor >= 0) store.Ignored.Late(anchor);
        return SightingFate.Late;
    }

    private SightingFate Hear(TrackedStore store, ReadOnlySpan<byte> shopper, int anchor, short rssiDbm, long atUnixMs, Sensing sensing) =>
        FateOf(table.Hear(store, shopper, anchor, rssiDbm, atUnixMs, sensing));

    internal static SightingFate FateOf(Heard heard) => heard switch
    {
        Heard.Taken => SightingFate.Taken,
        Heard.Waiting => SightingFate.Waiting,
        Heard.Repeated => SightingFate.Repeated,
        Heard.Overtaken => SightingFate.Overtaken,
        Heard.NoConsent => SightingFate.NoConsent,
        Heard.UnknownShopper => SightingFate.UnknownShopper,
        Heard.Conflict => SightingFate.Conflict,
        _ => SightingFate.TableFull,
    };

    // A repeat is held already: who sends it again has nothing to mend.
    private static bool IsHeld(SightingFate fate) => fate is SightingFate.Taken or SightingFate.Waiting or SightingFate.Repeated;

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
