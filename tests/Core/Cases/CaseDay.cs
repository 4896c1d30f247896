using System.Text;
using SmartStore.Core.Cases;
using SmartStore.Core.Cases.Topics;
using SmartStore.Core.Journal;
using SmartStore.Core.Tests.Shoppers;

namespace SmartStore.Core.Tests.Cases;

/// <summary>
/// A day of case c1 of the shopper Ann as a table: time, fact, and how the case stands then (<c>-</c>: as before), with the refusal if there was one. Facts: <c>help dairy 3</c>
/// (waits 3 min; <c>none</c>: nobody is on duty), <c>complaint TEXT</c>, <c>return</c>, <c>rating 1</c>, <c>says TEXT</c>, <c>chooses TEXT</c>, <c>withdraws</c>, <c>rates 2</c>, <c>take kim</c>, <c>promise kim</c> (takes it, for in an hour),
/// <c>release kim</c>, <c>reply kim</c>, <c>ask kim A B</c> (choices, due in 5 min), <c>asks kim A B</c> (choices, nobody says until when), <c>note kim</c>, <c>settle kim</c>, <c>give kim lee</c>, <c>topic kim staff.waiting</c>, <c>reopen kim</c> (a star after the
/// name: a manager), <c>here dairy</c>, <c>gone</c>, <c>unseen</c>, <c>wait 5</c>, <c>trouble TEXT</c> (of order o1; none: it is settled), <c>wake</c>.
/// </summary>
internal sealed class CaseDay
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly Books _books = new();
    private int _facts;

    public ServiceCase? Case { get; private set; }

    public List<CaseDecision> All { get; } = [];

    /// <summary>What the day leaves in the journal.</summary>
    public List<ServiceEntry> Journal { get; } = [];

    /// <summary>The shop is open at these times of the week from now on, by the clock in UTC.</summary>
    public CaseDay Open(params IReadOnlyList<OpeningTime> opening) => In(CornerShop.BookOf(CornerShop.Layout(CornerShop.Id) with { TimeZone = "", Opening = opening }));

    /// <summary>The shop is this from now on.</summary>
    public CaseDay In(StoreBook corner)
    {
        _books.Corner = corner;
        return this;
    }

    /// <summary>Plays the table's facts and compares how the case stands.</summary>
    public CaseDay Goes(string table)
    {
        var (expected, actual) = (new StringBuilder(), new StringBuilder());
        foreach (var row in table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()))
        {
            var before = Stands(Case);
            var decided = Plays(row[0], row[1]);
            var (after, refused) = (Stands(Case), decided.OfType<CaseReplied>().SingleOrDefault(reply => reply.Outcome != CaseReplyOutcome.Done));
            expected.AppendLine($"{row[0],8} | {row[1],-32} | {row[2]}");
            actual.AppendLine($"{row[0],8} | {row[1],-32} | {(refused is null ? after == before ? "-" : after : refused.Outcome.ToString())}");
        }
        Assert.Equal(expected.ToString(), actual.ToString(), ignoreLineEndingDifferences: true);
        return this;
    }

    public IReadOnlyList<CaseDecision> Plays(string time, string fact) => Apply(Fact($"f{++_facts}", At(time), fact.Split(' ')));

    public IReadOnlyList<CaseDecision> Apply(CaseFact fact)
    {
        var decisions = CaseDecider.Decide(Case, fact, _books, CaseRules.Default, TopicModel.Seed);
        var before = Case;
        Case = decisions.Aggregate(before, CaseDecider.Evolve);
        All.AddRange(decisions);
        Journal.AddRange(CaseJournal.Of(before, Case, fact, _books).Cast<ServiceEntry>());
        return decisions;
    }

    public static DateTimeOffset At(string time) => Noon + TimeSpan.Parse(time.Contains('.', StringComparison.Ordinal) ? time : time.Count(c => c == ':') == 1 ? "0:" + time : time);

    private static string Stands(ServiceCase? now)
    {
        if (now is null) return "none";
        var due = now.DueAt is { } at ? $" due {(at - Noon).ToString(at - Noon < TimeSpan.FromHours(1) ? @"m\:ss" : "g")}" : "";
        var by = now.Staff.Length > 0 ? $" by {now.Staff}" : "";
        return $"{now.Kind} {now.State}{by}{due}{(now.Ask is { } ask ? $" asks {ask.Kind}" : "")}{(now.IsHere ? $" here {now.Zone}" : "")}{(now.Escalation > 0 ? $" !{now.Escalation}" : "")}".TrimEnd();
    }

    private static CaseFact Fact(string id, DateTimeOffset at, string[] words)
    {
        var rest = string.Join(' ', words.Skip(1));
        var ann = new ShopperId("ann");
        var opened = new CaseOpened(id, at, new CaseId("c1"), CaseKind.Help, CornerShop.Id, CaseEntry.Shopper) { Shopper = ann, Name = "Ann", MayBeSeen = true };
        var added = new CaseAdded(id, at, ann);
        return words[0] switch
        {
            "help" => opened with { Zone = new ZoneId(words[1]), Wait = words[2] == "none" ? null : TimeSpan.FromMinutes(int.Parse(words[2])), IsHere = words[1] == "dairy" },
            "complaint" => opened with { Kind = CaseKind.Complaint, Text = rest },
            "return" => opened with { Kind = CaseKind.Return, Products = [new ProductId("oil")] },
            "rating" => opened with { Kind = CaseKind.Rating, Rating = int.Parse(words[1]) },
            "question" => opened with { Kind = CaseKind.Order, Order = "o1", Text = rest },
            "says" => added with { Text = rest },
            "chooses" => added with { Choice = rest },
            "withdraws" => added with { IsWithdrawal = true },
            "rates" => added with { Rating = int.Parse(words[1]) },
            "here" => new CaseShopperStood(id, at, ann, at.UtcTicks, MayBeSeen: true, IsHere: true, new ZoneId(words[1])),
            "gone" => new CaseShopperStood(id, at, ann, at.UtcTicks, MayBeSeen: true, IsHere: false, ZoneId.Unknown),
            "unseen" => new CaseShopperStood(id, at, ann, at.UtcTicks, MayBeSeen: false, IsHere: false, ZoneId.Unknown),
            "wait" => new CaseWaitTold(id, at, CornerShop.Id, at.UtcTicks, words[1] == "none" ? null : TimeSpan.FromMinutes(int.Parse(words[1]))),
            "trouble" => new CaseOrderStood(id, at, new CaseId("c1"), at.UtcTicks, CornerShop.Id, "o1", new ZoneId("desk"), "L1", rest),
            "wake" => new CaseWoken(id, at),
            _ => Acted(id, at, words),
        };
    }

    private static CaseActed Acted(string id, DateTimeOffset at, string[] words)
    {
        var acted = new CaseActed(id, at, CornerShop.Id, words[1].TrimEnd('*'), words[1].StartsWith("kim", StringComparison.Ordinal) ? "Kim" : "", words[1].EndsWith('*'), CaseAct.Take);
        return words[0] switch
        {
            "take" => acted,
            "promise" => acted with { DueAt = at + TimeSpan.FromHours(1) },
            "release" => acted with { Act = CaseAct.Release },
            "reply" => acted with { Act = CaseAct.Reply, Text = "I come." },
            "note" => acted with { Act = CaseAct.Reply, Text = "She was here yesterday, too.", IsInternal = true },
            "ask" => acted with { Act = CaseAct.Reply, Text = "Which one?", Choices = words[2..], DueAt = at + TimeSpan.FromMinutes(5) },
            "asks" => acted with { Act = CaseAct.Reply, Text = "Which one?", Choices = words[2..] },
            "settle" => acted with { Act = CaseAct.Settle, Outcome = CaseOutcome.Helped, Text = "Done." },
            "give" => acted with { Act = CaseAct.Give, GiveTo = words[2] },
            "topic" => acted with { Act = CaseAct.Sort, Topic = words[2] },
            "reopen" => acted with { Act = CaseAct.Reopen },
            _ => throw new ArgumentException(words[0]),
        };
    }
}
