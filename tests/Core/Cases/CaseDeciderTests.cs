using SmartStore.Core.Cases;
using SmartStore.Core.Cases.Topics;
using SmartStore.Core.Journal;
using SmartStore.Core.Tests.Shoppers;

namespace SmartStore.Core.Tests.Cases;

/// <summary>What becomes of a case, one table a story.</summary>
public sealed class CaseDeciderTests
{
    private readonly CaseDay _day = new();

    [Fact]
    public void A_help_is_taken_by_the_first_who_comes_and_settled_by_them() => _day.Goes("""
        0:00 | help dairy 3   | Help Open due 3:00 here dairy
        0:10 | take kim       | Help Taken by kim due 3:00 here dairy
        0:10 | take lee       | TakenByAnother
        0:11 | take kim       | -
        0:20 | settle lee     | TakenByAnother
        0:30 | settle kim     | Help Settled by kim here dairy
        0:31 | settle kim     | WrongState
        0:32 | take lee       | WrongState
        """);

    [Fact]
    public void What_nobody_has_is_settled_by_a_manager_alone() => _day.Goes("""
        0:00 | help desk 3    | Help Open due 3:00
        0:10 | settle lee     | NotTaken
        0:20 | settle eve*    | Help Settled by eve
        """);

    [Fact]
    public void A_help_that_is_taken_and_gets_no_word_for_ten_minutes_is_open_again_and_more_urgent_each_time() => _day.Goes("""
         0:00 | help desk 3    | Help Open due 3:00
         1:00 | take kim       | Help Taken by kim due 3:00
        10:59 | wake           | -
        11:00 | wake           | Help Open !1
        11:01 | wait 4         | Help Open due 15:01 !1
        12:00 | take lee       | Help Taken by lee due 15:01 !1
        22:00 | wake           | Help Open !2
        23:00 | take kim       | Help Taken by kim !2
        33:00 | wake           | Help Open !2
        34:00 | reply kim      | Help Taken by kim
        50:00 | wake           | -
        """);

    [Fact]
    public void A_help_can_be_given_back_and_given_to_a_colleague() => _day.Goes("""
        0:00 | help desk 3    | Help Open due 3:00
        0:10 | release kim    | -
        0:20 | give kim lee   | Help Taken by lee due 3:00
        0:30 | give kim kim   | TakenByAnother
        0:40 | release kim    | TakenByAnother
        0:50 | release kim*   | Help Open due 3:00
        """);

    [Fact]
    public void Who_asks_while_nobody_is_on_duty_is_asked_whether_to_come_later_instead_of_being_told_a_time()
    {
        _day.Goes("""
             0:00 | help desk none           | Help Open asks Wait
             0:10 | chooses in a year        | NoSuchChoice
             0:20 | chooses In 20 minutes    | Help Open due 20:20
             0:30 | wait 3                   | -
            """);
        Assert.Equal(["I wait", "In 20 minutes", "In 40 minutes"], _day.Case!.Entries[0].Choices);
        Assert.Equal(CaseEntry.Shop, _day.Case.Entries[0].By);
    }

    [Fact]
    public void A_time_that_became_a_lie_is_taken_back_and_one_that_is_true_again_is_told() => _day.Goes("""
         0:00 | help desk 3              | Help Open due 3:00
         1:00 | wait 3                   | -
         1:01 | wait 3                   | Help Open due 4:01
         2:00 | wait none                | Help Open asks Wait
         2:01 | wait none                | -
         3:00 | wait 3                   | Help Open due 6:00
         3:10 | chooses I wait           | NotAsked
         4:00 | wait 16                  | Help Open due 20:00 asks Wait
         4:10 | chooses I wait           | Help Open due 20:00
         6:00 | wait 20                  | Help Open due 26:00
        """);

    [Fact]
    public void A_help_goes_where_its_shopper_goes_and_stays_where_it_was_asked_once_they_may_not_be_seen() => _day.Goes("""
        0:00 | help dairy 3   | Help Open due 3:00 here dairy
        0:10 | here pasta     | Help Open due 3:00 here pasta
        0:20 | unseen         | Help Open due 3:00
        """);

    [Fact]
    public void Who_leaves_before_anybody_came_is_asked_and_a_help_without_an_answer_was_missed()
    {
        _day.Goes("""
             0:00 | help dairy 3   | Help Open due 3:00 here dairy
             2:00 | gone           | Help Asked due 3:00 asks StillNeeded
            11:59 | wake           | -
            12:00 | wake           | Help Expired
            12:01 | says hello     | WrongState
            12:02 | withdraws      | WrongState
            """);
        Assert.Equal([CaseEvent.Opened, CaseEvent.Expired], _day.Journal.Select(entry => entry.Event));
        Assert.Equal((CaseKind.Help, TimeSpan.FromMinutes(12)), (_day.Journal[^1].Kind, _day.Journal[^1].Waited));
    }

    [Theory]
    [InlineData("chooses Yes", "Help Taken by kim due 3:00")]
    [InlineData("says I am at the till", "Help Taken by kim due 3:00")]
    [InlineData("here dairy", "Help Taken by kim due 3:00 here dairy")]
    [InlineData("chooses No", "Help Withdrawn by kim")]
    public void Who_left_and_answers_goes_on_where_it_was(string answer, string then) => _day.Goes($"""
        0:00 | help dairy 3   | Help Open due 3:00 here dairy
        0:10 | take kim       | Help Taken by kim due 3:00 here dairy
        2:00 | gone           | Help Asked by kim due 3:00 asks StillNeeded
        3:00 | {answer}       | {then}
        """);

    [Fact]
    public void A_settled_case_is_opened_again_by_either_side_for_fourteen_days() => _day.Goes("""
        0:00         | help desk 3    | Help Open due 3:00
        0:10         | take kim       | Help Taken by kim due 3:00
        0:20         | settle kim     | Help Settled by kim
        0:30         | says not quite | Help Open
        0:40         | take lee       | Help Taken by lee
        0:50         | settle lee     | Help Settled by lee
        1:00         | reopen kim     | Help Open
        1:10         | take kim       | Help Taken by kim
        1:20         | settle kim     | Help Settled by kim
        14.00:01:21  | says hello     | TooLate
        14.00:01:21  | reopen kim     | TooLate
        14.00:01:21  | rates 1        | TooLate
        """);

    [Fact]
    public void What_is_over_is_kept_for_ninety_days_if_it_was_a_help_and_for_two_years_else()
    {
        _day.Goes("""
            0:00         | help desk 3    | Help Open due 3:00
            0:10         | withdraws      | Help Withdrawn
            89.23:59:59  | wake           | -
            90.00:00:10  | wake           | none
            """);
        Assert.Contains(new CaseCopiedToShopper(CaseDay.At("90.00:00:10"), new ShopperId("ann"), new CaseId("c1"), Case: null), _day.All);
        var left = _day.Journal[^1];
        Assert.Equal((CaseEvent.Forgotten, CaseKind.Help, false, TimeSpan.FromSeconds(10)), (left.Event, left.Kind, left.IsPersonal, left.Waited));
        var other = new CaseDay();
        other.Goes("""
            0:00         | return         | Return Open due 1:0:00:00
            0:10         | withdraws      | Return Withdrawn
            729.23:59:59 | wake           | -
            730.00:00:10 | wake           | none
            """);
    }

    [Fact]
    public void A_return_without_a_receipt_opens_all_the_same_and_says_so()
    {
        _day.Plays("0:00", "return");
        Assert.Equal("We have no receipt for this. A member of staff looks at it with you.", Assert.Single(_day.Case!.Entries).Text);
    }

    [Fact]
    public void A_question_about_an_order_that_gets_no_answer_goes_on_with_the_last_choice()
    {
        _day.Goes("""
             0:00 | question where is it     | Order Open due 1:0:00:00
             1:00 | ask kim bunch refund     | Order Asked by kim due 6:00 asks Staff
             5:59 | wake                     | -
             6:00 | wake                     | Order Taken by kim due 6:00
             6:01 | chooses bunch            | NotAsked
            """);
        Assert.Equal("You did not answer in time. We go on with: refund", _day.Case!.Entries[^1].Text);
    }

    [Fact]
    public void A_question_about_an_order_for_which_nobody_said_a_time_ends_when_the_shop_would_have_to_answer() => _day.Goes("""
              0:00 | question where is it     | Order Open due 1:0:00:00
              1:00 | asks kim bunch refund    | Order Asked by kim due 1:0:01:00 asks Staff
        1.00:00:59 | wake                     | -
        1.00:01:00 | wake                     | Order Taken by kim due 1:0:01:00
        """);

    [Fact]
    public void The_first_answer_counts() => _day.Goes("""
         0:00 | question where is it     | Order Open due 1:0:00:00
         1:00 | ask kim bunch refund     | Order Asked by kim due 6:00 asks Staff
         2:00 | chooses bunch            | Order Taken by kim due 6:00
         2:01 | chooses refund           | NotAsked
        """);

    [Fact]
    public void What_the_store_does_not_take_back_opens_all_the_same_and_says_so()
    {
        var oil = new Product(new("oil"), "Olive oil", new("pasta"), "3", 599, 3, IsCare: false, []) { IsFinal = true };
        var day = new CaseDay().In(StoreBook.Compile(CornerShop.Layout(CornerShop.Id), [oil], []));
        day.Goes("0:00 | return | Return Open due 1:0:00:00");
        Assert.Equal("Olive oil is usually not taken back once it was bought. A member of staff decides.", day.Case!.Entries[^1].Text);
        _day.Plays("0:00", "return");
        Assert.DoesNotContain(_day.Case!.Entries, entry => entry.Text.Contains("taken back", StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_word_on_a_complaint_is_due_in_opening_hours_and_so_is_its_urgency() => _day.Open(new OpeningTime(1, "08:00", "20:00"), new OpeningTime(2, "08:00", "20:00"), new OpeningTime(3, "08:00", "20:00"), new OpeningTime(4, "08:00", "20:00")).Goes("""
        0:00        | complaint my milk was sour | Complaint Open due 2:0:00:00
        1.23:59:59  | wake                       | -
        2.00:00:00  | wake                       | Complaint Open due 2:0:00:00 !1
        2.23:59:59  | wake                       | -
        3.00:00:00  | wake                       | Complaint Open due 2:0:00:00 !2
        """);

    [Fact]
    public void Who_takes_a_complaint_on_may_promise_another_time_and_it_is_very_late_half_as_long_after_it() => _day.Open(new OpeningTime(1, "08:00", "20:00"), new OpeningTime(2, "08:00", "20:00")).Goes("""
        0:00        | complaint my milk was sour | Complaint Open due 7:0:00:00
        1:00:00     | promise kim                | Complaint Taken by kim due 2:00:00
        2:00:00     | wake                       | Complaint Taken by kim due 2:00:00 !1
        2:59:59     | wake                       | -
        3:00:00     | wake                       | Complaint Taken by kim due 2:00:00 !2
        """);

    [Fact]
    public void A_complaint_without_a_word_becomes_urgent_after_a_day_and_very_urgent_half_a_day_later() => _day.Goes("""
        0:00        | complaint my milk was sour | Complaint Open due 1:0:00:00
        23:59:59    | wake                       | -
        1.00:00:00  | wake                       | Complaint Open due 1:0:00:00 !1
        1.11:59:59  | wake                       | -
        1.12:00:00  | wake                       | Complaint Open due 1:0:00:00 !2
        1.12:10:00  | reply kim                  | Complaint Taken by kim
        """);

    [Fact]
    public void A_bad_rating_is_a_complaint_of_the_same_id_and_a_good_one_is_settled_at_once()
    {
        _day.Goes("""
            0:00 | rating 2       | Complaint Open due 1:0:00:00
            """);
        Assert.Equal((new CaseId("c1"), 2, "We are sorry. We look into it and tell you what was done."), (_day.Case!.Id, _day.Case.Rating, Assert.Single(_day.Case.Entries).Text));
        Assert.Equal([CaseEvent.Opened, CaseEvent.Complained], _day.Journal.Select(entry => entry.Event));
        new CaseDay().Goes("""
            0:00 | rating 3       | Rating Settled
            """);
    }

    [Fact]
    public void A_help_that_is_rated_badly_afterwards_is_a_complaint_too() => _day.Goes("""
        0:00 | help desk 3    | Help Open due 3:00
        0:10 | rates 1        | WrongState
        0:20 | take kim       | Help Taken by kim due 3:00
        0:30 | settle kim     | Help Settled by kim
        0:40 | rates 1        | Complaint Open due 1:0:00:40
        """);

    [Fact]
    public void Trouble_with_an_order_is_a_case_of_nobody_that_is_settled_with_the_order_and_opened_again_by_new_trouble()
    {
        _day.Goes("""
            0:00 | trouble The locker is silent | Order Open due 0:00 !1
            0:01 | take kim                     | Order Taken by kim due 0:00 !1
            0:02 | trouble                      | Order Settled by kim !1
            0:03 | trouble It is silent again   | Order Open due 0:03 !1
            """);
        Assert.Equal((true, "o1", "L1"), (_day.Case!.Shopper.IsNobody, _day.Case.Order, _day.Case.Terminal));
        Assert.All(_day.Case.Entries, entry => Assert.True(entry.IsInternal));
        Assert.Empty(_day.All.OfType<CaseCopiedToShopper>());
    }

    [Fact]
    public void What_staff_note_for_each_other_never_reaches_the_shopper()
    {
        _day.Plays("0:00", "help desk 3");
        _day.Plays("0:10", "note kim");
        Assert.Empty(_day.All.OfType<CaseCopiedToShopper>().Last().Case!.Entries);
        Assert.Single(_day.All.OfType<CaseCopiedToStore>().Last().Case!.Entries);
        Assert.Empty(CaseViews.ForShopper(_day.Case!).Entries);
    }

    [Theory]
    [InlineData("pharmacy", "", "")]
    [InlineData("desk", "I need ibuprofen", "")]
    [InlineData("desk", "", "ibuprofen")]
    public void Of_care_the_board_shows_kind_and_zone_until_somebody_has_it(string zone, string text, string product)
    {
        _day.Apply(new CaseOpened("f", CaseDay.Noon, new CaseId("c1"), CaseKind.Help, new StoreId("corner"), CaseEntry.Shopper)
        {
            Shopper = new ShopperId("ann"),
            Name = "Ann",
            Zone = new ZoneId(zone),
            Text = text,
            Products = product.Length > 0 ? [new ProductId(product)] : [],
            Wait = TimeSpan.FromMinutes(3),
            MayBeSeen = true,
        });
        var shown = _day.All.OfType<CaseCopiedToStore>().Last().Case!;
        Assert.Equal((CaseKind.Help, zone, "", true, 0, 0), (shown.Kind, shown.Zone.Value, shown.Name, shown.Shopper.IsNobody, shown.Products.Count, shown.Entries.Count));
        Assert.Equal((false, "", 0), (_day.Journal[0].IsPersonal, _day.Journal[0].Topic, _day.Journal[0].Products.Count));
        _day.Plays("0:10", "take kim");
        Assert.Equal("Ann", _day.All.OfType<CaseCopiedToStore>().Last().Case!.Name);
    }

    [Fact]
    public void A_case_that_is_full_takes_no_more_words()
    {
        _day.Plays("0:00", "help dairy 3");
        for (var i = 0; i < ServiceCase.EntriesMax; i++) Assert.Equal(CaseReplyOutcome.Done, _day.Plays("0:10", "says more").OfType<CaseReplied>().Single().Outcome);
        Assert.Equal(CaseReplyOutcome.Full, _day.Plays("0:20", "says more").OfType<CaseReplied>().Single().Outcome);
        Assert.Equal(CaseReplyOutcome.Full, _day.Plays("0:20", "reply kim").OfType<CaseReplied>().Single().Outcome);
        Assert.Equal(ServiceCase.EntriesMax, _day.Case!.Entries.Count);
        _day.Plays("0:30", "gone");
        Assert.Equal((CaseAskKind.StillNeeded, ServiceCase.EntriesMax), (_day.Case.Ask!.Kind, _day.Case.Entries.Count)); // what the shop asks stands beside it
        Assert.Equal(CaseReplyOutcome.Done, _day.Plays("0:40", "withdraws").OfType<CaseReplied>().Single().Outcome);
    }

    [Fact]
    public void A_copy_holds_what_was_asked_first_and_the_newest_words()
    {
        _day.Plays("0:00", "complaint " + new string('a', 900));
        for (var i = 0; i < 4; i++) _day.Plays("0:10", $"says {i}{new string('b', 499)}");
        var copy = _day.All.OfType<CaseCopiedToShopper>().Last().Case!;
        Assert.Equal(["a", "2", "3"], copy.Entries.Select(entry => entry.Text[..1]));
        Assert.Equal(5, _day.Case!.Entries.Count);
    }

    [Fact]
    public void A_case_that_was_opened_already_stays_as_it_is_and_anothers_is_not_found()
    {
        _day.Goes("""
            0:00 | help desk 3    | Help Open due 3:00
            0:10 | help dairy 9   | -
            """);
        var another = new CaseAdded("f", CaseDay.Noon, new ShopperId("ben")) { Text = "mine" };
        Assert.Equal(CaseReplyOutcome.NoCase, _day.Apply(another).OfType<CaseReplied>().Single().Outcome);
        var elsewhere = new CaseActed("f", CaseDay.Noon, new StoreId("elsewhere"), "kim", "", IsManager: true, CaseAct.Take);
        Assert.Equal(CaseReplyOutcome.NoCase, _day.Apply(elsewhere).OfType<CaseReplied>().Single().Outcome);
    }

    [Fact]
    public void What_a_shopper_writes_has_a_topic_and_products_until_staff_say_otherwise()
    {
        _day.Plays("0:00", "complaint The basil was rotten and mouldy");
        Assert.Equal(("product.spoiled", "basil"), (_day.Case!.Topic, Assert.Single(_day.Case.Products).Value));
        _day.Plays("0:10", "topic kim product.damaged");
        _day.Plays("0:20", "says It was mouldy and rotten");
        Assert.Equal("product.damaged", _day.Case!.Topic);
        Assert.Equal([CaseEvent.Opened, CaseEvent.Complained, CaseEvent.Sorted], _day.Journal.Select(entry => entry.Event));
        Assert.Equal(["basil"], _day.Journal[^1].Products);
    }

    [Fact]
    public void What_staff_settle_teaches_its_topic_once_and_care_teaches_nothing()
    {
        _day.Plays("0:00", "complaint The basil was rotten and mouldy");
        _day.Plays("0:10", "take kim");
        var taught = Assert.Single(_day.Plays("0:20", "settle kim").OfType<CaseTaught>());
        Assert.Equal(("product.spoiled", "corner"), (taught.Lesson!.Topic, taught.Store.Value));
        Assert.Equal(TopicWords.Of("The basil was rotten and mouldy").Parts, taught.Lesson.Parts);

        var care = new CaseDay();
        care.Plays("0:00", "complaint The ibuprofen was rotten and mouldy");
        care.Plays("0:10", "take kim");
        Assert.Empty(care.Plays("0:20", "settle kim").OfType<CaseTaught>());

        var rating = new CaseDay();
        Assert.Empty(rating.Plays("0:00", "rating 5").OfType<CaseTaught>());
    }

    [Fact]
    public void A_help_to_which_nothing_happens_is_over_after_four_hours() => _day.Goes("""
        0:00    | help desk 3    | Help Open due 3:00
        3:59:59 | wake           | -
        4:00:00 | wake           | Help Expired
        """);
}
