using System.Globalization;
using SmartStore.Core.Tests.Shoppers;

namespace SmartStore.Core.Tests.Stores;

/// <summary>When a store will have been open for so long. 2 March 2026 is a Monday; clocks in Berlin go forward on 29 March and back on 25 October.</summary>
public sealed class OpeningHoursTests
{
    private static readonly StoreLayout Always = CornerShop.Layout(CornerShop.Id) with { TimeZone = "Europe/Berlin" };

    [Theory]
    [InlineData("it says nothing", "", "2026-03-02 12:00", 24, "2026-03-03 12:00")]
    [InlineData("in the day", "1 08:00 20:00", "2026-03-02 12:00", 4, "2026-03-02 16:00")]
    [InlineData("to the minute of closing", "1 08:00 20:00", "2026-03-02 12:00", 8, "2026-03-02 20:00")]
    [InlineData("over the night", "1 08:00 20:00, 2 08:00 20:00", "2026-03-02 19:00", 2, "2026-03-03 09:00")]
    [InlineData("before it opens", "1 08:00 20:00", "2026-03-02 03:00", 1, "2026-03-02 09:00")]
    [InlineData("over the weekend", "1 09:00 18:00, 2 09:00 18:00, 3 09:00 18:00, 4 09:00 18:00, 5 09:00 18:00", "2026-03-06 17:00", 24, "2026-03-11 14:00")]
    [InlineData("over noon", "1 15:00 18:00, 1 08:00 12:00", "2026-03-02 11:00", 2, "2026-03-02 16:00")]
    [InlineData("times that overlap count once", "1 08:00 12:00, 1 10:00 14:00", "2026-03-02 09:00", 4, "2026-03-02 13:00")]
    [InlineData("day and night", "1 00:00 24:00, 2 00:00 24:00", "2026-03-02 12:00", 24, "2026-03-03 12:00")]
    [InlineData("a week later", "1 08:00 09:00", "2026-03-02 08:30", 1, "2026-03-09 08:30")]
    [InlineData("clocks go forward", "7 00:00 24:00, 1 00:00 24:00", "2026-03-29 00:00", 24, "2026-03-30 01:00")]
    [InlineData("clocks go back", "7 00:00 24:00, 1 00:00 24:00", "2026-10-25 00:00", 24, "2026-10-25 23:00")]
    public void A_store_will_have_been_open_for_so_long(string why, string opening, string from, int hours, string expected)
    {
        var layout = Always with { Opening = [.. opening.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(time => time.Split(' ')).Select(words => new OpeningTime(int.Parse(words[0], CultureInfo.InvariantCulture), words[1], words[2]))] };
        Assert.Empty(LayoutCheck.Check(layout, "store"));
        Assert.Equal((why, Berlin(expected)), (why, OpeningHours.After(Berlin(from), TimeSpan.FromHours(hours), layout)));
    }

    [Theory]
    [InlineData(1, "08:00", "08:01")]
    [InlineData(9, "08:00", "20:00")]
    [InlineData(1, "later", "never")]
    public void However_seldom_it_is_open_a_time_is_named_within_a_year(int weekday, string from, string until)
    {
        var at = Berlin("2026-03-02 12:00");
        Assert.Equal(at + OpeningHours.AheadMax, OpeningHours.After(at, TimeSpan.FromHours(24), Always with { Opening = [new OpeningTime(weekday, from, until)] }));
    }

    private static DateTimeOffset Berlin(string local)
    {
        var at = DateTime.Parse(local, CultureInfo.InvariantCulture);
        return new DateTimeOffset(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin").GetUtcOffset(at)).ToUniversalTime();
    }
}
