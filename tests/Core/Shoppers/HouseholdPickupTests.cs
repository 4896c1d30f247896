using SmartStore.Core.Members;
using SmartStore.Core.Orders;

namespace SmartStore.Core.Tests.Shoppers;

/// <summary>Which orders of others a member of the household may fetch, and which of them a tap asks.</summary>
public sealed class HouseholdPickupTests
{
    private static readonly HouseholdId _home = new("home");
    private readonly Day _day = new();
    private readonly Books _books = new();
    private long _version = 100;

    [Theory]
    [InlineData("o1", "o1")]
    [InlineData("", "o1", false)]
    [InlineData("", "o1", true, "another")]
    [InlineData("", "o1", true, "home", HomeStanding.Waits)]
    [InlineData("", "ibuprofen")]
    [InlineData("", "elsewhere")]
    public void An_order_may_be_fetched_while_its_holder_wants_it_is_a_member_and_it_holds_no_care(
        string expected, string order, bool wants = true, string household = "home", HomeStanding standing = HomeStanding.Member)
    {
        var holder = Holder(household, standing, order == "elsewhere"
            ? Order(order) with { Store = Books.Elsewhere }
            : Order(order) with { Items = Day.Items([order == "ibuprofen" ? order : "basil"]) }) with
        {
            Preferences = Preferences.None with { HouseholdMayCollect = wants },
        };
        Assert.Equal(expected, string.Join(", ", HouseholdPickup.Of(holder, _home, CornerShop.Id, _books).Select(let => let.Id.Value)));
    }

    [Fact]
    public void Nothing_is_asked_of_the_others_when_a_tap_can_be_answered_without_them()
    {
        Assert.Null(ToAsk("tap 1 valid"));
        _day.Plays("0:01", "shared waits");
        Assert.Null(ToAsk("tap 1 valid"));
        _day.Plays("0:02", "shared basil");
        Assert.Equal(_home, ToAsk("tap 1 valid"));
        Assert.Null(ToAsk("tap 1 expired"));
        // Asked, and there was nothing: that is the answer.
        Tap("1", []);
        Assert.Null(ToAsk("tap 1 valid"));
        Assert.Equal(_home, ToAsk("tap 2 valid"));
        _day.Plays("0:03", "order o1 ready");
        Assert.Null(ToAsk("tap 2 valid"));
        _day.Plays("0:04", "order o1 claimed");
        Assert.Equal(_home, ToAsk("tap 2 valid"));
    }

    [Fact]
    public void The_tap_asks_the_order_of_the_other_and_the_same_tap_asks_it_again()
    {
        _day.Plays("0:01", "shared basil");
        Assert.Equal(("o9", 1, true), Tap("1", [Offer("o9"), Offer("o8")]));
        // Whatever is offered by then.
        Assert.Equal(("o9", 1, true), Tap("1", [Offer("o8")]));
        Assert.Equal(["o9"], _day.Ann.Collects.Select(order => order.Id.Value));
    }

    [Fact]
    public void Ones_own_ready_order_comes_first_and_what_is_being_brought_after_what_is_ready()
    {
        _day.Plays("0:01", "shared basil");
        _day.Plays("0:02", "order o1 ready");
        Assert.Equal(("o1", 1, false), Tap("1", [Offer("o9")]));
        _day.Plays("0:03", "order o1 claimed");
        Assert.Equal(("o9", 0, true), Tap("2", [Offer("o9")]));
    }

    [Fact]
    public void An_order_that_names_them_is_theirs_to_fetch_without_asking_whose_household_they_are_in()
    {
        _day.Plays("0:01", "shared basil");
        _day.Apply(new OrderCopied("copy", Day.Midnight, Order("o9"), IsYours: false) { IsCollector = true });
        Assert.Null(ToAsk("tap 1 valid"));
        Assert.Equal(("o9", 0, false), Tap("1", null));
    }

    [Fact]
    public void Who_leaves_keeps_nothing_of_an_order_that_they_tapped_for()
    {
        _day.Plays("0:01", "shared basil");
        Tap("1", [Offer("o9")]);
        _day.Plays("0:02", "shared over");
        Assert.Empty(_day.Ann.Collects);
        Assert.Equal((null, 0, false), Tap("2", null));
    }

    private Shopper Holder(string household, HomeStanding standing, Order order) => Shopper.Unknown(new ShopperId("eve")) with
    {
        Profile = new Profile("Eve", Tier.Regular),
        Home = new Home(new HouseholdId(household), standing, Day.Midnight),
        Orders = [order],
    };

    private HouseholdId? ToAsk(string tap)
    {
        var words = tap.Split(' ');
        var fact = new Tapped("ask", Day.Midnight.AddMinutes(5), TapOrigin.Of(CornerShop.Id, "t1", words[1], "pass"), new ZoneId("desk"), Enum.Parse<PassVerdict>(words[2], ignoreCase: true));
        return HouseholdPickup.ToAsk(_day.Ann, fact, _books);
    }

    private CollectableOrder Offer(string id) => HouseholdPickup.Offered(Order(id));

    private Order Order(string id) => new(new OrderId(id), CornerShop.Id, OrderState.Ready, ZoneId.Unknown, []) { CopyVersion = ++_version };

    private (string? Order, int More, bool IsOfHousehold) Tap(string id, IReadOnlyList<CollectableOrder>? offered)
    {
        var fact = new Tapped($"tap-{id}", Day.Midnight.AddMinutes(30), TapOrigin.Of(CornerShop.Id, "t1", id, "pass"), new ZoneId("desk"), PassVerdict.Valid) { OfHousehold = offered };
        var answer = _day.Apply(fact).OfType<TapAnswered>().Single().Answer;
        return (answer.Order?.Value, answer.More, answer.IsOfHousehold);
    }
}
