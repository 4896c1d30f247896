namespace SmartStore.Faults.Tests.Ledgers;

/// <summary>The checker on small invented ledgers: what it has to find, it finds, and nothing else.</summary>
public sealed class LedgerCheckerTests
{
    private const string Phone = "phone/anna";
    private const string Terminal = "terminal/door";
    private readonly List<Entry> _ledger = [];
    private double _now;

    [Fact]
    public void A_run_in_which_everything_arrives_once_is_all_zeros()
    {
        WholeRun();
        Assert.Equal((0, 0, 0, 0), Numbers());
    }

    [Fact]
    public void A_list_that_was_acknowledged_and_is_older_in_the_store_is_lost()
    {
        WholeRun();
        Add(at => new Found(at, "list/anna", 1));
        Assert.Equal((1, 0, 0, 0), Numbers());
    }

    [Fact]
    public void An_order_that_was_acknowledged_and_that_the_store_does_not_know_is_lost_with_each_of_its_versions()
    {
        WholeRun();
        Send(Order(1));
        Acknowledge(Order(1));
        Send(Order(2));
        Acknowledge(Order(2));
        Add(at => new Found(at, "order/o1", 0));
        Assert.Equal((2, 0, 0, 0), Numbers());
    }

    [Fact]
    public void What_the_store_said_and_denies_later_is_lost()
    {
        WholeRun();
        Add(at => new Denied(at, "claim/o1", "no such grant"));
        Assert.Equal((1, 0, 0, 0), Numbers());
    }

    [Fact]
    public void An_order_that_two_of_the_staff_have_or_two_grants_open_is_double()
    {
        WholeRun();
        Send(new Fact("claim-o1", "claim/o1", 1));
        Hear("claims", "claim/o1", 1, "", "kim");
        Hear("claims", "claim/o1", 1, "", "kim");
        Assert.Equal((0, 0, 0, 0), Numbers());
        Hear("claims", "claim/o1", 1, "", "lee");
        Assert.Equal((0, 1, 0, 0), Numbers());
    }

    [Fact]
    public void A_grant_that_nobody_tapped_for_is_a_phantom_and_a_voucher_that_was_reported_and_left_no_handover_is_lost()
    {
        WholeRun();
        Hear("claims", "claim/o1", 1, "", "g-1");
        Assert.Equal((0, 0, 1, 0), Numbers());
        Send(Order(5));
        Acknowledge(Order(5));
        Add(at => new Found(at, "order/o1", 0));
        Assert.Equal((1, 0, 1, 0), Numbers());
    }

    [Fact]
    public void Who_saw_an_order_wait_has_to_see_its_end_and_who_did_not_need_not()
    {
        WholeRun();
        Send(Order(5));
        Acknowledge(Order(5));
        Add(at => new Found(at, "order/o1", 5));
        Assert.Equal((0, 0, 0, 0), Numbers());
        var told = Order(5) with { Id = "told-o1", Brings = [new Effect("staff", "order/o1")] };
        Send(told);
        Acknowledge(told);
        Assert.Equal((0, 0, 0, 1), Numbers());
        Hear("staff", "order/o1", 5, "9");
        Assert.Equal((0, 0, 0, 0), Numbers());
    }

    [Fact]
    public void A_locker_that_gave_away_what_was_cancelled_has_to_bring_a_case()
    {
        WholeRun();
        var late = new Fact("case-o1", "case/o1", 1) { Brings = [new Effect("staff", "case/o1")] };
        Send(late);
        Assert.Equal((0, 0, 0, 0), Numbers());
        Acknowledge(late);
        Assert.Equal((0, 0, 0, 1), Numbers());
        Hear("staff", "case/o1", 1, "9");
        Assert.Equal((0, 0, 0, 0), Numbers());
    }

    [Theory]
    [InlineData(0.9, 0)]
    [InlineData(1.1, 1)]
    public void A_place_that_is_decided_more_than_a_second_after_a_withdrawal_is_a_phantom(double after, int phantoms)
    {
        WholeRun();
        var noon = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        Add(at => new Agreed(at, "bert", noon.AddSeconds(-10)));
        Add(at => new Withdrew(at, "bert", noon));
        Add(at => new Agreed(at, "bert", noon.AddSeconds(5)));
        Add(at => new Placed(at, "bert", "zone", noon.AddSeconds(-5)));
        Add(at => new Placed(at, "bert", "zone", noon.AddSeconds(6)));
        Add(at => new Placed(at, "carl", "zone", noon.AddSeconds(2)));
        Add(at => new Placed(at, "bert", "zone", noon.AddSeconds(after)));
        Assert.Equal((0, 0, phantoms, 0), Numbers());
    }

    [Fact]
    public void What_was_sent_and_not_acknowledged_may_be_there_or_not()
    {
        WholeRun();
        Send(List(3));
        Assert.Equal((0, 0, 0, 0), Numbers());
        Add(at => new Found(at, "list/anna", 3));
        Assert.Equal((0, 0, 0, 0), Numbers());
    }

    [Fact]
    public void An_update_under_two_places_is_double()
    {
        WholeRun();
        Hear(Phone, "list/anna", 2, "8");
        Assert.Equal((0, 1, 0, 0), Numbers());
    }

    [Fact]
    public void An_update_that_was_taken_back_may_be_said_again_once()
    {
        WholeRun();
        Add(at => new Retracted(at, Phone, "list/anna"));
        Hear(Phone, "list/anna", 2, "8");
        Assert.Equal((0, 0, 0, 0), Numbers());
        Hear(Phone, "list/anna", 2, "9");
        Assert.Equal((0, 1, 0, 0), Numbers());
    }

    [Fact]
    public void An_update_that_is_delivered_again_at_its_own_place_is_not_double()
    {
        WholeRun();
        Hear(Phone, "list/anna", 2, "2");
        Assert.Equal((0, 0, 0, 0), Numbers());
    }

    [Fact]
    public void One_place_with_two_contents_is_double()
    {
        WholeRun();
        Send(Order(1));
        Hear(Phone, "order/o1", 1, "2");
        Assert.Equal((0, 1, 0, 0), Numbers());
    }

    [Fact]
    public void A_tap_that_is_answered_in_two_ways_is_double_and_one_that_is_answered_twice_alike_is_not()
    {
        WholeRun();
        Hear(Terminal, "tap/t1", 1, "", "no_order");
        Assert.Equal((0, 0, 0, 0), Numbers());
        Hear(Terminal, "tap/t1", 1, "", "ok");
        Assert.Equal((0, 1, 0, 0), Numbers());
    }

    [Fact]
    public void A_second_greeting_for_one_visit_is_double()
    {
        WholeRun();
        Hear("staff", "greeting/anna", 1, "5");
        Hear("staff", "greeting/anna", 1, "6");
        Assert.Equal((0, 1, 0, 0), Numbers());
    }

    [Fact]
    public void A_stream_that_began_anew_may_repeat_what_stands_and_for_a_phone_that_is_a_missing_effect()
    {
        WholeRun();
        Hear("staff", "greeting/anna", 1, "5");
        Add(at => new PlaceLost(at, "staff"));
        Hear("staff", "greeting/anna", 1, "6");
        Assert.Equal((0, 0, 0, 0), Numbers());
        Add(at => new PlaceLost(at, Phone));
        Assert.Equal((0, 0, 0, 1), Numbers());
    }

    [Fact]
    public void An_update_that_nobody_caused_is_a_phantom()
    {
        WholeRun();
        Hear(Phone, "order/o9", 2, "9");
        Assert.Equal((0, 0, 1, 0), Numbers());
    }

    [Fact]
    public void A_version_in_the_store_that_nobody_sent_is_a_phantom()
    {
        WholeRun();
        Add(at => new Found(at, "list/anna", 7));
        Assert.Equal((0, 0, 1, 0), Numbers());
    }

    [Fact]
    public void An_effect_before_its_cause_is_a_phantom()
    {
        WholeRun();
        Hear(Phone, "order/o1", 1, "9");
        Send(Order(1));
        Assert.Equal((0, 0, 1, 0), Numbers());
    }

    [Fact]
    public void What_trackers_and_rules_may_decide_is_no_phantom()
    {
        WholeRun();
        Add(at => new Allowed(at, Phone, "zone/anna"));
        Hear(Phone, "zone/anna", 4, "9");
        Assert.Equal((0, 0, 0, 0), Numbers());
        Hear("phone/bert", "zone/anna", 4, "9");
        Assert.Equal((0, 0, 1, 0), Numbers());
    }

    [Fact]
    public void An_acknowledged_fact_that_its_phone_never_hears_of_is_a_missing_effect()
    {
        WholeRun();
        Send(List(3));
        Acknowledge(List(3));
        Add(at => new Found(at, "list/anna", 3));
        Assert.Equal((0, 0, 0, 1), Numbers());
    }

    [Fact]
    public void A_later_version_stands_for_an_earlier_one()
    {
        WholeRun();
        Send(List(3));
        Acknowledge(List(3));
        Send(List(4));
        Acknowledge(List(4));
        Add(at => new Found(at, "list/anna", 4));
        Hear(Phone, "list/anna", 4, "9");
        Assert.Equal((0, 0, 0, 0), Numbers());
    }

    [Fact]
    public void A_tap_of_which_the_store_keeps_only_the_answer_has_to_bring_the_visit_too()
    {
        WholeRun();
        var tap = Tap("t2") with { Brings = [new Effect(Terminal, "tap/t2"), new Effect(Phone, "visit/anna")] };
        Send(tap);
        Acknowledge(tap);
        Hear(Terminal, "tap/t2", 1, "", "no_order");
        Assert.Equal((0, 0, 0, 1), Numbers());
        Hear(Phone, "visit/anna", 1, "9");
        Assert.Equal((0, 0, 0, 0), Numbers());
    }

    [Fact]
    public void The_longest_silence_is_that_between_two_acknowledgements_under_load()
    {
        At(10).Add(at => new LoadBegan(at));
        foreach (var (version, at) in new[] { (1, 11), (2, 14), (3, 14.5) })
        {
            At(at).Send(List(version));
            Acknowledge(List(version));
        }

        At(16).Add(at => new LoadEnded(at));
        At(60).Add(at => new Found(at, "list/anna", 3));
        Assert.Equal(TimeSpan.FromSeconds(3), LedgerChecker.Check(_ledger).LongestSilence);
    }

    [Fact]
    public void A_load_that_nobody_answers_is_silent_to_its_end()
    {
        At(1).Add(at => new LoadBegan(at));
        Send(List(1));
        At(9).Add(at => new LoadEnded(at));
        Assert.Equal(TimeSpan.FromSeconds(8), LedgerChecker.Check(_ledger).LongestSilence);
    }

    [Fact]
    public void The_longest_wait_is_that_of_one_fact_and_without_an_answer_it_lasts_to_the_end()
    {
        At(1).Send(List(1));
        At(2).Send(List(2));
        At(6).Acknowledge(List(1));
        At(7).Acknowledge(List(2));
        Assert.Equal(TimeSpan.FromSeconds(5), LedgerChecker.Check(_ledger).LongestWait);
        At(7).Send(List(3));
        At(20).Add(at => new LoadEnded(at));
        Assert.Equal(TimeSpan.FromSeconds(13), LedgerChecker.Check(_ledger).LongestWait);
    }

    // Anna puts two lists and taps; her phone and the terminal hear of it, and the store holds the second list.
    private void WholeRun()
    {
        for (var version = 1; version <= 2; version++)
        {
            Send(List(version));
            Acknowledge(List(version));
            Hear(Phone, "list/anna", version, $"{version}");
        }

        Send(Tap("t1"));
        Acknowledge(Tap("t1"));
        Hear(Terminal, "tap/t1", 1, "", "no_order");
        Add(at => new Allowed(at, "staff", "greeting/"));
        Add(at => new Found(at, "list/anna", 2));
    }

    private static Fact List(int version) => new($"list-{version}", "list/anna", version) { IsKept = true, Brings = [new Effect(Phone, "list/anna")] };

    private static Fact Order(int version) => new($"order-{version}", "order/o1", version) { IsKept = true };

    private static Fact Tap(string id) => new(id, $"tap/{id}", 1) { Brings = [new Effect(Terminal, $"tap/{id}")] };

    private (int Lost, int Double, int Phantom, int Missing) Numbers()
    {
        var verdict = LedgerChecker.Check(_ledger);
        return (verdict.Lost, verdict.Double, verdict.Phantom, verdict.Missing);
    }

    private void Send(Fact fact) => Add(at => new Sent(at, fact));

    private void Acknowledge(Fact fact) => Add(at => new Acknowledged(at, fact.Id));

    private void Hear(string receiver, string subject, long version, string sequence, string content = "") => Add(at => new Heard(at, receiver, subject, version, sequence, content));

    private LedgerCheckerTests At(double seconds)
    {
        _now = seconds;
        return this;
    }

    private void Add(Func<TimeSpan, Entry> entry) => _ledger.Add(entry(TimeSpan.FromSeconds(_now)));
}
