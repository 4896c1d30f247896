namespace SmartStore.Core.Tests.Zones;

public sealed class ZoneTrackerTests
{
    private const int Entrance = 0;
    private const int Produce = 1;
    private const int Desk = 2;
    private readonly Hall _hall = new("entrance", "produce", "desk");

    [Fact]
    public void A_shopper_who_is_heard_is_in_the_zone_that_hears_them_best_within_a_second()
    {
        var tracker = new ZoneTracker(_hall.Model);
        var changes = _hall.Stand(tracker, Produce, Hall.StartMs, 1_000);
        var change = Assert.Single(changes);
        Assert.Equal((Produce, ZoneMap.Unknown, TransitionCause.Evidence), (change.Zone, change.Previous, change.Cause));
        Assert.InRange(change.Confidence, (float)ZoneTrackerRules.Default.EnterAt, 1f);
        Assert.Equal(Produce, tracker.Zone);
    }

    [Fact]
    public void Before_anything_is_heard_nothing_is_known()
    {
        var tracker = new ZoneTracker(_hall.Model);
        Assert.Null(tracker.Tick(Hall.StartMs));
        Assert.Equal((ZoneMap.Unknown, 0f, 0L), (tracker.Zone, tracker.Confidence, tracker.LastEvidenceAtMs));
    }

    [Fact]
    public void One_sighting_of_one_beacon_suffices_once_a_second_has_passed()
    {
        var tracker = new ZoneTracker(_hall.Model);
        Assert.Null(tracker.Hear(Desk, -70, Hall.StartMs, Sensing.Phone));
        var change = tracker.Tick(Hall.StartMs + 1_000);
        Assert.Equal(Desk, change?.Zone);
    }

    [Fact]
    public void Walking_into_the_next_zone_is_answered_within_two_seconds()
    {
        var tracker = new ZoneTracker(_hall.Model);
        _hall.Stand(tracker, Entrance, Hall.StartMs, 60_000);
        var change = Assert.Single(_hall.Stand(tracker, Produce, Hall.StartMs + 60_000, 5_000));
        Assert.Equal((Produce, Entrance), (change.Zone, change.Previous));
        Assert.InRange(change.AtUnixMs - (Hall.StartMs + 60_000), 0, 2_000);
    }

    [Fact]
    public void A_shopper_on_the_very_border_under_noise_does_not_flap()
    {
        const int seed = 7;
        var random = new Random(seed);
        var tracker = new ZoneTracker(_hall.Model);
        var levels = new float[3];
        int changes = 0, strongestChanges = 0, strongest = Entrance;
        for (var at = Hall.StartMs; at < Hall.StartMs + 300_000; at += 200)
        {
            for (var anchor = 0; anchor < 3; anchor++)
            {
                levels[anchor] = (anchor == Desk ? -79 : -61) + Noise(random);
                if (tracker.Hear(anchor, levels[anchor], at, Sensing.Store) is not null) changes++;
            }

            var now = Array.IndexOf(levels, levels.Max());
            if (now != strongest) strongestChanges++;
            strongest = now;
        }

        Assert.True(strongestChanges > 500, $"the noise is too tame: {strongestChanges}, seed {seed}");
        Assert.True(changes <= 25, $"{changes} changes in five minutes on the border, seed {seed}");
    }

    [Fact]
    public void One_packet_from_afar_does_not_move_a_shopper_who_is_heard_every_five_seconds()
    {
        var tracker = new ZoneTracker(_hall.Model);
        _hall.Stand(tracker, Entrance, Hall.StartMs, 30_000, everyMs: 5_000, isHeard: a => a == Entrance);
        tracker.Tick(Hall.StartMs + 28_000);
        Assert.Null(tracker.Hear(Desk, -88, Hall.StartMs + 29_000, Sensing.Store));
        Assert.Null(tracker.Tick(Hall.StartMs + 33_000));
        Assert.Equal(Entrance, tracker.Zone);
    }

    [Fact]
    public void A_receiver_that_reports_ten_times_as_often_does_not_win_by_it()
    {
        var tracker = new ZoneTracker(_hall.Model);
        for (var at = Hall.StartMs; at < Hall.StartMs + 20_000; at += 100)
        {
            tracker.Hear(Desk, -66, at, Sensing.Store);
            if (at % 1_000 == 0) tracker.Hear(Produce, -60, at, Sensing.Store);
        }

        Assert.Equal(Produce, tracker.Zone);
    }

    [Fact]
    public void A_flood_from_one_receiver_is_one_level_a_step()
    {
        var tracker = new ZoneTracker(_hall.Model);
        for (var at = Hall.StartMs; at < Hall.StartMs + 3_000; at += 250)
        {
            tracker.Hear(Produce, -60, at, Sensing.Store);
            for (var i = 0; i < 2_000; i++) tracker.Hear(Desk, -70, at + i / 10, Sensing.Store);
        }

        Assert.Equal(Produce, tracker.Zone);
    }

    [Fact]
    public void Phone_sensed_and_store_sensed_evidence_count_together()
    {
        var tracker = new ZoneTracker(_hall.Model);
        // The scanners cannot tell entrance from produce; the phone can, and hears everything 25 dB weaker.
        for (var at = Hall.StartMs; at < Hall.StartMs + 5_000; at += 250)
        {
            tracker.Hear(Entrance, -60, at, Sensing.Store);
            tracker.Hear(Produce, -60, at, Sensing.Store);
            tracker.Hear(Entrance, -94, at, Sensing.Phone);
            tracker.Hear(Produce, -85, at, Sensing.Phone);
        }

        Assert.Equal(Produce, tracker.Zone);
    }

    [Fact]
    public void The_same_facts_give_the_same_answer()
    {
        Assert.Equal(Drunkard(seed: 11), Drunkard(seed: 11));
    }

    [Fact]
    public void Within_a_step_order_does_not_matter()
    {
        var forward = new ZoneTracker(_hall.Model);
        var backward = new ZoneTracker(_hall.Model);
        for (var step = 0; step < 20; step++)
        {
            var at = Hall.StartMs + step * 250;
            for (var i = 0; i < 3; i++) forward.Hear(i, Hall.LevelDbm(Produce, i), at + i * 50, Sensing.Store);
            for (var i = 2; i >= 0; i--) backward.Hear(i, Hall.LevelDbm(Produce, i), at + i * 50, Sensing.Store);
        }

        Span<float> one = stackalloc float[3];
        Span<float> other = stackalloc float[3];
        forward.CopyPosterior(one);
        backward.CopyPosterior(other);
        for (var z = 0; z < 3; z++) Assert.Equal(one[z], other[z], 5);
        Assert.Equal((Produce, Produce), (forward.Zone, backward.Zone));
    }

    [Fact]
    public void A_sighting_that_comes_a_second_late_still_counts()
    {
        var tracker = new ZoneTracker(_hall.Model);
        _hall.Stand(tracker, Entrance, Hall.StartMs, 2_000, isHeard: a => a == Entrance);
        for (var at = Hall.StartMs + 2_000; at < Hall.StartMs + 6_000; at += 200)
        {
            tracker.Hear(Entrance, -67, at, Sensing.Store);
            tracker.Hear(Produce, -55, at - 1_000, Sensing.Store);
        }

        Assert.Equal(Produce, tracker.Zone);
    }

    [Fact]
    public void A_sighting_older_than_three_seconds_is_ignored()
    {
        var tracker = new ZoneTracker(_hall.Model);
        _hall.Stand(tracker, Entrance, Hall.StartMs, 10_000);
        for (var i = 0; i < 200; i++) Assert.Null(tracker.Hear(Desk, -30, Hall.StartMs + 6_000 + i, Sensing.Store));
        Assert.Null(tracker.Tick(Hall.StartMs + 11_000));
        Assert.Equal(Entrance, tracker.Zone);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(32_503_680_000_000)]
    public void A_nonsense_time_changes_nothing(long at)
    {
        var tracker = new ZoneTracker(_hall.Model);
        _hall.Stand(tracker, Entrance, Hall.StartMs, 5_000);
        Assert.Null(tracker.Hear(Desk, -30, at, Sensing.Store));
        Assert.Null(tracker.Confirm(Desk, at));
        Assert.Empty(_hall.Stand(tracker, Entrance, Hall.StartMs + 5_000, 5_000));
        Assert.Equal(Entrance, tracker.Zone);
    }

    [Theory]
    [InlineData(-1, -60f)]
    [InlineData(3, -60f)]
    [InlineData(Desk, -128f)]
    [InlineData(Desk, 21f)]
    [InlineData(Desk, float.NaN)]
    [InlineData(Desk, float.PositiveInfinity)]
    public void An_anchor_or_a_level_that_cannot_be_is_ignored(int anchor, float rssiDbm)
    {
        var tracker = new ZoneTracker(_hall.Model);
        tracker.Hear(anchor, rssiDbm, Hall.StartMs, Sensing.Store);
        Assert.Null(tracker.Tick(Hall.StartMs + 2_000));
        Assert.Equal(0, tracker.LastEvidenceAtMs);
    }

    [Fact]
    public void Half_a_minute_of_silence_makes_the_zone_unknown_and_not_before()
    {
        var tracker = new ZoneTracker(_hall.Model);
        _hall.Stand(tracker, Produce, Hall.StartMs, 5_000);
        var last = tracker.LastEvidenceAtMs;
        for (var now = last; now <= last + 30_000; now += 1_000) Assert.Null(tracker.Tick(now));
        var change = tracker.Tick(last + 30_001);
        Assert.Equal(new ZoneTransition(ZoneMap.Unknown, Produce, last + 30_001, 0, TransitionCause.Silence), change);
        Assert.Null(tracker.Tick(last + 60_000));
    }

    [Fact]
    public void Ticks_do_not_outrun_a_phone_that_reports_in_batches()
    {
        var tracker = new ZoneTracker(_hall.Model);
        _hall.Stand(tracker, Entrance, Hall.StartMs, 10_000, everyMs: 1_000);
        for (var now = Hall.StartMs + 10_000; now <= Hall.StartMs + 20_000; now += 1_000) tracker.Tick(now);
        var changes = _hall.Stand(tracker, Produce, Hall.StartMs + 10_000, 10_000, everyMs: 1_000);
        Assert.Equal(Produce, Assert.Single(changes).Zone);
    }

    [Fact]
    public void A_liar_who_pulled_the_tracker_into_the_future_is_undone_by_the_next_tick()
    {
        var tracker = new ZoneTracker(_hall.Model);
        _hall.Stand(tracker, Entrance, Hall.StartMs, 5_000);
        tracker.Hear(Desk, -30, Hall.StartMs + 25_000, Sensing.Store);
        Assert.Null(tracker.Tick(Hall.StartMs + 5_200));
        Assert.Empty(_hall.Stand(tracker, Entrance, Hall.StartMs + 5_200, 3_000));
        Assert.Equal(Produce, Assert.Single(_hall.Stand(tracker, Produce, Hall.StartMs + 8_200, 3_000)).Zone);
    }

    [Fact]
    public void A_month_between_two_sightings_is_survived()
    {
        var tracker = new ZoneTracker(_hall.Model);
        _hall.Stand(tracker, Entrance, Hall.StartMs, 5_000);
        var later = Hall.StartMs + 40L * 24 * 3_600_000;
        var changes = _hall.Stand(tracker, Desk, later, 5_000);
        Assert.Equal([ZoneMap.Unknown, Desk], changes.Select(c => c.Zone));
    }

    [Fact]
    public void More_anchors_than_a_tracker_remembers_leave_the_loudest_zone_standing()
    {
        var zones = Enumerable.Range(0, 40).Select(i => $"z{i}").ToArray();
        var hall = new Hall(zones);
        var tracker = new ZoneTracker(hall.Model);
        for (var at = Hall.StartMs; at < Hall.StartMs + 10_000; at += 250)
            for (var anchor = 0; anchor < 40; anchor++)
                tracker.Hear(anchor, Math.Max(-95, Hall.LevelDbm(30, anchor)), at + anchor, Sensing.Store);
        Assert.Equal(30, tracker.Zone);
    }

    private static float Noise(Random random) => (float)((random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 8);

    private List<ZoneTransition> Drunkard(int seed)
    {
        var random = new Random(seed);
        var tracker = new ZoneTracker(_hall.Model);
        var changes = new List<ZoneTransition>();
        for (var leg = 0; leg < 20; leg++)
            changes.AddRange(_hall.Stand(tracker, random.Next(3), Hall.StartMs + leg * 4_000, 4_000, noiseDb: _ => Noise(random)));
        Assert.True(changes.Count > 5);
        return changes;
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(0, 1)]
    public void A_receiver_that_sounds_loud_to_anybody_does_not_pull_who_stands_beside_its_zone(double louderZoneMaxDb, int wrongChanges)
    {
        const int gainDb = 6;
        var tracker = new ZoneTracker(ZoneModel.Compile(_hall.Map, Hall.Rules with { LouderZoneMaxDb = louderZoneMaxDb }));
        float Gain(int anchor) => anchor == Produce ? gainDb : 0;
        _hall.Stand(tracker, Desk, Hall.StartMs, 60_000, noiseDb: Gain);
        _hall.Stand(tracker, Entrance, Hall.StartMs + 60_000, 60_000, noiseDb: Gain);
        Assert.Equal(Entrance, tracker.Zone);

        // A step towards produce: the entrance is 3 dB ahead still, were it not for the gain.
        var changes = _hall.Stand(tracker, Entrance, Hall.StartMs + 120_000, 20_000, noiseDb: a => Gain(a) + (a == Entrance ? -4 : a == Produce ? 5 : 0));
        Assert.Equal(wrongChanges, changes.Count);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 4)]
    public void A_zone_is_corrected_by_how_it_sounds_from_outside_only_where_several_anchors_say_so(int anchorsOfZone, int correctedLeastDb)
    {
        var zones = new[] { "a", "b", "c" };
        var map = new ZoneMap([.. zones.Select(zone => new MappedZone(zone, []))], [.. zones.SelectMany(zone => Enumerable.Range(0, anchorsOfZone).Select(i => new MappedAnchor($"{zone}{i}", zone)))]);
        var tracker = new ZoneTracker(ZoneModel.Compile(map));
        for (var at = Hall.StartMs; at < Hall.StartMs + 35_000; at += 200)
            for (var anchor = 0; anchor < map.Anchors.Count; anchor++)
                tracker.Hear(anchor, map.ZoneOfAnchor[anchor] switch { 0 => -50, 1 => -58, _ => -80 }, at, Sensing.Store);

        Span<float> levels = stackalloc float[3];
        Assert.True(tracker.CopyLevels(Sensing.Store, levels));
        Assert.Equal(0, tracker.Zone);
        Assert.Equal(levels[1], -58 - correctedLeastDb, 1f);
        Assert.Equal(levels[2], -80 + correctedLeastDb, 1f);
    }

    [Fact]
    public void However_long_one_stands_a_zone_ahead_by_more_than_the_correction_is_kept()
    {
        var tracker = new ZoneTracker(_hall.Model);
        _hall.Stand(tracker, Entrance, Hall.StartMs, 1_000);
        var ahead = (float)(2 * ZoneTrackerRules.Default.LouderZoneMaxDb + 1);
        float Border(int anchor) => anchor == Produce ? 12 - ahead : 0;
        Assert.Empty(_hall.Stand(tracker, Entrance, Hall.StartMs + 1_000, 20 * 60_000, everyMs: 1_000, noiseDb: Border));
        Assert.Equal(Entrance, tracker.Zone);
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(0, true)]
    public void A_zone_that_is_heard_loud_from_outside_is_left_while_it_still_sounds_loud(int throughTheDoorDb, bool isStillInside)
    {
        const int inside = 0, outside = 1;
        var hall = new Hall("inside", "outside");
        var tracker = new ZoneTracker(hall.Model);
        float Asymmetric(int zone, int anchor) => zone == outside && anchor == inside ? throughTheDoorDb : 0;
        for (var stay = 0; stay < 4; stay++)
            hall.Stand(tracker, stay % 2, Hall.StartMs + stay * 30_000, 30_000, noiseDb: a => Asymmetric(stay % 2, a));
        hall.Stand(tracker, inside, Hall.StartMs + 120_000, 30_000);

        // At the door from within: the inner anchor 4 dB stronger than the outer one.
        hall.Stand(tracker, inside, Hall.StartMs + 150_000, 5_000, noiseDb: a => a == outside ? 8 : 0);
        Assert.Equal(isStillInside ? inside : outside, tracker.Zone);
    }

    [Fact]
    public void Where_a_shopper_stands_for_an_hour_teaches_no_more_than_the_first_minute_did()
    {
        var hall = new Hall("a", "b");
        Span<float> levels = stackalloc float[2];
        var gaps = new float[2];
        for (var i = 0; i < 2; i++)
        {
            var tracker = new ZoneTracker(hall.Model);
            hall.Stand(tracker, 0, Hall.StartMs, 60_000);
            hall.Stand(tracker, 0, Hall.StartMs + 60_000, i * 60 * 60_000 + 10_000, everyMs: 500, noiseDb: a => a == 1 ? -6 : 0);
            tracker.CopyLevels(Sensing.Store, levels);
            gaps[i] = levels[0] - levels[1];
        }

        Assert.Equal(gaps[0], gaps[1], 0.5);
    }
}
