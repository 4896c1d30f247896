using SmartStore.Core.Sightings;

namespace SmartStore.Grains.Tests.Presence.Town;

/// <summary>
/// A day in the town, from a seed. People walk about, go next door, leave and change their minds; scanners keep messages back, repeat them, fall silent and have
/// no clock or a wrong one; layouts are replaced, commits fail, the process starts again. What must hold is checked by a <see cref="Witness"/> after each step.
/// </summary>
internal sealed class RandomDay : IDisposable
{
    private static readonly string[] StoreIds = ["left", "right"];

    private readonly Random _random;
    private readonly Witness _witness;
    private readonly List<Walker> _walkers = [];
    private readonly PriorityQueue<(string Scanner, Sighting Heard, Walker Who), (DateTimeOffset Due, int Order)> _keptBack = new();
    private readonly Dictionary<string, DateTimeOffset> _outages = [];
    private readonly PriorityQueue<string, DateTimeOffset> _mends = new();
    private readonly Quirk _quirk;
    private readonly int _seed;

    /// <param name="grains">The rules; an ablation gives others than those of the product.</param>
    /// <param name="trackerRules">The constants of the trackers; likewise.</param>
    /// <param name="quirk">What goes wrong in the town itself.</param>
    public RandomDay(int seed, TownGrains? grains = null, ZoneTrackerRules? trackerRules = null, Quirk quirk = Quirk.None)
    {
        (_seed, _random, _quirk) = (seed, new Random(seed), quirk);
        Town = new Town(grains, trackerRules);
        _witness = new Witness(Town);
        var failures = new Random(seed);
        Town.Grains.Fails = () => failures.NextDouble() < 0.01;
        foreach (var scanner in Scanners())
            if (Chance(0.3))
                Town.Misset(scanner, _random.Next(3) switch
                {
                    0 => TimeSpan.FromSeconds(_random.Next(1, 60)),
                    1 => new DateTimeOffset(1970, 1, 1, 0, 5, 0, TimeSpan.Zero) - Town.Start,
                    _ => TimeSpan.FromMinutes(-7),
                });
        foreach (var id in new[] { "ann", "bob", "cem" })
        {
            Town.Join(id, id == "bob" ? Tier.Regular : Tier.Vip);
            _walkers.Add(new Walker(id, pace: id == "cem" ? 0.004 : 0.03));
            _witness.Consented(id);
        }
    }

    public Town Town { get; }

    /// <summary>Plays the day in steps of a second.</summary>
    /// <returns>What did not hold, with the seed and what came before; null: all held.</returns>
    public string? Play(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            Happen();
            for (var quarter = 0; quarter < 4; quarter++)
            {
                if (quarter % 2 == 0)
                    foreach (var walker in _walkers)
                        Hear(walker);
                Deliver();
                Town.Pass(0.25);
                if (_witness.Complaint() is { } complaint)
                    return $"seed {_seed}, second {Town.Second}: {complaint}\ntold:\n{string.Join('\n', Town.Told.TakeLast(12))}\nheard:\n{string.Join('\n', _witness.Heard)}";
            }
        }

        return null;
    }

    public void Dispose() => Town.Dispose();

    private void Happen()
    {
        if (_quirk == Quirk.DeafScannersBeat)
            foreach (var (store, anchor) in Scanners().Where(Town.IsDeaf).Select(Town.Find))
                store.Report(anchor, newestUnixMs: 0, Town.Time.NowMs);
        foreach (var walker in _walkers)
        {
            Move(walker);
            Agree(walker);
            if (walker.Store is { } store && walker.Zone == 0 && Chance(0.01))
            {
                Town.Tap(walker.Id, store);
                _witness.Tapped(walker.Id, store);
            }

            if (Chance(0.01)) Town.Grains.Take(walker.Id, id => new ListPut(id, Town.Time.GetUtcNow(), List()));
        }

        if (Chance(0.004)) PutLayout();
        if (Chance(0.004)) Deafen();
        while (_mends.TryPeek(out var mended, out var at) && at <= Town.Time.GetUtcNow())
        {
            _mends.Dequeue();
            Town.Mend(mended);
            _outages.Remove(mended);
            foreach (var walker in _walkers) _witness.Disturbed(walker.Id);
        }

        if (Chance(0.001))
        {
            Town.Restart();
            _witness.Restarted();
        }
    }

    private void Move(Walker walker)
    {
        var (store, zone) = (walker.Store, walker.Zone);
        if (store is null)
        {
            if (Chance(0.02)) (walker.Store, walker.Zone) = (StoreIds[_random.Next(2)], 0);
        }
        else if (Chance(walker.Pace * 0.3)) walker.Store = null;
        else if (Chance(walker.Pace * 0.2)) walker.Store = StoreIds.First(id => id != store);
        else if (Chance(walker.Pace)) walker.Zone = (zone + _random.Next(1, Town.Zones.Length)) % Town.Zones.Length;
        if (Chance(0.004)) walker.MutedUntil = Town.Time.GetUtcNow().AddSeconds(_random.Next(5, 200));
        if (walker.Store != store || walker.Zone != zone) _witness.Disturbed(walker.Id);
        _witness.IsAt(walker.Id, walker.Store, walker.Store is null ? null : Town.Zones[walker.Zone]);
    }

    private void Agree(Walker walker)
    {
        if (!walker.Agrees ? !Chance(0.03) : !Chance(0.006)) return;
        var withdraws = walker.Agrees && Chance(0.5);
        walker.Agrees = !withdraws;
        var purposes = withdraws ? Purposes.None : Purposes.Presence | (Purposes)(_random.Next(4) << 1);
        if (!withdraws || _quirk != Quirk.WithdrawalIsLost) Town.Consent(walker.Id, purposes);
        if (withdraws) _witness.Withdrew(walker.Id);
        else _witness.Consented(walker.Id);
    }

    // Their own zone's scanner hears them well, the others of the store weakly, those next door now and then through the wall.
    private void Hear(Walker walker)
    {
        if (walker.Store is not { } here || walker.MutedUntil > Town.Time.GetUtcNow()) return;
        foreach (var scanner in Scanners())
        {
            var (store, zone) = scanner.Split('/') is [var first, var second] ? (first, second) : default;
            var (chance, dbm) = store != here ? (0.05, -82) : zone == Town.Zones[walker.Zone] ? (0.8, -55) : (0.3, -76);
            if (!Chance(chance) || (Town.IsDeaf(scanner) && !_outages.ContainsKey(scanner))) continue;
            var heard = new Sighting(Town.TagOf(walker.Id), Mac.None, (short)(dbm + _random.Next(-3, 4)), Town.ClockOf(scanner).ToUnixTimeMilliseconds());
            if (_outages.TryGetValue(scanner, out var until))
            {
                KeepBack(scanner, heard, walker, seconds: (until - Town.Time.GetUtcNow()).TotalSeconds + 0.25);
                continue;
            }

            if (!Chance(0.02))
            {
                Town.Send(scanner, [heard]);
                if (!Chance(0.02)) continue;
            }

            KeepBack(scanner, heard, walker, seconds: Chance(0.5) ? _random.Next(1, 3) : _random.Next(4, 400));
        }
    }

    private void KeepBack(string scanner, Sighting heard, Walker who, double seconds) =>
        _keptBack.Enqueue((scanner, heard, who), (Town.Time.GetUtcNow().AddSeconds(seconds), _keptBack.Count));

    private void Deliver()
    {
        while (_keptBack.TryPeek(out var late, out var at) && at.Due <= Town.Time.GetUtcNow())
        {
            _keptBack.Dequeue();
            if (Town.IsDeaf(late.Scanner)) continue;
            Town.Send(late.Scanner, [late.Heard]);
            _witness.Disturbed(late.Who.Id);
        }
    }

    private void PutLayout()
    {
        string[] zones = _random.Next(3) switch { 0 => Town.Zones, 1 => [.. Town.Zones.Reverse()], _ => ["cellar", .. Town.Zones] };
        var layout = Town.Layout(StoreIds[_random.Next(2)], zones);
        Town.Put(_quirk != Quirk.NewLayoutsKnowNoZone ? layout : layout with
        {
            Zones = [.. layout.Zones.Select(zone => zone with { Id = new ZoneId(zone.Id + "-new") })],
            Anchors = [.. layout.Anchors.Select(anchor => anchor with { Zone = new ZoneId(anchor.Zone + "-new") })],
        });
    }

    private void Deafen()
    {
        var scanner = Scanners().ElementAt(_random.Next(StoreIds.Length * Town.Zones.Length));
        if (Town.IsDeaf(scanner)) return;
        Town.Deafen(scanner);
        var until = Town.Time.GetUtcNow().AddSeconds(_random.Next(30, 300));
        _mends.Enqueue(scanner, until);
        // It hears on and sends everything when its line is back, or it hears nothing.
        if (Chance(0.5)) _outages[scanner] = until;
    }

    private IReadOnlyList<ListItem> List() =>
        [.. Town.Zones.SelectMany(zone => new[] { $"{zone}1", $"{zone}2" }).Where(_ => Chance(0.5)).Select(name => new ListItem(name, name, ProductId.None, 1, Chance(0.2)))];

    private static IEnumerable<string> Scanners() => StoreIds.SelectMany(store => Town.Zones.Select(zone => $"{store}/{zone}"));

    private bool Chance(double chance) => _random.NextDouble() < chance;

    private sealed class Walker(string id, double pace)
    {
        public string Id => id;

        /// <summary>Chance to go to another zone within a second.</summary>
        public double Pace => pace;

        public string? Store { get; set; }

        public int Zone { get; set; }

        public bool Agrees { get; set; } = true;

        public DateTimeOffset MutedUntil { get; set; }
    }
}

/// <summary>What goes wrong in the town itself, to see that the witness notices.</summary>
internal enum Quirk
{
    None = 0,

    /// <summary>A new layout has other zones than the one before, though people stand where they stood.</summary>
    NewLayoutsKnowNoZone,

    /// <summary>Who withdraws consent is not heard.</summary>
    WithdrawalIsLost,

    /// <summary>Scanners that hear nothing send heartbeats.</summary>
    DeafScannersBeat,
}
