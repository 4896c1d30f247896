using SmartStore.Core.Orders;

namespace SmartStore.Core.Tests.Stores;

/// <summary>Codes that collect orders: given once, entered at terminals, guarded against guessing.</summary>
public sealed class CodeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private StoreBoard _board = StoreBoard.Empty(new StoreId("corner"));
    private long _facts;

    [Fact]
    public void An_order_keeps_its_code_and_no_two_orders_have_the_same()
    {
        Assert.Equal("11111111", Give("o1", "ann", "11111111"));
        Assert.Equal("11111111", Give("o1", "ann", "22222222"));
        Assert.Equal("33333333", Give("o2", "ann", "11111111", "33333333"));
        Assert.Null(Give("o3", "ann", "11111111"));
    }

    [Fact]
    public void Another_holder_gets_another_code_and_the_old_one_is_nobodys()
    {
        Give("o1", "ann", "11111111");
        Assert.Equal("22222222", Give("o1", "ben", "22222222"));
        Assert.Equal("refused", Enter("1", "11111111", 0));
        Assert.Equal("asks o1", Enter("2", "22222222", 1));
    }

    [Theory]
    [InlineData(OrderState.HandedOver, "ann", true)]
    [InlineData(OrderState.Cancelled, "ann", true)]
    [InlineData(OrderState.Ready, "ben", true)]
    [InlineData(OrderState.Ready, "ann", false)]
    [InlineData(OrderState.Claimed, "ann", false)]
    public void A_code_collects_once(OrderState state, string holder, bool isSpent)
    {
        Give("o1", "ann", "11111111");
        Apply(new OrderStood("c", Noon, new OrderId("o1"), 1, state, new ShopperId(holder), new ZoneId("desk"), IsHere: true));
        Assert.Equal(isSpent ? "refused" : "asks o1", Enter("1", "11111111", 0));
    }

    [Fact]
    public void The_code_that_a_lost_phone_shows_is_refused_and_its_order_gets_another_one()
    {
        Give("o1", "ann", "11111111");
        Give("o2", "ben", "22222222");
        Apply(new CodesEnded("e", Noon, [new OrderId("o1")]));
        Assert.Equal("refused", Enter("1", "11111111", 0));
        Assert.Equal("asks o2", Enter("2", "22222222", 1));
        Assert.Equal("33333333", Give("o1", "ann", "33333333"));
    }

    [Fact]
    public void Codes_are_given_up_to_their_limit_and_those_that_were_given_stay()
    {
        for (var i = 0; i < StoreBoard.OrdersMax; i++) Assert.NotNull(Give($"o{i}", "ann", $"{i:00000000}"));
        Assert.Null(Give("one more", "ann", "99999999"));
        Assert.Equal("00000000", Give("o0", "ann", "99999999"));
    }

    [Fact]
    public void The_same_tap_asks_the_same_order_after_its_code_was_spent()
    {
        Give("o1", "ann", "11111111");
        Assert.Equal("asks o1", Enter("1", "11111111", 0));
        Apply(new OrderStood("c", Noon, new OrderId("o1"), 1, OrderState.HandedOver, new ShopperId("ann"), new ZoneId("desk"), IsHere: true));
        Assert.Equal("asks o1", Enter("1", "11111111", 5));
        Assert.Equal("refused", Enter("2", "11111111", 6));
    }

    [Fact]
    public void After_five_wrong_codes_in_a_minute_a_terminal_takes_none_for_a_minute_and_others_do()
    {
        Give("o1", "ann", "11111111");
        for (var i = 0; i < 5; i++) Assert.Equal("refused", Enter($"{i}", $"2222222{i}", i * 10));
        Assert.Equal("try_again", Enter("5", "11111111", 41));
        Assert.Equal("asks o1", Enter("6", "11111111", 42, terminal: "t2"));
        Assert.Equal("try_again", Enter("5", "11111111", 99));
        Assert.Equal("asks o1", Enter("5", "11111111", 100));
    }

    [Fact]
    public void Five_wrong_codes_in_more_than_a_minute_block_nothing()
    {
        for (var i = 0; i < 8; i++) Assert.Equal("refused", Enter($"{i}", "22222222", i * 15));
    }

    [Fact]
    public void Blocked_the_same_tap_gets_the_same_bytes_and_is_kept_nowhere()
    {
        for (var i = 0; i < 5; i++) Enter($"{i}", "22222222", i);
        var before = _board;
        var (first, second) = (Answer("5", "22222222", 10), Answer("5", "22222222", 20));
        Assert.Equal(first.ToJson(), second.ToJson());
        Assert.Equal(before, _board);
    }

    [Fact]
    public void Of_twenty_wrong_codes_within_an_hour_staff_are_told_once()
    {
        var told = new List<StaffAsked>();
        for (var i = 0; i < 39; i++) told.AddRange(Apply(Entered($"{i}", "22222222", i * 61, "t1")).OfType<StaffAsked>());
        var asked = Assert.Single(told);
        Assert.Equal(("t1", "20 wrong codes were entered at terminal t1 within an hour."), (asked.Terminal, asked.Text));
    }

    [Fact]
    public void Twenty_wrong_codes_in_more_than_an_hour_are_no_news_and_few_are_remembered()
    {
        for (var i = 0; i < 100; i++) Assert.DoesNotContain(Apply(Entered($"{i}", "22222222", i * 200, "t1")), decision => decision is StaffAsked);
        Assert.InRange(Assert.Single(_board.WrongCodes).At.Count, 1, 19);
        Enter("other", "22222222", 100_000, terminal: "t2");
        Assert.Equal("t2", Assert.Single(_board.WrongCodes).Terminal);
    }

    [Theory]
    [InlineData("12345678", true)]
    [InlineData("1234567", false)]
    [InlineData("123456789", false)]
    [InlineData("1234567x", false)]
    public void A_code_has_eight_digits(string text, bool isOne) => Assert.Equal(isOne, PickupCode.IsOne(text));

    private string? Give(string order, string holder, params string[] candidates) =>
        Apply(new CodeAsked($"f{++_facts}", Noon, new OrderId(order), new ShopperId(holder), candidates)).OfType<CodeGiven>().Single().Code;

    private string Enter(string tap, string code, int second, string terminal = "t1")
    {
        var answer = Answer(tap, code, second, terminal);
        return answer.Order is { } order ? $"asks {order.Value}" : TapAnswer.Word(answer.Outcome);
    }

    private TapAnswer Answer(string tap, string code, int second, string terminal = "t1") => Apply(Entered(tap, code, second, terminal)).OfType<StoreTapAnswered>().Single().Answer;

    private CodeEntered Entered(string tap, string code, int second, string terminal) =>
        new($"f{++_facts}", Noon.AddSeconds(second), TapOrigin.Of(_board.Id, terminal, tap, code), new ZoneId("desk"), code, Noon);

    private IReadOnlyList<StoreDecision> Apply(StoreFact fact)
    {
        var decisions = StoreDecider.Decide(_board, fact, StoreRules.Default, Phrases.Of("", store: null));
        _board = decisions.Aggregate(_board, StoreDecider.Evolve);
        return decisions;
    }
}
