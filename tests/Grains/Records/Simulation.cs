using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Grains.Records;

namespace SmartStore.Grains.Tests.Records;

/// <summary>What a run leaves out, so that a test can show that the run would notice.</summary>
internal enum Ablation
{
    None,

    /// <summary>Facts carry no id.</summary>
    NoSeenIds,

    /// <summary>The store takes every write.</summary>
    NoRevisions,

    /// <summary>The grain takes a write for done before the store has it.</summary>
    EffectsBeforeTheWrite,
}

/// <summary>
/// Two activations of one grain on one store, on one thread, from one seed: facts are sent and repeated, writes take time, fail before or after,
/// land late or conflict, activations crash and are loaded again. At the end a ledger is drawn up.
/// </summary>
internal sealed class Simulation
{
    private const string Key = "shopper/anna";
    private static readonly DateTimeOffset T0 = DateTimeOffset.Parse("2026-11-28T10:00:00Z");

    private readonly Random _random;
    private readonly Ablation _ablation;
    private readonly FakeTimeProvider _time = new(T0);
    private readonly MemoryStateStore _store;
    private readonly FactSuspects _suspects = new(NullLogger<FactSuspects>.Instance);
    private readonly Activation?[] _activations = new Activation?[2];
    private readonly SeededFaults _faults;
    private readonly HashSet<string> _acknowledged = [];
    private readonly HashSet<string> _sent = [];
    private readonly List<string> _open = [];
    private readonly List<(long Sequence, string Fact)> _effects = [];
    private readonly List<string> _problems = [];

    public Simulation(int seed, Ablation ablation)
    {
        (_random, _ablation) = (new Random(seed), ablation);
        _faults = new SeededFaults(_random);
        _store = new MemoryStateStore(_time) { ChecksRevisions = ablation != Ablation.NoRevisions, Fault = _faults.OfWrite, CanRead = _faults.CanRead };
    }

    /// <summary>Everything that went wrong, in words; empty: nothing.</summary>
    public IReadOnlyList<string> Run(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(_random.Next(1, 400)));
            switch (_random.Next(10))
            {
                case <= 4: Send(); break;
                case <= 7: _faults.Land(); break;
                case 8 when _random.Next(3) == 0: _activations[_random.Next(2)] = null; break; // a crash: memory is gone, its pending write goes on
                case 9 when _random.Next(4) == 0: _store.LandLate(); break;
            }
        }
        BecomeQuiet();
        return Check();
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
        // A new fact, one that is still unanswered, or one that was answered and comes again.
        string fact;
        if (_open.Count > 0 && _random.Next(2) == 0) fact = _open[_random.Next(_open.Count)];
        else if (_acknowledged.Count > 0 && _random.Next(4) == 0) fact = _acknowledged.ElementAt(_random.Next(_acknowledged.Count));
        else fact = $"f{_sent.Count}";
        if (_sent.Add(fact)) _open.Add(fact);
        _ = Take(activation, fact);
    }

    private async Task Take(Activation activation, string fact)
    {
        activation.IsBusy = true;
        try
        {
            await activation.Record.Take(fact, _time.GetUtcNow(), withId: _ablation != Ablation.NoSeenIds);
            // A crashed activation gives no answer.
            if (!_activations.Contains(activation)) return;
            _acknowledged.Add(fact);
            _open.Remove(fact);
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

    private Activation? Load()
    {
        var slot = _ablation == Ablation.EffectsBeforeTheWrite ? new HastySlot(_store, Key) : new StoreSlot(_store, Key);
        var loading = slot.Load();
        if (!loading.IsCompletedSuccessfully) return null;
        Activation? activation = null;
        var record = new GrainRecord<Ledger>(slot, new LedgerForm(), _time, _suspects, commit =>
        {
            // What a crashed process would have handed on stays with it.
            if (!_activations.Contains(activation)) return;
            foreach (var update in commit.Pushed) _effects.Add((update.Sequence, Google.Protobuf.WellKnownTypes.StringValue.Parser.ParseFrom(update.Body).Value));
        });
        return activation = new Activation(record, slot);
    }

    // No more faults: what waits lands, and every unanswered fact is sent until it is answered.
    private void BecomeQuiet()
    {
        _faults.BecomeQuiet();
        _store.LandLate();
        foreach (var fact in _open.ToList())
        {
            for (var attempt = 0; attempt < 3 && _open.Contains(fact); attempt++)
            {
                if (_activations[0] is null or { IsGone: true }) _activations[0] = Load();
                _ = Take(_activations[0]!, fact);
            }
            if (_open.Contains(fact)) _problems.Add($"{fact} is never answered");
        }
    }

    private List<string> Check()
    {
        var committed = Load()!.Record.Committed;
        var taken = committed.State.Taken;
        foreach (var fact in _acknowledged.Where(fact => !taken.Contains(fact))) _problems.Add($"{fact} was acknowledged and is lost");
        foreach (var twice in taken.GroupBy(fact => fact).Where(group => group.Count() > 1)) _problems.Add($"{twice.Key} was taken {twice.Count()} times");
        foreach (var phantom in taken.Where(fact => !_sent.Contains(fact))) _problems.Add($"{phantom} was never sent");
        foreach (var (sequence, fact) in _effects)
        {
            // The n-th fact of the ledger is the n-th update: an effect that says otherwise left without its commit.
            if (sequence > taken.Count || taken[(int)sequence - 1] != fact) _problems.Add($"update {sequence} told of {fact}, which was not committed there");
        }
        if (committed.Envelope.Copies.Count > 0 && committed.Envelope.Copies[0].Body.ToStringUtf8() != taken[^1]) _problems.Add("the last copy is not of the last fact");
        return _problems;
    }

    private sealed class Activation(GrainRecord<Ledger> record, StoreSlot slot)
    {
        public GrainRecord<Ledger> Record => record;

        public bool IsBusy { get; set; }

        public bool IsGone => slot.IsAbandoned;
    }

    // Says that it has written before the store has.
    private sealed class HastySlot(MemoryStateStore store, string key) : StoreSlot(store, key)
    {
        public override Task Write(byte[] body, DateTimeOffset? wakeAt, bool movesWake, IReadOnlyList<JournalRow> journal)
        {
            _ = Later(base.Write(body, wakeAt, movesWake, journal));
            return Task.CompletedTask;

            static async Task Later(Task write)
            {
                try
                {
                    await write;
                }
                catch (Exception error) when (error is TryAgainException or StoreConflictException)
                {
                    // It has long said that all is well.
                }
            }
        }
    }
}

public sealed class SimulationTests
{
    // SMARTSTORE_SIM_SEED runs one seed.
    private static IEnumerable<int> Seeds(int count) => Environment.GetEnvironmentVariable("SMARTSTORE_SIM_SEED") is { Length: > 0 } one ? [int.Parse(one)] : Enumerable.Range(1, count);

    [Fact]
    public void In_2000_seeded_runs_nothing_acknowledged_is_lost_nothing_is_taken_twice_and_no_effect_leaves_without_its_commit()
    {
        foreach (var seed in Seeds(2_000))
        {
            var problems = new Simulation(seed, Ablation.None).Run(steps: 120);
            Assert.True(problems.Count == 0, $"SMARTSTORE_SIM_SEED={seed}: {string.Join("; ", problems.Take(5))}");
        }
    }

    [Theory]
    [InlineData(nameof(Ablation.NoSeenIds))]
    [InlineData(nameof(Ablation.NoRevisions))]
    [InlineData(nameof(Ablation.EffectsBeforeTheWrite))]
    public void Without_one_of_its_safeguards_the_runs_fail(string ablation) =>
        Assert.Contains(Seeds(100), seed => new Simulation(seed, Enum.Parse<Ablation>(ablation)).Run(steps: 120).Count > 0);
}
