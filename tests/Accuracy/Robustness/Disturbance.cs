namespace SmartStore.Accuracy.Robustness;

/// <summary>One way in which a day in a hall is worse than the day of the recording. From a seed: the same recording is disturbed alike every time.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="What">What was done to the recording, in a few words.</param>
/// <param name="Variants">How many recordings it makes of one; the figures are those of all.</param>
/// <param name="Apply">Makes one of them.</param>
public sealed record Disturbance(string Name, string What, int Variants, Func<Hall, Recording, int, Recording> Apply)
{
    /// <summary>The map of the hall where the worse day needs more than was there: the hall's own zones and receivers come first.</summary>
    public Func<ZoneMap, ZoneMap> Map { get; init; } = map => map;

    private const int Repeats = 3;
    private const int Receivers = 10;

    /// <summary>Every row, the undisturbed one first.</summary>
    public static IReadOnlyList<Disturbance> All { get; } =
    [
        new("undisturbed", "as recorded", 1, (_, recording, _) => recording),
        new("tag +6 dB", "the tag sends 6 dB louder", 1, (_, recording, _) => Levels(recording, _ => 6)),
        new("tag -6 dB", "the tag sends 6 dB weaker", 1, (_, recording, _) => Levels(recording, _ => -6)),
        new("receivers ±6 dB", "every receiver has an offset of its own, evenly from -6 to 6 dB", Repeats, Offsets),
        new("body shadow", "every 20 s the body takes 10 dB from all receivers on one side, for 5 to 20 s", Repeats, Shadowed),
        new("30 % lost", "three of ten sightings are lost, each for itself", Repeats, (_, recording, seed) => Kept(recording, seed, _ => 0.7)),
        new("lost in bursts", "nothing is heard for 1 to 4 s, three tenths of the time", Repeats, LostInBursts),
        new("handed over in bursts", "every receiver hands over what it heard every 2 s", 1, (_, recording, _) => Batched(recording, 2)),
        new("a receiver dead", "one receiver after another hears nothing, unnoticed", Receivers, Dead),
        new("a receiver moved", "one receiver after another hangs beside the nearest one of another zone", Receivers, Moved),
        new("one packet in 0.3 s", "heard no more often than that", 1, (_, recording, _) => Seldom(recording, 0.3)),
        new("one packet in 1 s", "heard no more often than that", 1, (_, recording, _) => Seldom(recording, 1)),
        new("one packet in 3 s", "heard no more often than that", 1, (_, recording, _) => Seldom(recording, 3)),
        new("ten times as many people", "every third packet collides and is lost to all, every receiver loses 20 % more, and is shaded half of the time, by up to 8 dB for 1 to 5 s", Repeats, Crowded),
        new("a floor above", "every receiver has a twin above the ceiling that hears 12 dB weaker, with an offset of its own within 6 dB and 4 dB of noise", Repeats, (hall, recording, seed) =>
            WithTwins(recording, hall.Map, [.. Enumerable.Range(0, hall.Map.Anchors.Count)], seed, weakerDb: 12, offsetDb: 6)) { Map = WithFloorAbove },
        new("a shop next door", "every receiver of the zone at one end has a twin behind a wall that hears 10 dB weaker, with an offset of its own within 3 dB and 4 dB of noise", Repeats, (hall, recording, seed) =>
            WithTwins(recording, hall.Map, AtTheEnd(hall.Map), seed, weakerDb: 10, offsetDb: 3)) { Map = WithShopNextDoor },
    ];

    private static ZoneMap WithFloorAbove(ZoneMap map)
    {
        const double floorM = 4;
        return new(
            [.. map.Zones, .. map.Zones.Select(zone => new MappedZone("above-" + zone.Id, [], "above"))],
            [.. map.Anchors, .. map.Anchors.Select(anchor => new MappedAnchor("above-" + anchor.Id, "above-" + anchor.Zone, anchor.Position is { } at ? at with { Z = at.Z + floorM } : null))]);
    }

    private static ZoneMap WithShopNextDoor(ZoneMap map)
    {
        var wallM = map.Anchors.Max(anchor => anchor.Position?.X ?? 0) + 0.5;
        return new(
            [.. map.Zones, new MappedZone("next-door", [])],
            [.. map.Anchors, .. AtTheEnd(map).Select(a => map.Anchors[a]).Select(anchor =>
                new MappedAnchor("next-door-" + anchor.Id, "next-door", anchor.Position is { } at ? at with { X = 2 * wallM - at.X } : null))]);
    }

    // The receivers of the zone that has the one farthest along the hall.
    private static int[] AtTheEnd(ZoneMap map)
    {
        var receivers = Enumerable.Range(0, map.Anchors.Count).ToArray();
        var end = map.ZoneOfAnchor[receivers.MaxBy(a => map.Anchors[a].Position?.X ?? 0)];
        return [.. receivers.Where(a => map.ZoneOfAnchor[a] == end)];
    }

    // Each of some receivers has a twin that hears the same packets weaker; the twins come after the hall's own receivers.
    private static Recording WithTwins(Recording recording, ZoneMap map, int[] twins, int seed, double weakerDb, double offsetDb)
    {
        const double noiseDb = 4;
        var random = new Random(seed);
        var offsetsDb = twins.Select(_ => (random.NextDouble() * 2 - 1) * offsetDb).ToArray();
        var twinOf = Enumerable.Range(0, map.Anchors.Count).Select(a => Array.IndexOf(twins, a)).ToArray();
        return recording with { Sightings = [.. recording.Sightings.SelectMany(s => twinOf[s.Anchor] is >= 0 and var twin ? [s, Twin(s, twin)] : new[] { s })] };

        RecordedSighting Twin(RecordedSighting heard, int twin)
        {
            var noise = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(random.NextDouble() * Math.Tau) * noiseDb;
            return heard with { Anchor = map.Anchors.Count + twin, RssiDbm = Math.Clamp(heard.RssiDbm + (float)(offsetsDb[twin] + noise - weakerDb), -127, -1) };
        }
    }

    private static Recording Levels(Recording recording, Func<RecordedSighting, double> changeDb) =>
        recording with { Sightings = [.. recording.Sightings.Select(s => s with { RssiDbm = Math.Clamp(s.RssiDbm + (float)changeDb(s), -127, -1) })] };

    private static Recording Offsets(Hall hall, Recording recording, int seed)
    {
        // The receivers of a hall are the same in all its recordings.
        var random = new Random(seed);
        var offsetsDb = hall.Map.Anchors.Select(_ => random.NextDouble() * 12 - 6).ToArray();
        return Levels(recording, s => offsetsDb[s.Anchor]);
    }

    // The body is between the tag and what lies in one direction of the zone where the walker is: the half of the hall beyond its middle.
    private static Recording Shadowed(Hall hall, Recording recording, int seed)
    {
        const double periodS = 20, shadowDb = 10;
        var random = new Random(seed);
        var shadows = Enumerable.Range(0, (int)(Length(recording) / periodS) + 1)
            .Select(n => (FromS: n * periodS + random.NextDouble() * 5, Seconds: 5 + random.NextDouble() * 15, Angle: random.NextDouble() * Math.Tau)).ToArray();
        var middles = hall.Map.Zones.Select((_, zone) => Middle(hall, zone)).ToArray();
        var (tick, zone) = (-1, 0);
        return Levels(recording, sighting =>
        {
            while (tick + 1 < recording.Truth.Count && recording.Truth[tick + 1].Seconds <= sighting.Seconds) zone = recording.Truth[++tick].Zone;
            if (hall.Map.Anchors[sighting.Anchor].Position is not { } at) return 0;
            var (x, y) = (at.X - middles[zone].X, at.Y - middles[zone].Y);
            return shadows.Any(s => sighting.Seconds >= s.FromS && sighting.Seconds < s.FromS + s.Seconds && x * Math.Cos(s.Angle) + y * Math.Sin(s.Angle) > 0) ? -shadowDb : 0;
        });
    }

    private static Recording Kept(Recording recording, int seed, Func<RecordedSighting, double> chance)
    {
        var random = new Random(seed);
        return recording with { Sightings = [.. recording.Sightings.Where(s => random.NextDouble() < chance(s))] };
    }

    private static Recording LostInBursts(Hall hall, Recording recording, int seed)
    {
        var random = new Random(seed);
        var gaps = new List<(double From, double Until)>();
        for (var at = 0.0; at < Length(recording);)
        {
            var from = at + 3 + random.NextDouble() * 5.67;
            at = from + 1 + random.NextDouble() * 3;
            gaps.Add((from, at));
        }

        return recording with { Sightings = [.. recording.Sightings.Where(s => !gaps.Any(gap => s.Seconds >= gap.From && s.Seconds < gap.Until))] };
    }

    private static Recording Batched(Recording recording, double everyS) => recording with
    {
        Sightings = [.. recording.Sightings
            .Select(s => s with { LateS = everyS - ((s.Seconds + s.Anchor * 0.37) % everyS) })
            .OrderBy(s => s.ArrivesAtS)],
    };

    private static Recording Dead(Hall hall, Recording recording, int variant)
    {
        var dead = Spread(hall, variant);
        return recording with { Sightings = [.. recording.Sightings.Where(s => s.Anchor != dead)] };
    }

    private static Recording Moved(Hall hall, Recording recording, int variant)
    {
        var moved = Spread(hall, variant);
        var anchors = hall.Map.Anchors;
        var beside = Enumerable.Range(0, anchors.Count)
            .Where(a => hall.Map.ZoneOfAnchor[a] != hall.Map.ZoneOfAnchor[moved] && anchors[a].Position is not null && anchors[moved].Position is not null)
            .OrderBy(a => anchors[a].Position!.Value.DistanceTo(anchors[moved].Position!.Value)).DefaultIfEmpty(moved).First();
        return recording with { Sightings = [.. recording.Sightings.Where(s => s.Anchor != moved).SelectMany(s => s.Anchor == beside ? [s, s with { Anchor = moved }] : new[] { s })] };
    }

    private static Recording Seldom(Recording recording, double everyS)
    {
        const double samePacketS = 0.05;
        var kept = new List<RecordedSighting>();
        var packetS = double.NegativeInfinity;
        foreach (var sighting in recording.Sightings)
        {
            if (sighting.Seconds >= packetS + everyS - 1e-9) packetS = sighting.Seconds;
            if (sighting.Seconds < packetS + samePacketS) kept.Add(sighting);
        }

        return recording with { Sightings = kept };
    }

    private static Recording Crowded(Hall hall, Recording recording, int seed)
    {
        const double packetS = 0.02;
        var random = new Random(seed);
        var shadeUntilS = new double[hall.Map.Anchors.Count];
        var shadeDb = new double[shadeUntilS.Length];
        var shaded = Levels(recording, sighting =>
        {
            ref var until = ref shadeUntilS[sighting.Anchor];
            while (until <= sighting.Seconds)
            {
                until += 1 + random.NextDouble() * 4;
                shadeDb[sighting.Anchor] = random.Next(2) * random.NextDouble() * 8;
            }

            return -shadeDb[sighting.Anchor];
        });
        var (packet, collides) = (long.MinValue, false);
        return Kept(shaded, seed, sighting =>
        {
            if ((long)(sighting.Seconds / packetS) != packet) (packet, collides) = ((long)(sighting.Seconds / packetS), random.Next(3) == 0);
            return collides ? 0 : 0.8;
        });
    }

    // Receivers from all over the layout, so that each zone has its turn.
    private static int Spread(Hall hall, int variant) => variant * hall.Map.Anchors.Count / Receivers;

    private static (double X, double Y) Middle(Hall hall, int zone)
    {
        var placed = hall.Map.Anchors.Where((anchor, a) => hall.Map.ZoneOfAnchor[a] == zone && anchor.Position is not null).Select(anchor => anchor.Position!.Value).ToArray();
        return placed.Length == 0 ? (0, 0) : (placed.Average(p => p.X), placed.Average(p => p.Y));
    }

    private static double Length(Recording recording) => recording.Sightings.Count == 0 ? 0 : recording.Sightings[^1].Seconds;
}
