using System.Text;
using SmartStore.Core.Journal;
using SmartStore.Core.Orders;
using SmartStore.Core.Tests.Shoppers;

namespace SmartStore.Core.Tests.Orders;

/// <summary>
/// A day of order o1 as a table: time, fact, what is replied and how the order stands then (<c>-</c>: as before). The shop has the desks t1 and t2 and the lockers L1
/// (slots A1, A2) and L2. Facts: <c>put ann ready [L1] [check] [for ben] [with soap]</c>, <c>tap ann t1 1 [let ann]</c> (shopper, terminal, tap id, whose household they are in), <c>code ann t1 1</c>, <c>voucher L1 1 ISSUED</c>,
/// <c>pass ann CODE</c>, <c>claim kim</c>, <c>release kim</c>, <c>complete kim [proof]</c> (a star after the name: a manager), <c>report L1 taken</c> (of the last grant) <c>[id]</c>,
/// <c>by_voucher L1 taken ISSUED [id]</c>, <c>erase ann [CODE]</c>, <c>lost ann</c> (a phone), <c>wake</c>.
/// </summary>
internal sealed class OrderDay
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly Books _books = new() { Corner = CornerShop.BookOf(Layout(CornerShop.Layout(CornerShop.Id))) };
    private int _facts;

    public HeldOrder? Held { get; private set; }

    public List<OrderDecision> All { get; } = [];

    /// <summary>What the day leaves in the journal.</summary>
    public List<JournalEntry> Journal { get; } = [];

    public string LastGrant => Held!.Grants[^1].Id;

    /// <summary>Plays the table's facts and compares what was told.</summary>
    public OrderDay Goes(string table)
    {
        var (expected, actual) = (new StringBuilder(), new StringBuilder());
        foreach (var row in table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()))
        {
            expected.AppendLine($"{row[0],8} | {row[1],-32} | {row[2]}");
            actual.AppendLine($"{row[0],8} | {row[1],-32} | {Told(Plays(row[0], row[1]))}");
        }
        Assert.Equal(expected.ToString(), actual.ToString(), ignoreLineEndingDifferences: true);
        return this;
    }

    public IReadOnlyList<OrderDecision> Plays(string time, string fact) => Apply(Fact($"f{++_facts}", At(time), fact.Split(' ')));

    public IReadOnlyList<OrderDecision> Apply(OrderFact fact)
    {
        var decisions = OrderDecider.Decide(Held, fact, _books, HandoverRules.Default);
        var before = Held;
        Held = decisions.Aggregate(before, OrderDecider.Evolve);
        All.AddRange(decisions);
        Journal.AddRange(OrderJournal.Of(before, Held, fact, decisions));
        return decisions;
    }

    /// <summary>The last answer to a tap, as the terminal gets it.</summary>
    public string LastAnswer() => Encoding.UTF8.GetString(All.OfType<OrderTapAnswered>().Last().Answer.ToJson());

    public static DateTimeOffset At(string time) => Noon + TimeSpan.Parse(time.Count(c => c == ':') == 1 ? "0:" + time : time);

    private static StoreLayout Layout(StoreLayout layout) => layout with
    {
        Terminals = [new Terminal("t1", new ZoneId("desk")), new Terminal("t2", new ZoneId("desk")), Locker("L1"), Locker("L2")],
    };

    private static Terminal Locker(string id) => new(id, new ZoneId("entrance")) { Kind = TerminalKind.Locker, Slots = ["A1", "A2"] };

    private OrderFact Fact(string id, DateTimeOffset at, string[] words)
    {
        var isManager = words.Length > 1 && words[1].EndsWith('*');
        var who = words.Length > 1 ? words[1].TrimEnd('*') : "";
        return words[0] switch
        {
            "put" => new OrderPut(id, at, who == "nobody" ? ShopperId.Nobody : new ShopperId(who), Order(words)),
            "tap" => new OrderTapped(id, at, Origin(words[2], words[3], who), new ShopperId(who), at) { Name = char.ToUpperInvariant(who[0]) + who[1..], LetBy = words.Length > 5 ? new ShopperId(words[5]) : ShopperId.Nobody },
            "code" => new OrderTapped(id, at, Origin(words[2], words[3], who), who == "nobody" ? ShopperId.Nobody : new ShopperId(who), at) { Shown = ShownProof.Code },
            "voucher" => new OrderTapped(id, at, Origin(who, words[2], "voucher"), ShopperId.Nobody, at) { Shown = ShownProof.Voucher, IssuedAt = At(words[3]) },
            "pass" => new PassAsked(id, at, new ShopperId(who), words[2]),
            "claim" or "release" => new StaffClaimed(id, at, CornerShop.Id, who, who == "kim" ? "Kim" : "", words[0] == "release", isManager),
            "complete" => new StaffCompleted(id, at, CornerShop.Id, who, words.Length > 2 ? words[2] : "", isManager),
            "report" => new LockerReported(words.Length > 3 ? words[3] : id, at, at, CornerShop.Id, who, LastGrant, IsVoucher: false, DateTimeOffset.UnixEpoch, Event(words[2])),
            "by_voucher" => new LockerReported(words.Length > 4 ? words[4] : id, at, at - TimeSpan.FromMinutes(1), CornerShop.Id, who, $"voucher-{words[3]}", IsVoucher: true, At(words[3]), Event(words[2])),
            "erase" => new PersonErased(id, at, new ShopperId(who), words.Length > 2 ? words[2] : ""),
            "lost" => new ProofsEnded(id, at, new ShopperId(who)),
            "wake" => new OrderWoken(id, at),
            _ => throw new ArgumentException($"No fact '{words[0]}'.", nameof(words)),
        };
    }

    private static LockerEvent Event(string word) => Enum.Parse<LockerEvent>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    private static TapOrigin Origin(string terminal, string id, string pass) => TapOrigin.Of(CornerShop.Id, terminal, id, pass);

    private static Order Order(string[] words)
    {
        var state = words[2] == "handed_over" ? OrderState.HandedOver : Enum.Parse<OrderState>(words[2], ignoreCase: true);
        var locker = words.FirstOrDefault(word => word is "L1" or "L2") ?? "";
        var collector = Array.IndexOf(words, "for");
        var item = Array.IndexOf(words, "with");
        return new Order(new OrderId("o1"), CornerShop.Id, state, ZoneId.Unknown, item < 0 ? [] : Day.Items([words[item + 1]]))
        {
            Terminal = locker,
            Slot = locker.Length > 0 ? "A1" : "",
            NeedsCheck = words.Contains("check"),
            Collectors = collector < 0 ? [] : [new ShopperId(words[collector + 1])],
        };
    }

    private string Told(IReadOnlyList<OrderDecision> decisions)
    {
        var reply = decisions.Select(Reply).LastOrDefault(reply => reply.Length > 0) ?? "";
        if (decisions.Any(decision => decision is OrderForgotten)) return "forgotten";
        if (!decisions.Any(decision => decision is OrderBecame)) return reply.Length == 0 ? "-" : reply;
        return reply.Length == 0 ? Standing() : $"{reply}: {Standing()}";
    }

    private string Standing()
    {
        var (held, progress) = (Held!, Held!.Order.Progress);
        var text = new StringBuilder(held.Order.State == OrderState.HandedOver ? "HANDED_OVER" : held.Order.State.ToString().ToUpperInvariant());
        if (progress.Claim is { } claim) text.Append($" {claim.By}");
        if (progress.End is { Proof.Length: > 0 } end) text.Append($" {end.Proof}{(end.IsOffline ? " offline" : "")}");
        if (held.ErasedAt is not null) text.Append(", nobody's");
        if (held.WaitsSince is not null) text.Append($", {(held.LastTap!.Shopper.IsNobody ? "somebody" : held.LastTap.Shopper.Value)} waits at {held.LastTap.Terminal}");
        if (held.Escalation > 0) text.Append($", urgent {held.Escalation}");
        if (held.Trouble is not null) text.Append($", trouble {held.Trouble.Code}");
        if (progress.IsReminded) text.Append(", reminded");
        return text.ToString();
    }

    private static string Reply(OrderDecision decision) => decision switch
    {
        OrderPutReplied d => d.Outcome.ToString(),
        OrderTapAnswered d => TapAnswer.Word(d.Answer.Outcome),
        StaffReplied d => d.Outcome.ToString(),
        PassReplied d => d.Outcome.ToString(),
        LockerReplied d => d.Outcome.ToString(),
        _ => "",
    };
}
