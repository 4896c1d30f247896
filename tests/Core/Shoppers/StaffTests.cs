using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;

namespace SmartStore.Core.Tests.Shoppers;

public sealed class StaffTests
{
    [Fact]
    public void A_vip_who_agreed_is_announced_once_followed_and_taken_off() => new Day().Goes("""
        0:00 | profile vip                  | -
        0:00 | consent presence staff       | -
        0:01 | zone entrance                | visit_started, zone entrance, staff: Ann arrived at entrance
        0:30 | zone dairy                   | zone dairy, staff: moved to dairy
        0:40 | zone ?                       | zone ?, staff: moved to ?
        9:00 | silence                      | visit_ended, staff: left
        """);

    [Fact]
    public void A_vip_who_did_not_agree_is_nobody_to_staff() => new Day().Goes("""
        0:00 | profile vip                  | -
        0:00 | consent presence suggestions | -
        0:01 | zone entrance                | visit_started, zone entrance
        9:00 | silence                      | visit_ended
        """);

    [Fact]
    public void Somebody_who_agreed_but_is_no_vip_is_nobody_to_staff() => Day.WithAllConsents().Goes("""
        0:01 | zone entrance                | visit_started, zone entrance
        0:30 | zone dairy                   | zone dairy
        """);

    [Fact]
    public void Agreeing_or_becoming_a_vip_in_the_store_is_told_at_once_and_so_is_the_end() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | zone entrance                | visit_started, zone entrance
        0:02 | profile vip                  | -
        0:03 | consent presence staff       | staff: Ann arrived at entrance
        0:04 | consent presence             | staff: not to be recognised
        0:05 | consent presence staff       | staff: Ann arrived at entrance
        0:06 | profile regular              | staff: not to be recognised
        """);

    [Fact]
    public void Withdrawing_presence_takes_a_vip_off_the_board() => new Day().Goes("""
        0:00 | profile vip                  | -
        0:00 | consent presence staff       | -
        0:01 | zone entrance                | visit_started, zone entrance, staff: Ann arrived at entrance
        0:02 | consent                      | visit_ended, staff: left
        """);

    [Fact]
    public void Staff_are_told_tier_reason_and_how_sure_it_is_and_nothing_of_the_list()
    {
        var day = new Day();
        day.Plays("0:00", "profile vip");
        day.Plays("0:00", "consent presence staff");
        day.Plays("0:00", "list ibuprofen");
        var told = day.Plays("0:01", "zone entrance").OfType<StoreTold>().Select(d => d.Fact).OfType<ShopperArrived>().Single();

        Assert.Equal(Tier.Vip, told.Tier);
        Assert.Equal(0.9, told.Confidence);
        Assert.Equal("VIP customer who agreed to be greeted.", told.Reason);
    }
}
