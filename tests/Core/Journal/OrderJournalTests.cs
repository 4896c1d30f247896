using System.Text;
using SmartStore.Core.Journal;
using SmartStore.Core.Tests.Orders;

namespace SmartStore.Core.Tests.Journal;

/// <summary>What of an order is kept for evaluation: who waited where, how long, and how it ended; never who.</summary>
public sealed class OrderJournalTests
{
    [Fact]
    public void What_waited_and_how_long_is_kept_by_desk_and_hour() => Leaves("""
        0:00    | put ann ready      |
        59:00   | tap ann t1 1       | Answer Ok
        59:30   | claim kim          | 12:00 Claimed t1 after 0:30
        1:01:00 | complete kim tap   | 13:00 HandedOver t1 after 2:00 tap
        """);

    [Fact]
    public void Each_step_of_urgency_is_kept_once() => Leaves("""
        0:00 | put ann ready      |
        1:00 | tap ann t1 1       | Answer Ok
        4:00 | wake               | 12:00 Escalated t1 after 3:00, urgent 1
        4:01 | wake               |
        7:00 | wake               | 12:00 Escalated t1 after 6:00, urgent 2
        7:30 | complete kim       | 12:00 HandedOver t1 after 6:30, urgent 2 none
        """);

    [Fact]
    public void What_is_given_back_is_told_apart_from_what_ran_out() => Leaves("""
        0:00  | put ann ready     |
        1:00  | claim kim         | 12:00 Claimed after 0:00
        1:01  | claim kim         |
        1:02  | claim lee         |
        2:00  | release kim       | 12:00 Released after 0:00
        3:00  | claim lee         | 12:00 Claimed after 0:00
        13:00 | wake              | 12:00 RanOut after 0:00, urgent 1; 12:00 Escalated after 0:00, urgent 1
        """);

    [Theory]
    [InlineData("put ann cancelled")]
    [InlineData("put ben ready")]
    public void Who_waited_for_what_they_did_not_get_waited_in_vain(string put) => Leaves($"""
        0:00 | put ann ready      |
        1:00 | tap ann t2 1       | Answer Ok
        2:00 | {put,-18} | 12:00 WaitedInVain t2 after 1:00
        """);

    [Fact]
    public void Who_left_without_a_word_waited_in_vain() => Leaves("""
        0:00    | put ann ready   |
        1:00    | tap ann t1 1    | Answer Ok
        1:01:00 | wake            | 13:00 WaitedInVain t1 after 60:00
        """);

    [Fact]
    public void A_locker_that_opened_is_the_desk_of_its_handover() => Leaves("""
        0:00 | put ann ready L1   |
        1:00 | tap ann L1 1       | Answer Granted
        1:10 | report L1 taken    | 12:00 HandedOver L1 after 0:00 tap
        1:11 | report L1 closed   |
        """);

    [Fact]
    public void What_a_locker_gave_away_by_itself_is_kept_in_the_hour_in_which_it_did() => Leaves("""
        0:00    | put ann ready L1                |
        1:00:30 | by_voucher L1 taken 1:00        | 12:00 HandedOver L1 after 0:00 voucher offline
        """);

    [Fact]
    public void The_digits_of_a_code_are_not_kept()
    {
        var day = new OrderDay();
        day.Plays("0:00", "put ann ready");
        day.Plays("0:01", "pass ann 01234567");
        day.Plays("0:02", "complete kim code:01234567");
        var entry = Assert.IsType<PickupEntry>(Assert.Single(day.Journal));
        Assert.Equal("code", entry.Proof);
    }

    [Fact]
    public void Nothing_of_an_order_is_anybodys()
    {
        var day = new OrderDay();
        foreach (var (time, fact) in new[] { ("0:00", "put ann ready for ben"), ("1:00", "tap ann t1 1"), ("1:01", "tap ben t2 2"), ("2:00", "claim kim"), ("3:00", "complete kim tap") }) day.Plays(time, fact);
        Assert.NotEmpty(day.Journal);
        Assert.DoesNotContain(day.Journal, entry => entry.IsPersonal);
        Assert.All(["ann", "Ann", "ben", "kim", "o1"], name => Assert.DoesNotContain(name, string.Join('\n', day.Journal), StringComparison.Ordinal));
    }

    private static void Leaves(string table)
    {
        var (day, expected, actual) = (new OrderDay(), new StringBuilder(), new StringBuilder());
        foreach (var row in table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()))
        {
            var known = day.Journal.Count;
            day.Plays(row[0], row[1]);
            expected.AppendLine($"{row[0],8} | {row[1],-32} | {row[2]}");
            actual.AppendLine($"{row[0],8} | {row[1],-32} | {string.Join("; ", day.Journal.Skip(known).Select(Line))}");
        }
        Assert.Equal(expected.ToString(), actual.ToString(), ignoreLineEndingDifferences: true);
    }

    private static string Line(JournalEntry entry)
    {
        if (entry is AnswerEntry answer) return $"Answer {answer.Outcome}";
        var pickup = (PickupEntry)entry;
        var text = new StringBuilder($"{pickup.At:HH:mm} {pickup.Event}");
        if (pickup.Desk.Length > 0) text.Append($" {pickup.Desk}");
        text.Append($" after {(int)pickup.Waited.TotalMinutes}:{pickup.Waited.Seconds:00}");
        if (pickup.Escalation > 0) text.Append($", urgent {pickup.Escalation}");
        if (pickup.Proof.Length > 0) text.Append($" {pickup.Proof}");
        if (pickup.IsOffline) text.Append(" offline");
        return text.ToString();
    }
}
