using SmartStore.Core.Members;
using SmartStore.Core.Screens;
using SmartStore.Core.Tests.Shoppers;

namespace SmartStore.Core.Tests.Screens;

/// <summary>What a terminal may show of somebody who tapped it.</summary>
public sealed class ScreenContentTests
{
    private static readonly ScreenChoices _shows = new("", TextSize.Large, HighContrast: true) { ShowsPerson = true };
    private static readonly Terminal _kiosk = new("k1", new ZoneId("entrance")) { Kind = TerminalKind.Info };

    [Fact]
    public void Without_a_word_of_theirs_neither_name_nor_list_is_shown_but_their_orders_are()
    {
        var day = Anna();
        var shown = Shown(day, ScreenChoices.Of(day.Ann));
        Assert.Equal(("", 0), (shown.Name, shown.Items.Count));
        Assert.Equal("Your order o1 is ready at Desk 2.", Assert.Single(shown.Orders).Text);
    }

    [Fact]
    public void Who_allows_it_is_shown_with_the_first_name_and_both_lists_in_walking_order_what_is_done_last()
    {
        var shown = Shown(Anna(), _shows);
        Assert.Equal("Anna", shown.Name);
        Assert.Equal(["basil", "mozzarella*", "tomato done"], shown.Items.Select(item => $"{item.Item.Id}{(item.Item.IsShared ? "*" : "")}{(item.Item.IsDone ? " done" : "")}"));
        Assert.Equal((TextSize.Large, true), (shown.Choices.TextSize, shown.Choices.HighContrast));
    }

    [Fact]
    public void Care_is_shown_on_a_private_screen_only_be_it_a_product_or_a_word_of_the_line()
    {
        var day = Anna();
        day.Plays("0:03", "list ibuprofen 2_x_ibuprofen_400 basil");
        Assert.Equal(["basil", "mozzarella"], Shown(day, _shows).Items.Select(item => item.Item.Id));
        Assert.Equal(["basil", "mozzarella", "ibuprofen", "2_x_ibuprofen_400"], Shown(day, _shows, _kiosk with { IsPrivate = true }).Items.Select(item => item.Item.Id));
    }

    [Fact]
    public void What_is_chosen_at_the_terminal_counts_before_what_they_chose_at_home()
    {
        var day = Anna();
        var korean = ScreenContent.Of(day.Ann, _shows.With(new ScreenChanges("ko", TextSize.Largest)), CornerShop.Book, _kiosk, new Books(), Day.Midnight);
        Assert.Equal(("ko", TextSize.Largest, true), (korean.Choices.Language, korean.Choices.TextSize, korean.Choices.HighContrast));
        Assert.Contains("준비", Assert.Single(korean.Orders).Text, StringComparison.Ordinal);
        Assert.Equal(TextSize.Large, _shows.With(ScreenChanges.None).TextSize);
    }

    [Fact]
    public void Orders_that_are_not_here_or_do_not_wait_are_not_shown()
    {
        var day = Anna();
        day.Plays("0:04", "order o2 preparing");
        day.Plays("0:05", "order o3 handed_over");
        day.Apply(new OrderCopied("elsewhere", Day.Midnight, new Order(new OrderId("o4"), Books.Elsewhere, OrderState.Ready, ZoneId.Unknown, []) { CopyVersion = 9 }, IsYours: true));
        Assert.Equal("o1", Assert.Single(Shown(day, _shows).Orders).Order.Value);
    }

    private static ScreenContent Shown(Day day, ScreenChoices choices, Terminal? terminal = null) => ScreenContent.Of(day.Ann, choices, CornerShop.Book, terminal ?? _kiosk, new Books(), Day.Midnight);

    private static Day Anna()
    {
        var day = new Day();
        day.Plays("0:01", "name Anna");
        day.Apply(new ProfilePut("name", Day.Midnight, day.Ann.Profile! with { Name = "Anna Karenina" }));
        day.Plays("0:02", "list basil -tomato");
        day.Plays("0:02", "shared mozzarella");
        day.Plays("0:02", "order o1 ready");
        return day;
    }
}
