using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Stores;
using SmartStore.Grains.Orders;
using SmartStore.Grains.Records;
using SmartStore.Grains.Tests.Records;

namespace SmartStore.Grains.Tests.Orders;

/// <summary>What a run leaves out, so that a test can show that the run would notice.</summary>
internal enum OrderAblation
{
    None,

    /// <summary>Answers to taps are not kept.</summary>
    NoAnswers,

    /// <summary>Answers to lockers are not kept.</summary>
    NoReports,

    /// <summary>A tap does not see that a locker may have opened already.</summary>
    NoOpenGrant,
}

/// <summary>
/// Two activations of one order on one store, from one seed: taps at a desk and a locker, claims, completions, reports of the locker, what the order
/// system puts, and the clock, all repeated and reordered while writes fail before or after, land late or conflict, and activations crash.
/// Invariants are judged at each commit and each answer.
/// </summary>
internal sealed class OrderSimulation
{
    private const string Key = "order/o1";
    private static readonly DateTimeOffset T0 = DateTimeOffset.Parse("2026-11-28T10:00:00Z");
    private static readonly StoreId Corner = new("corner");
    private static readonly OneStore Books = new(StoreBook.Compile(new StoreLayout(
        Corner, "Corner", "EUR", "", [new Zone(new ZoneId("desk"), "Desk", [], IsEntrance: true, IsPickup: true)], [],
        [new Terminal("t1", new ZoneId("desk")), new Terminal("L1", new ZoneId("desk")) { Kind = TerminalKind.Locker }], [])));

    private readonly Random _random;
    private readonly OrderAblation _ablation;
    private readonly FakeTimeProvider _time = new(T0);
    private readonly MemoryStateStore _store;
    private readonly FactSuspects _suspects = new(NullLogger<FactSuspects>.Instance);
    private readonly Activation?[] _activations = new Activation?[2];
    private readonly List<TaskCompletionSource<StoreFault>> _writes = [];
    private readonly List<OrderFact> _sent = [];
    private readonly Dictionary<string, string> _answers = [];
    private readonly HashSet<string> _grants = [];
    private readonly List<string> _problems = [];
    private bool _isQuiet;

    public OrderSimulation(int seed, OrderAblation ablation)
    {
        (_random, _ablation) = (new Random(seed), ablation);
        _store = new MemoryStateStore(_time) { Fault = Write, CanRead = _ => new(_isQuiet || _random.Next(20) > 0) };
    }

    /// <summary>Everything that went wrong, in words; empty: nothing.</summary>
    public IReadOnlyList<string> Run(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(_random.Next(1, 20_000)));
            switch (_random.Next(10))
            {
                case <= 5: Send(); break;
                case <= 7: Land(); break;
                case 8 when _random.Next(3) == 0: _activations[_random.Next(2)] = null; break; // a crash: memory is gone, its pending write goes on
                case 9 when _random.Next(4) == 0: _store.LandLate(); break;
            }
        }
        BecomeQuiet();
        return _problems;
    }

    private void Send()
    {
        var index = _random.Next(2);
        if ((_activations[index] ??= Load()) is not { } activation) return;
        if (activation.IsGone)
        {
            _activations[index] = null;
            return;
        }
        if (activation.IsBusy) return;
        // A new fact, or one that was sent before.
        var fact = _sent.Count > 0 && _random.Next(3) == 0 ? _sent[_random.Next(_sent.Count)] : NewFact();
        if (!_sent.Contains(fact)) _sent.Add(fact);
        _ = Take(activation, fact with { At = _time.GetUtcNow() });
    }

    private OrderFact NewFact()
    {
        var (id, now) = ($"f{_sent.Count}", _time.GetUtcNow());
        var staff = _random.Next(2) == 0 ? "kim" : "lee";
        return _random.Next(12) switch
        {
            0 or 1 => new OrderPut(id, now, new ShopperId(_random.Next(6) == 0 ? "ben" : "ann"), Order(_random.Next(8) == 0 ? OrderState.Preparing : OrderState.Ready)),
            2 or 3 or 4 => Tap(id, "L1"),
            5 => Tap(id, "t1"),
            6 => new StaffClaimed(id, now, Corner, staff, "", IsRelease: _random.Next(2) == 0, IsManager: false),
            7 when _random.Next(4) == 0 => new StaffCompleted(id, now, Corner, staff, "", IsManager: false),
            8 or 9 or 10 when _grants.Count > 0 => new LockerReported(id, now, now, Corner, "L1", _grants.ElementAt(_random.Next(_grants.Count)), IsVoucher: false, DateTimeOffset.UnixEpoch, Event()),
            _ => new OrderWoken($"wake-{id}", now),
        };

        OrderTapped Tap(string tap, string terminal)
        {
            var shopper = _random.Next(5) == 0 ? "ben" : "ann";
            return new OrderTapped(tap, now, TapOrigin.Of(Corner, terminal, tap, shopper), new ShopperId(shopper), now);
        }

        LockerEvent Event() => _random.Next(8) switch { 0 => LockerEvent.Taken, 1 => LockerEvent.Closed, <= 4 => LockerEvent.Opened, _ => LockerEvent.NotOpened };
    }

    private static Order Order(OrderState state) => new(new OrderId("o1"), Corner, state, ZoneId.Unknown, []) { Terminal = "L1", Slot = "A1" };

    private async Task Take(Activation activation, OrderFact fact)
    {
        activation.IsBusy = true;
        try
        {
            var isWake = fact is OrderWoken;
            var (decided, isRepeat) = await activation.Record.Turn(isWake ? null : fact.Id, turn =>
            {
                var decisions = OrderDecider.Decide(Ablated(turn.State, fact), fact, Books, HandoverRules.Default);
                var after = decisions.Aggregate(turn.State, OrderDecider.Evolve);
                if (after != turn.State) turn.Become(after);
                return (decisions, turn.IsRepeat);
            });
            // A crashed activation gives no answer.
            if (_activations.Contains(activation)) Answered(fact, decided, isRepeat);
        }
        catch (Exception error) when (error is TryAgainException or StoreConflictException)
        {
            // The sender sends it again.
        }
        finally
        {
            activation.IsBusy = false;
        }
    }

    private HeldOrder? Ablated(HeldOrder? held, OrderFact fact) => _ablation switch
    {
        OrderAblation.NoAnswers when held is not null => held with { Answers = AnsweredTaps.None },
        OrderAblation.NoReports when held is not null => held with { Reports = [] },
        OrderAblation.NoOpenGrant when held is not null && fact is OrderTapped && held.Order.State == OrderState.Claimed => held with { Order = held.Order with { State = OrderState.Ready } },
        _ => held,
    };

    private void Answered(OrderFact fact, IReadOnlyList<OrderDecision> decided, bool isRepeat)
    {
        var answer = decided.Select(decision => decision switch
        {
            OrderTapAnswered d when !(isRepeat && d.IsNew) => Encoding.UTF8.GetString(d.Answer.ToJson()),
            LockerReplied d => d.Outcome.ToString(),
            _ => null,
        }).LastOrDefault(text => text is not null);
        if (answer is null) return;
        if (_answers.TryGetValue(fact.Id, out var before) && before != answer) _problems.Add($"{fact.Id} was answered {before} and then {answer}");
        _answers[fact.Id] = answer;
        if (decided.OfType<OrderTapAnswered>().LastOrDefault() is { Answer: { Grant.Length: > 0 } granted }) _grants.Add(granted.Grant);
    }

    private Activation? Load()
    {
        var slot = new StoreSlot(_store, Key);
        if (!slot.Load().IsCompletedSuccessfully) return null;
        var form = new OrderForm(HandoverRules.Default);
        GrainRecord<HeldOrder?>? record = null;
        HeldOrder? before = null;
        record = new GrainRecord<HeldOrder?>(slot, form, _time, _suspects, _ =>
        {
            var after = record!.Committed.State;
            Judge(before, after!);
            before = after;
        });
        before = record.Committed.State;
        return new Activation(record, slot);
    }

    // Between what this activation read or wrote last and what it wrote now: only one activation commits on a revision.
    private void Judge(HeldOrder? before, HeldOrder after)
    {
        if (before is null) return;
        var added = after.Grants.Where(grant => before.Grants.All(known => known.Id != grant.Id)).ToList();
        if (after.Grants.Count(grant => grant.IsOpen) > 1) _problems.Add("two grants are open at once");
        if (added.Count > 0 && before.OpenGrant is not null) _problems.Add($"{added[0].Id} was granted while {before.OpenGrant.Id} was not settled");
        if (before.Order.State == OrderState.HandedOver && after.Order.State != OrderState.HandedOver) _problems.Add("it was handed over and is not any more");
        if (before.Order.Progress.End is { } end && after.Order.Progress.End != end) _problems.Add("it was handed over twice");
        if (after.Order.State == OrderState.Claimed && after.Order.Progress.Claim is null) _problems.Add("it is claimed by nobody");
        if (after.Order.State != OrderState.Claimed && after.Order.Progress.Claim is not null) _problems.Add("somebody has claimed what is not claimed");
        if (before.Order.State == OrderState.Claimed && after.Holder != before.Holder) _problems.Add("it changed its shopper while it was being handed over");
    }

    private ValueTask<StoreFault> Write(RecordWrite write)
    {
        if (_isQuiet) return new(StoreFault.None);
        var landed = new TaskCompletionSource<StoreFault>();
        _writes.Add(landed);
        return new(landed.Task);
    }

    private void Land()
    {
        if (_writes.Count == 0) return;
        var write = _writes[_random.Next(_writes.Count)];
        _writes.Remove(write);
        write.SetResult(_random.Next(10) switch { 0 => StoreFault.Before, 1 => StoreFault.After, 2 => StoreFault.Late, _ => StoreFault.None });
    }

    // No more faults: what waits lands, every fact is sent once more, and what the clock asks for is done.
    private void BecomeQuiet()
    {
        _isQuiet = true;
        while (_writes.Count > 0)
        {
            var write = _writes[0];
            _writes.RemoveAt(0);
            write.SetResult(StoreFault.None);
        }
        _store.LandLate();
        foreach (var fact in _sent.TakeLast(32).ToList()) TakeQuietly(fact with { At = _time.GetUtcNow() });
        for (var i = 0; i < 8 && OrderClock.WakeAt(Load()!.Record.Committed.State, HandoverRules.Default) is { } at; i++)
        {
            if (at > _time.GetUtcNow()) _time.Advance(at - _time.GetUtcNow());
            TakeQuietly(new OrderWoken($"last-{i}", _time.GetUtcNow()));
        }
        if (Load()!.Record.Committed.State is { OpenGrant: not null, Trouble: null }) _problems.Add("a grant is open and nobody is told");
    }

    private void TakeQuietly(OrderFact fact)
    {
        if (_activations[0] is null or { IsGone: true }) _activations[0] = Load();
        _ = Take(_activations[0]!, fact);
    }

    private sealed class Activation(GrainRecord<HeldOrder?> record, StoreSlot slot)
    {
        public GrainRecord<HeldOrder?> Record => record;

        public bool IsBusy { get; set; }

        public bool IsGone => slot.IsAbandoned;
    }

    private sealed class OneStore(StoreBook book) : IBooks
    {
        public StoreBook? Find(StoreId store) => store == book.Store ? book : null;
    }
}

public sealed class OrderSimulationTests
{
    // SMARTSTORE_SIM_SEED runs one seed.
    private static IEnumerable<int> Seeds(int count) => Environment.GetEnvironmentVariable("SMARTSTORE_SIM_SEED") is { Length: > 0 } one ? [int.Parse(one)] : Enumerable.Range(1, count);

    [Fact]
    public void In_1000_seeded_runs_no_door_opens_twice_no_order_is_handed_over_twice_and_every_repeat_gets_the_same_answer()
    {
        foreach (var seed in Seeds(1_000))
        {
            var problems = new OrderSimulation(seed, OrderAblation.None).Run(steps: 120);
            Assert.True(problems.Count == 0, $"SMARTSTORE_SIM_SEED={seed}: {string.Join("; ", problems.Take(5))}");
        }
    }

    [Theory]
    [InlineData(nameof(OrderAblation.NoAnswers))]
    [InlineData(nameof(OrderAblation.NoReports))]
    [InlineData(nameof(OrderAblation.NoOpenGrant))]
    public void Without_one_of_its_safeguards_the_runs_fail(string ablation) =>
        Assert.Contains(Seeds(100), seed => new OrderSimulation(seed, Enum.Parse<OrderAblation>(ablation)).Run(steps: 120).Count > 0);
}
