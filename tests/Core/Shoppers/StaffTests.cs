namespace SmartStore.Core.Tests.Shoppers;

public sealed class StaffTests
{
    [Fact]
    public void A_vip_who_agreed_is_announced_followed_and_taken_off() => new Day().Goes("""
        0:00 | profile vip                  | -
        0:00 | consent presence staff       | -
        0:01 | zone entrance                | visit_started, zone entrance, staff: vip Ann at entrance
        0:30 | zone dairy                   | zone dairy, staff: vip Ann at dairy
        0:40 | zone ?                       | zone ?, staff: vip Ann at ?
        9:00 | timer                        | visit_ended, staff: gone
        """);

    [Fact]
    public void A_vip_who_did_not_agree_is_not_known_to_staff() => new Day().Goes("""
        0:00 | profile vip                  | -
        0:00 | consent presence suggestions | -
        0:01 | zone entrance                | visit_started, zone entrance
        9:00 | timer                        | visit_ended
        """);

    [Fact]
    public void A_shopper_who_agreed_and_is_no_vip_is_not_known_to_staff() => Day.WithAllConsents().Goes("""
        0:01 | zone entrance                | visit_started, zone entrance
        0:30 | zone dairy                   | zone dairy
        """);

    [Fact]
    public void Agreeing_or_becoming_a_vip_in_the_store_is_told_at_once_and_so_is_the_end() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | zone entrance                | visit_started, zone entrance
        0:02 | profile vip                  | -
        0:03 | consent presence staff       | staff: vip Ann at entrance
        0:04 | consent presence             | staff: gone
        0:05 | consent presence staff       | staff: vip Ann at entrance
        0:06 | profile regular              | staff: gone
        """);

    [Fact]
    public void A_vip_whose_order_waits_stays_known_by_name_when_recognition_ends() => new Day().Goes("""
        0:00 | profile vip                  | -
        0:00 | consent presence staff       | -
        0:01 | order o1 ready               | pickup o1 READY
        0:02 | zone entrance                | visit_started, zone entrance, pickup o1 READY, staff: vip Ann at entrance
        0:03 | consent presence             | staff: Ann is here
        0:04 | order o1 handed_over         | pickup o1 HANDED_OVER, staff: gone
        """);

    [Fact]
    public void Withdrawing_presence_takes_a_vip_off_the_board() => new Day().Goes("""
        0:00 | profile vip                  | -
        0:00 | consent presence staff       | -
        0:01 | zone entrance                | visit_started, zone entrance, staff: vip Ann at entrance
        0:02 | consent                      | visit_ended, staff: gone
        """);

    [Fact]
    public void In_another_store_staff_there_are_told_and_staff_here_know_nothing_any_more() => new Day().Goes("""
        0:00 | profile vip                  | -
        0:00 | consent presence staff       | -
        0:01 | zone entrance                | visit_started, zone entrance, staff: vip Ann at entrance
        0:02 | elsewhere                    | visit_ended, visit_started, zone entrance, staff: gone, staff: vip Ann at entrance
        """);

    [Fact]
    public void A_corrected_name_is_told_once() => new Day().Goes("""
        0:00 | profile vip                  | -
        0:00 | consent presence staff       | -
        0:03 | zone entrance                | visit_started, zone entrance, staff: vip Ann at entrance
        0:04 | name Anna                    | staff: vip Anna at entrance
        0:04 | name Anna                    | -
        """);

    [Fact]
    public void A_corrected_name_of_a_shopper_whom_staff_do_not_know_is_not_told() => Day.WithAllConsents().Goes("""
        0:01 | zone entrance                | visit_started, zone entrance
        0:02 | name Anna                    | -
        """);

    [Theory]
    [InlineData("zone dairy", 0.9)]
    [InlineData("zone ?", 0)]
    [InlineData("desk dairy", 1)]
    public void A_vip_who_is_recognised_during_the_visit_is_shown_as_sure_as_the_zone_is(string seen, double confidence)
    {
        foreach (var recognition in new[] { "consent presence staff", "profile vip" })
        {
            var day = new Day();
            day.Plays("0:00", recognition == "profile vip" ? "consent presence staff" : "profile vip");
            if (recognition != "profile vip") day.Plays("0:00", "consent presence");
            day.Plays("0:01", "zone entrance");
            day.Plays("0:10", seen);

            Assert.Equal(confidence, Assert.Single(day.Plays("0:20", recognition).OfType<StaffTold>()).Standing!.Vip!.Confidence);
        }
    }

    [Fact]
    public void A_move_tells_how_sure_the_new_zone_is()
    {
        var day = new Day();
        day.Plays("0:00", "profile vip");
        day.Plays("0:00", "consent presence staff");
        day.Plays("0:01", "zone entrance");

        Assert.Equal([0.9, 1, 0], new[] { "zone dairy", "desk produce", "zone ?" }
            .Select((seen, i) => Assert.Single(day.Plays($"0:1{i}", seen).OfType<StaffTold>()).Standing!.Vip!.Confidence));
    }

    [Fact]
    public void Staff_are_told_tier_reason_and_how_sure_it_is_and_nothing_of_the_list()
    {
        var day = new Day();
        day.Plays("0:00", "profile vip");
        day.Plays("0:00", "consent presence staff");
        day.Plays("0:00", "list ibuprofen");
        var told = Assert.Single(day.Plays("0:01", "zone entrance").OfType<StaffTold>());

        Assert.Equal(new StaffStanding("Ann", Day.Midnight.AddSeconds(1), new VipStanding(Tier.Vip, new ZoneId("entrance"), "VIP customer who agreed to be greeted.", 0.9)), told.Standing);
    }
}
