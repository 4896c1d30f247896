using System.Text;
using SmartStore.Core.Members;

namespace SmartStore.Core.Tests.Shoppers;

/// <summary>
/// A day of one shopper as a table: time, fact, what is told. <see cref="Goes"/> plays the facts through the rules and compares the
/// whole table, so that a test can be read and checked without reading code. Facts:
/// <c>profile vip</c>, <c>name Anna</c>, <c>child eve</c> (who is the guardian), <c>grown</c>, <c>consent presence suggestions staff</c>, <c>paused 5:00 presence</c> (until then), <c>guardian presence</c>
/// (eve says so), <c>forget presence</c> (and the visit), <c>prefers 2 vegan -nuts !basil</c> (suggestions of a visit, diet, what is avoided), <c>list basil soap</c> (a minus before an item: done),
/// <c>zone dairy</c>, <c>zone ?</c>, <c>elsewhere</c>, <c>order o1 ready [items]</c>, <c>lost o1</c>, <c>recipe accepted</c>, <c>reminder snoozed</c>, <c>tap t1 valid</c> (at the desk), <c>desk dairy</c> (a good tap there),
/// <c>heard</c> (in the same zone), <c>timer</c>, <c>stock basil 0</c>, <c>crossed basil</c> (of the stock), <c>add basil</c>, <c>tick basil</c>, <c>untick basil</c>, <c>remove basil</c> (edits of the list),
/// <c>shared basil -soap</c> (the household's list), <c>shared waits</c>, <c>shared over</c>.
/// </summary>
internal sealed class Day
{
    public static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A zone counts as soon as it is entered and is left as soon as another one is: for tables about other rules. See <see cref="LeavingTests"/>.</summary>
    public static readonly ShopperRules AtOnce = ShopperRules.Default with { StayMin = TimeSpan.Zero, LeftAfter = TimeSpan.Zero };

    private readonly Books _books = new();
    private readonly ShopperRules _rules;
    private int _facts;

    public Day(ShopperRules? rules = null)
    {
        _rules = rules ?? AtOnce;
        Apply(new ProfilePut("setup", Midnight, new Profile("Ann", Tier.Regular)));
    }

    public Shopper Ann { get; private set; } = Shopper.Unknown(new ShopperId("ann"));

    public List<ShopperDecision> All { get; } = [];

    /// <summary>The fact that was played last.</summary>
    public ShopperFact? LastFact { get; private set; }

    /// <summary>A day that begins with every consent.</summary>
    public static Day WithAllConsents(ShopperRules? rules = null)
    {
        var day = new Day(rules);
        day.Apply(new ConsentPut("setup-consent", Midnight, Purposes.Presence | Purposes.Suggestions | Purposes.StaffRecognition));
        return day;
    }

    /// <summary>The corner shop sells and cooks something else from now on.</summary>
    public Day In(StoreBook corner)
    {
        _books.Corner = corner;
        return this;
    }

    /// <summary>Plays the table's facts and compares what was told.</summary>
    public Day Goes(string table)
    {
        var rows = table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()).ToList();
        var expected = new StringBuilder();
        var actual = new StringBuilder();
        foreach (var row in rows)
        {
            expected.AppendLine($"{row[0],8} | {row[1],-28} | {row[2]}");
            actual.AppendLine($"{row[0],8} | {row[1],-28} | {Told.Of(Plays(row[0], row[1]))}");
        }
        Assert.Equal(expected.ToString(), actual.ToString(), ignoreLineEndingDifferences: true);
        return this;
    }

    public IReadOnlyList<ShopperDecision> Plays(string time, string fact)
    {
        var at = Midnight + TimeSpan.Parse(time.Count(c => c == ':') == 1 ? "0:" + time : time);
        var words = fact.Split(' ');
        if (words[0] == "stock")
        {
            _books.Corner = CornerShop.Stocked((words[1], int.Parse(words[2])));
            return [];
        }
        return Apply(Fact($"f{++_facts}", at, words));
    }

    public IReadOnlyList<ShopperDecision> Apply(ShopperFact fact)
    {
        LastFact = fact;
        var decisions = ShopperDecider.Decide(Ann, fact, _books, _rules);
        Ann = ShopperEvolution.Evolve(Ann, decisions);
        All.AddRange(decisions);
        return decisions;
    }

    public static IReadOnlyList<ListItem> Items(IEnumerable<string> words) =>
        [.. words.Select(word => new ListItem(word.TrimStart('-'), word.TrimStart('-').Replace('_', ' '), ProductId.None, 1, word[0] == '-'))];

    private ShopperFact Fact(string id, DateTimeOffset at, string[] words) => words[0] switch
    {
        "profile" => new ProfilePut(id, at, new Profile("Ann", words[1] == "vip" ? Tier.Vip : Tier.Regular)),
        "name" => new ProfilePut(id, at, Ann.Profile! with { Name = words[1] }),
        "consent" => new ConsentPut(id, at, Set(words.Skip(1))),
        "paused" => new ConsentPut(id, at, Set(words.Skip(2))) { PausedUntil = Midnight + TimeSpan.Parse("0:" + words[1]) },
        "guardian" => new ConsentPut(id, at, Set(words.Skip(1))) { Guardian = "eve" },
        "forget" => new ConsentPut(id, at, Set(words.Skip(1))) { ForgetsVisit = true },
        "child" => new ProfilePut(id, at, Ann.Profile! with { IsChild = true, Guardian = words[1] }),
        "grown" => new ProfilePut(id, at, Ann.Profile! with { IsChild = false }),
        "prefers" => new PreferencesCopied(id, at, Preferences.None with { SuggestionsPerVisit = int.Parse(words[1]), Diet = [.. words.Skip(2).Where(word => word[0] != '!')], Avoid = [.. words.Skip(2).Where(word => word[0] == '!').Select(word => new ProductId(word[1..]))] }, _facts),
        "list" => new ListPut(id, at, Items(words.Skip(1))),
        "zone" => new ZoneObserved(id, at, CornerShop.Id, new ZoneId(words[1].TrimStart('?')), 0.9, at, at),
        "elsewhere" => new ZoneObserved(id, at, Books.Elsewhere, new ZoneId("entrance"), 0.9, at, at),
        "heard" => new StillHere(id, at, CornerShop.Id, at),
        "order" => new OrderCopied(id, at, new Order(new OrderId(words[1]), CornerShop.Id, State(words[2]), ZoneId.Unknown, Items(words.Skip(3))) { CopyVersion = _facts }, IsYours: true),
        "lost" => new OrderCopied(id, at, new Order(new OrderId(words[1]), CornerShop.Id, OrderState.Ready, ZoneId.Unknown, []) { CopyVersion = _facts }, IsYours: false),
        "recipe" => new ResponseGiven(id, at, Last(SuggestionKind.Recipe), Enum.Parse<Response>(words[1], ignoreCase: true)),
        "reminder" => new ResponseGiven(id, at, Last(SuggestionKind.Reminder), Enum.Parse<Response>(words[1], ignoreCase: true)),
        "tap" => new Tapped(id, at, TapOrigin.Of(CornerShop.Id, "t1", words[1], "pass"), new ZoneId("desk"), Enum.Parse<PassVerdict>(words[2], ignoreCase: true)),
        "desk" => new Tapped(id, at, TapOrigin.Of(CornerShop.Id, "t1", id, "pass"), new ZoneId(words[1]), PassVerdict.Valid),
        "shared" => Shared(id, at, words[1..]),
        "timer" => new Woken(id, at, Midnight),
        "crossed" => new StockCrossed(id, at, CornerShop.Id, [.. words.Skip(1).Select(word => new ProductId(word))]),
        "add" => new ListEdited(id, at, [.. Items(words.Skip(1)).Select(item => new ListEdit($"{id}-{item.Id}", ListEditKind.Put, item.Id, item))]),
        "tick" or "untick" or "remove" => new ListEdited(id, at, [.. words.Skip(1).Select(word => new ListEdit($"{id}-{word}", Enum.Parse<ListEditKind>(words[0], ignoreCase: true), word, null))]),
        _ => throw new ArgumentException($"No fact '{words[0]}'.", nameof(words)),
    };

    private HouseholdCopied Shared(string id, DateTimeOffset at, string[] words)
    {
        if (Ann.Home is null) Apply(new HomeChosen($"{id}-chosen", at, new HouseholdId("home"), 0));
        var standing = words is ["waits"] ? HomeStanding.Waits : words is ["over"] ? HomeStanding.None : HomeStanding.Member;
        IReadOnlyList<ListItem> items = standing == HomeStanding.Member ? [.. Items(words).Select(item => item with { IsShared = true })] : [];
        return new HouseholdCopied(id, at, new HouseholdId("home"), _facts, standing, _facts, items, WantedCount: 0);
    }

    private static Purposes Set(IEnumerable<string> words) => words.Aggregate(Purposes.None, (set, word) => set | Purpose(word));

    private static Purposes Purpose(string word) => word switch
    {
        "presence" => Purposes.Presence,
        "suggestions" => Purposes.Suggestions,
        "staff" => Purposes.StaffRecognition,
        _ => Purposes.None,
    };

    private static OrderState State(string word) => word == "handed_over" ? OrderState.HandedOver : Enum.Parse<OrderState>(word, ignoreCase: true);

    private SuggestionId Last(SuggestionKind kind) => Ann.Sent.Last(sent => sent.Kind == kind).Id;
}
