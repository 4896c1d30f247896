using System.Diagnostics.CodeAnalysis;
using SmartStore.Core.Sightings;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.Tests.Presence.Town;

/// <summary>
/// Two stores that share a wall, their real trackers and the real rules of their shoppers on one clock that the test moves: everything between a sighting
/// and a decision, without a host and without a network.
/// </summary>
internal sealed class Town : IDisposable
{
    /// <summary>The step of the clock: as often as the host lets time pass for the trackers.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    public static readonly string[] Zones = ["door", "wine", "bread"];

    public static readonly DateTimeOffset Start = new SettableTime().GetUtcNow();

    private readonly TagIndex _tags = new();
    private RotatingTags _rotating = RotatingTags.None;
    private SightingIntake _intake;
    private readonly HashSet<string> _deaf = [];
    private readonly Dictionary<string, TimeSpan> _clocksOff = [];
    private int _steps;

    public Town(TownGrains? grains = null, ZoneTrackerRules? trackerRules = null)
    {
        Grains = grains ?? new TownGrains();
        Time = Grains.Time;
        Stores = new TrackedStores(trackerRules ?? ZoneTrackerRules.Default, Time);
        foreach (var store in new[] { "left", "right" }) Put(Layout(store));
        Restart();
    }

    public SettableTime Time { get; }

    public TrackedStores Stores { get; }

    public TownGrains Grains { get; }

    public TrackerTable Table { get; private set; }

    public SightingCounts Fates { get; } = new();

    /// <summary>What phones and staff were told, each line with the second since the start: <c>12.5 ann visit_started left</c>.</summary>
    public IReadOnlyList<string> Told => [.. Grains.Told.Select(told => told.ToString())];

    /// <summary>Seconds since the start.</summary>
    public double Second => (Time.GetUtcNow() - Start).TotalSeconds;

    public static StoreLayout Layout(string store, params string[] zones)
    {
        var names = zones.Length > 0 ? zones : Zones;
        return new(
            new StoreId(store), store, "EUR", "",
            [.. names.Select(zone => new Zone(new ZoneId(zone), zone, [], zone == "door", IsPickup: false))],
            [.. names.Select((zone, i) => new Anchor(zone, new ZoneId(zone), "", i * 20, 0, 2))],
            [new Terminal("kiosk", new ZoneId(names[0]))], []);
    }

    /// <summary>Two things in every zone: <c>wine1</c>, <c>wine2</c>.</summary>
    private static IReadOnlyList<Product> Products(StoreLayout layout) =>
    [
        .. layout.Zones.SelectMany(zone => Enumerable.Range(1, 2).Select(number => $"{zone.Id}{number}")
            .Select(name => new Product(new ProductId(name), name, zone.Id, "1", 100, 5, IsCare: false, []))),
    ];

    private static IReadOnlyList<Recipe> Recipes { get; } =
        [.. Enumerable.Range(1, 2).Select(number => new Recipe($"dish{number}", $"Dish {number}", "", 20, [.. Zones.Select(zone => new Ingredient($"{zone}{number}", ProductId.None, "", IsOptional: false))], []))];

    /// <summary>Adds a shopper with a tag who agrees to everything.</summary>
    public void Join(string shopper, Tier tier = Tier.Vip)
    {
        _tags.Replace(shopper, [TagOf(shopper).ToString()]);
        Grains.Take(shopper, id => new ProfilePut(id, Time.GetUtcNow(), new Profile(shopper, tier)));
        Consent(shopper, Purposes.Presence | Purposes.Suggestions | Purposes.StaffRecognition);
    }

    public void Consent(string shopper, Purposes purposes) => Grains.Take(shopper, id => new ConsentPut(id, Time.GetUtcNow(), purposes));

    public void Tap(string shopper, string store, string zone = "door") => Grains.Take(shopper, id =>
        new Tapped(id, Time.GetUtcNow(), new Core.Pickup.TapOrigin(new StoreId(store), "kiosk", id, PassDigest: ""), new ZoneId(zone), Core.Pickup.PassVerdict.Valid));

    /// <summary>Puts a layout, with or without a calibration, in the place of the one before.</summary>
    public void Put(StoreLayout layout, Calibration? calibration = null)
    {
        Stores.Replace(layout, calibration);
        Grains.Put(StoreBook.Compile(layout, Products(layout), Recipes));
    }

    /// <summary>A scanner falls silent: it hears nothing and sends no heartbeat.</summary>
    public void Deafen(string scanner) => _deaf.Add(scanner);

    public void Mend(string scanner) => _deaf.Remove(scanner);

    /// <summary>A scanner's clock is off by so much from now on; negative: behind.</summary>
    public void Misset(string scanner, TimeSpan by) => _clocksOff[scanner] = by;

    public bool IsDeaf(string scanner) => _deaf.Contains(scanner);

    /// <summary>A scanner, such as <c>left/wine</c>, sends what it heard of a shopper.</summary>
    /// <param name="secondsAgo">When it heard them; nothing: just now.</param>
    /// <returns>How many sightings were taken.</returns>
    public int Hear(string shopper, string scanner, short rssiDbm = -55, params double[] secondsAgo)
    {
        if (IsDeaf(scanner)) return 0;
        double[] ages = secondsAgo.Length == 0 ? [0] : secondsAgo;
        return Send(scanner, [.. ages.Select(age => new Sighting(TagOf(shopper), Mac.None, rssiDbm, ClockOf(scanner).AddSeconds(-age).ToUnixTimeMilliseconds()))]);
    }

    /// <summary>Gives shoppers tags whose ids rotate, beside those they have.</summary>
    public void Rotating(params RotatingTag[] tags)
    {
        _rotating = new RotatingTags(tags);
        _rotating.Rotate(Time.GetUtcNow());
        _intake = new SightingIntake(Table, _tags, _rotating, Fates, Time);
    }

    /// <summary>A scanner hears an ephemeral id.</summary>
    /// <returns>How many sightings were taken.</returns>
    public int HearId(ulong id, string scanner, short rssiDbm = -55)
    {
        _rotating.Rotate(Time.GetUtcNow());
        return Send(scanner, [new Sighting(BeaconKey.OfEid(id), Mac.None, rssiDbm, ClockOf(scanner).ToUnixTimeMilliseconds())]);
    }

    /// <summary>A shopper's own phone hears the beacon in a zone, such as <c>left/wine</c>, of a store laid out by <see cref="WithBeacons"/>.</summary>
    /// <returns>How many sightings were taken.</returns>
    public int HearByPhone(string shopper, string zone, short rssiDbm = -55)
    {
        var (store, anchor) = Find(zone);
        Assert.True(BeaconKey.TryParse(store.Layout.Anchors[anchor].BeaconKey, out var key));
        return _intake.FromPhone(store, System.Text.Encoding.ASCII.GetBytes(shopper), [new Sighting(key, Mac.None, rssiDbm, Time.NowMs)]);
    }

    /// <summary>The layout of a store whose scanners are beacons, too.</summary>
    public static StoreLayout WithBeacons(string store)
    {
        var layout = Layout(store);
        return layout with { Anchors = [.. layout.Anchors.Select((anchor, i) => anchor with { BeaconKey = $"ibeacon:f7826da6-4fa2-4e98-8024-bc5b71e0893e:1:{i}" })] };
    }

    /// <summary>A scanner sends a message.</summary>
    /// <returns>How many sightings were taken.</returns>
    public int Send(string scanner, Sighting[] heard)
    {
        var (store, anchor) = Find(scanner);
        var taken = _intake.FromScanner(store, anchor, heard);
        Sent?.Invoke(scanner, heard);
        return taken;
    }

    /// <summary>After every message of a scanner: whose it was, and what it held; nothing of a heartbeat.</summary>
    public Action<string, Sighting[]>? Sent { get; set; }

    /// <summary>What a scanner's clock shows.</summary>
    public DateTimeOffset ClockOf(string scanner) => Time.GetUtcNow() + _clocksOff.GetValueOrDefault(scanner);

    /// <summary>A scanner as the trackers see it.</summary>
    public (TrackedStore Store, int Anchor) Find(string scanner)
    {
        var (id, anchor) = scanner.Split('/') is [var first, var second] ? (first, second) : throw new ArgumentException(scanner, nameof(scanner));
        var store = Stores.Find(id)!;
        return (store, store.Scanner(System.Text.Encoding.ASCII.GetBytes(anchor)));
    }

    /// <summary>The process starts again: trackers are lost, and of shoppers what was not committed.</summary>
    [MemberNotNull(nameof(Table), nameof(_intake))]
    public void Restart()
    {
        Table = Grains.NewTable(Stores, Fates);
        _intake = new SightingIntake(Table, _tags, _rotating, Fates, Time);
    }

    /// <summary>A shopper stands near a scanner for a while and is heard twice a second.</summary>
    public void Stand(string shopper, string scanner, double seconds, short rssiDbm = -55)
    {
        for (var i = 0; i < seconds * 2; i++)
        {
            Hear(shopper, scanner, rssiDbm);
            Pass(0.5);
        }
    }

    /// <summary>Time passes, in steps. Scanners that work send a heartbeat every second.</summary>
    public void Pass(double seconds)
    {
        for (var i = 0; i < seconds / Step.TotalSeconds; i++)
        {
            Time.Advance(Step);
            if (_steps++ % 4 == 0) Beat();
            Grains.Wake();
            Table.Tick();
        }
    }

    public void Dispose() => Fates.Dispose();

    /// <summary>What a shopper's tag sends.</summary>
    public static BeaconKey TagOf(string shopper)
    {
        var number = (ushort)Math.Abs(shopper.Aggregate(7, (sum, c) => ((sum * 31) + c) % 60_000));
        Assert.True(BeaconKey.TryParse($"ibeacon:f7826da6-4fa2-4e98-8024-bc5b71e0893e:7:{number}", out var key));
        return key;
    }

    private void Beat()
    {
        foreach (var store in Stores.All)
        {
            for (var anchor = 0; anchor < store.Layout.Anchors.Count; anchor++)
                if ($"{store.Id}/{store.Layout.Anchors[anchor].Id}" is var scanner && !IsDeaf(scanner))
                    Send(scanner, []); // an empty list is a heartbeat

            store.Silent(Time.NowMs);
        }
    }
}
