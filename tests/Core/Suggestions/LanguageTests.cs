using System.Reflection;
using SmartStore.Core.Orders;
using SmartStore.Core.Screens;
using SmartStore.Core.Tests.Shoppers;

namespace SmartStore.Core.Tests.Suggestions;

/// <summary>In which language people read what a store says.</summary>
public sealed class LanguageTests
{
    private static readonly DateTimeOffset _noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", "", "No order is ready for you here.")]
    [InlineData("", "ko", "이곳에 준비된 주문이 없습니다.")]
    [InlineData("", "ko-KR", "이곳에 준비된 주문이 없습니다.")]
    [InlineData("en-GB", "ko", "No order is ready for you here.")]
    [InlineData("KO", "en", "이곳에 준비된 주문이 없습니다.")]
    [InlineData("fr", "ko", "이곳에 준비된 주문이 없습니다.")]
    [InlineData("fr", "fr", "No order is ready for you here.")]
    [InlineData("kok", "", "No order is ready for you here.")] // Konkani
    public void A_persons_language_counts_then_the_stores_then_English(string preferred, string store, string text) =>
        Assert.Equal(text, Phrases.Of(preferred, CornerShop.Layout(CornerShop.Id) with { Language = store }).NoOrder);

    [Theory]
    [InlineData("바질", "바질은 바질이 바질을")]
    [InlineData("우유", "우유는 우유가 우유를")]
    [InlineData("두부 외 3개", "두부 외 3개는 두부 외 3개가 두부 외 3개를")]
    [InlineData("o-13", "o-13은 o-13이 o-13을")] // sam
    [InlineData("o-12", "o-12는 o-12가 o-12를")] // i
    [InlineData("우유(저지방)", "우유(저지방)는 우유(저지방)가 우유(저지방)를")]
    [InlineData("우유!", "우유!는 우유!가 우유!를")]
    [InlineData("milk", "milk은(는) milk이(가) milk을(를)")]
    [InlineData("", "은(는) 이(가) 을(를)")]
    [InlineData("()", "()은(는) ()이(가) ()을(를)")]
    public void A_particle_follows_the_last_sound_of_its_word(string word, string expected) =>
        Assert.Equal(expected, $"{KoreanParticle.Topic.After(word)} {KoreanParticle.Subject.After(word)} {KoreanParticle.Object.After(word)}");

    [Fact]
    public void A_digit_is_read_aloud() => Assert.Equal(
        "0을 1을 2를 3을 4를 5를 6을 7을 8을 9를", string.Join(' ', Enumerable.Range(0, 10).Select(digit => KoreanParticle.Object.After($"{digit}"))));

    [Fact]
    public void Suggestions_of_a_Korean_store_are_Korean()
    {
        var day = Day.WithAllConsents().In(Korean());
        day.Plays("0:01", "list 토마토 모차렐라");
        var recipe = Assert.Single(day.Plays("0:02", "zone produce").OfType<Suggested>()).Suggestion;
        Assert.Equal("목록에 있는 재료: 토마토, 모차렐라. 더 필요한 재료: 바질(1번 통로).", recipe.Text);
        Assert.Equal("목록에 토마토, 모차렐라가 있고, 나머지 재료도 이 매장에 있기 때문이에요.", recipe.Why.Text);
        var reminder = Assert.Single(day.Plays("0:30", "zone dairy").OfType<Suggested>()).Suggestion;
        Assert.Equal("토마토를 지나치셨어요", reminder.Title);
        Assert.Equal("청과: 토마토(1번 통로).", reminder.Text);
        Assert.Equal("목록에 토마토가 남아 있는데 청과를 지나가셨기 때문이에요.", reminder.Why.Text);
        Assert.Equal((SuggestionRules.PassedItems, "produce", "토마토"), (reminder.Why.Rule, reminder.Why.Zone.Value, Assert.Single(reminder.Why.ListItemIds)));
    }

    [Fact]
    public void Orders_and_greetings_of_a_Korean_store_are_Korean()
    {
        var day = Day.WithAllConsents().In(Korean());
        day.Plays("0:01", "profile vip");
        Assert.Equal("주문 o1이 데스크에 준비되었습니다.", Assert.Single(day.Plays("0:02", "order o1 ready").OfType<PickupTold>()).Text);
        Assert.Equal("주문 o1은 더 이상 고객님의 주문이 아닙니다.", Assert.Single(day.Plays("0:03", "lost o1").OfType<PickupTold>()).Text);
        Assert.Equal("인사에 동의한 VIP 고객입니다.", Assert.Single(day.Plays("0:04", "zone produce").OfType<StaffTold>()).Standing!.Vip!.Reason);
        Assert.Equal("이곳에 준비된 주문이 없습니다.", Assert.Single(day.Plays("0:05", "tap 1 valid").OfType<TapAnswered>()).Answer.Text);
    }

    [Fact]
    public void Alternatives_of_a_Korean_store_are_Korean()
    {
        var words = Phrases.Find("ko")!;
        Assert.Equal("귀리 음료는 3번 통로에 있어요.", words.IsHere("귀리 음료", "3"));
        Assert.Equal("바질은 매장에 있어요.", words.IsHere("바질", ""));
        Assert.Equal("바질은 2A 통로에 있어요.", words.IsHere("바질", "2A"));
        Assert.Equal("부두점에 6개 있어요.", words.StoreHas("부두점", 6));
        Assert.Equal("20:00 전에 주문하시면 오늘 배달해 드려요.", words.IsDelivered("20:00"));
    }

    [Fact]
    public void More_names_than_are_spelled_out_are_counted()
    {
        Assert.Equal("토마토, 바질 외 2개", Phrases.Find("ko")!.And(["토마토", "바질", "쌀", "김"], 2));
        Assert.Equal("tomatoes, basil and 2 more", Phrases.Find("en")!.And(["tomatoes", "basil", "rice", "laver"], 2));
    }

    [Theory]
    [InlineData("", "주문 o-13이 데스크에 준비되었습니다.", "이곳에 준비된 주문이 없습니다.")]
    [InlineData("en", "Order o-13 is ready at 데스크.", "No order is ready for you here.")]
    public void A_terminal_speaks_its_stores_language_to_who_prefers_none(string preferred, string ready, string none)
    {
        var (book, ann) = (Korean(), new ShopperId("ann"));
        var held = new HeldOrder(Ready("o-13") with { Store = book.Store }, ann) { StateAt = _noon };
        Assert.Equal(ready, Tap(ann));
        Assert.Equal(none, Tap(new ShopperId("ben")));

        string Tap(ShopperId shopper)
        {
            var tap = new OrderTapped("f1", _noon, TapOrigin.Of(book.Store, "desk-1", "t1", "pass"), shopper, _noon) { Choices = ScreenChoices.None with { Language = preferred } };
            return OrderDecider.Decide(held, tap, new OneStore(book), HandoverRules.Default).OfType<OrderTapAnswered>().Single().Answer.Text;
        }
    }

    [Fact]
    public void An_order_says_who_brings_it_who_opens_for_it_and_who_took_it_in_either_language()
    {
        var order = Ready("o-12");
        var brought = order with { State = OrderState.Claimed, Progress = new OrderProgress { Claim = new OrderClaim("s1", "민수", _noon, _noon, IsTerminal: false) } };
        var opened = order with { State = OrderState.Claimed, Progress = new OrderProgress { Claim = new OrderClaim("locker-1", "", _noon, _noon, IsTerminal: true) } };
        var taken = order with { State = OrderState.HandedOver, Progress = new OrderProgress { End = new OrderEnd(_noon, "", "s1", "id", IsOffline: false, new ShopperId("ben"), "Ben") } };
        var (english, korean) = (Phrases.Find("en")!, Phrases.Find("ko")!);
        Assert.Equal("민수가 주문 o-12를 데스크에 가져다 드리고 있습니다.", korean.IsNow(brought, "데스크"));
        Assert.Equal("보관함 locker-1에서 주문 o-12를 꺼내실 수 있습니다.", korean.IsNow(opened, ""));
        Assert.Equal("주문 o-12를 Ben님께 전해 드렸습니다.", korean.IsNow(taken, ""));
        Assert.Equal("주문 o-12가 아직 보관되어 있습니다. 앞으로 24시간 동안 보관합니다.", korean.Reminder(order.Id, "", TimeSpan.FromHours(24)));
        Assert.Equal("주문 o-12를 12:00 UTC에 전해 드렸습니다.", korean.WasHandedOver(order.Id, _noon, ""));
        Assert.Equal("Order o-12 was handed over at 12:00 UTC at desk-1.", english.WasHandedOver(order.Id, _noon, "desk-1"));
        Assert.Equal("민수 is bringing order o-12 at the desk.", english.IsNow(brought, "the desk"));
    }

    /// <summary>A text that is added in one language and forgotten in another would read the same in both, or not at all.</summary>
    [Fact]
    public void Every_text_is_there_in_every_language_and_in_no_two_the_same()
    {
        var (english, korean) = (Phrases.Find("en")!, Phrases.Find("ko")!);
        string[] namesOnly = [nameof(Phrases.And), nameof(Phrases.At), nameof(Phrases.NameOf)];
        var texts = typeof(Phrases).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(text => text.ReturnType == typeof(string) && !namesOnly.Contains(text.Name)).ToList();
        Assert.NotEmpty(texts);
        foreach (var text in texts)
            foreach (var values in Values(text.GetParameters()))
            {
                var (one, other) = ((string)text.Invoke(english, values)!, (string)text.Invoke(korean, values)!);
                Assert.True(one.Length > 0 && other.Length > 0 && one != other, $"{text.Name}({string.Join(", ", values)})");
                Assert.DoesNotContain(one, letter => letter is >= '\uac00' and <= '\ud7a3');
            }
    }

    // All ways to fill them, each parameter with the values that a text may treat apart.
    private static IEnumerable<object[]> Values(IReadOnlyList<ParameterInfo> parameters) => parameters.Aggregate(
        (IEnumerable<object[]>)[[]],
        (all, parameter) => all.SelectMany(values => Values(parameter).Select(value => (object[])[.. values, value])));

    private static IEnumerable<object> Values(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(string)) return parameter.Name is "aisle" or "missing" or "place" or "slot" or "terminal" or "until" ? ["", "x"] : ["x"];
        if (type == typeof(bool)) return [false, true];
        if (type == typeof(int)) return [3];
        if (type == typeof(OrderId)) return [new OrderId("o1")];
        if (type == typeof(DateTimeOffset)) return [_noon];
        if (type == typeof(TimeSpan)) return [TimeSpan.FromHours(3)];
        if (type == typeof(Order)) return Enum.GetValues<OrderState>().Select(state => Ready("o1") with { State = state });
        throw new ArgumentOutOfRangeException(nameof(parameter), type, "A text takes something new: say what.");
    }

    private static Order Ready(string id) => new(new OrderId(id), new StoreId("s1"), OrderState.Ready, ZoneId.Unknown, []);

    private static StoreBook Korean()
    {
        var layout = CornerShop.Layout(CornerShop.Id);
        Dictionary<string, string> zones = new(StringComparer.Ordinal) { ["produce"] = "청과", ["dairy"] = "유제품", ["desk"] = "데스크" };
        return StoreBook.Compile(
            layout with { Language = "ko", Zones = [.. layout.Zones.Select(zone => zone with { Name = zones.GetValueOrDefault(zone.Id.Value, zone.Name) })] },
            [Product("tomato", "토마토", "produce", "1"), Product("basil", "바질", "produce", "1"), Product("mozzarella", "모차렐라", "dairy", "2")],
            [new Recipe("caprese", "카프레제", "", 10, [.. new[] { "토마토", "모차렐라", "바질" }.Select(name => new Ingredient(name, ProductId.None, "", IsOptional: false))], [])]);

        static Product Product(string id, string name, string zone, string aisle) => new(new ProductId(id), name, new ZoneId(zone), aisle, 100, 5, IsCare: false, []);
    }

    private sealed class OneStore(StoreBook book) : IBooks
    {
        public StoreBook? Find(StoreId store) => store == book.Store ? book : null;
    }
}
