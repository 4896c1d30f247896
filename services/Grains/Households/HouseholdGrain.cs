using Google.Protobuf;
using SmartStore.Core.Households;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Households;

/// <summary>One household: takes a fact, asks the rules, commits, and gives its members' grains copies of the list.</summary>
[GrainType(GrainKeys.Household)]
internal sealed class HouseholdGrain : Grain, IHouseholdGrain
{
    private static readonly TimeSpan CopiedWithin = TimeSpan.FromSeconds(1);

    private readonly RecordShell<Household> _shell;
    private readonly ShopperRules _rules;

    public HouseholdGrain([PersistentState("record", StateStorage.Name)] IPersistentState<StoredRecord> state, GrainParts parts, ShopperRules rules)
    {
        _rules = rules;
        var id = new HouseholdId(GrainContext.GrainId.Key.ToString()!);
        _shell = new RecordShell<Household>(this, state, new HouseholdForm(id), parts, static () => Task.CompletedTask, streamsMax: 0);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _shell.Activated();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _shell.Deactivated();
        return Task.CompletedTask;
    }

    public async Task<HouseholdReply> Apply(HouseholdFact fact)
    {
        var outcome = await Turn(fact, fact.Id);
        return new HouseholdReply(outcome, _shell.Record.Committed.State);
    }

    public Task Copied() => _shell.CopiesTaken(CopiedWithin);

    public async Task<Household> View()
    {
        await _shell.Record.Confirm();
        return _shell.Record.Committed.State;
    }

    public async Task Take(string source, long version, byte[] copy)
    {
        if (!GrainKeys.TryParse(source, out var kind, out var id) || kind != GrainKeys.Shopper) throw new InvalidDataException("A household takes copies of shoppers.");
        var fact = HouseholdForm.Read(new ShopperId(id), version, HomeStandingTold.Parser.ParseFrom(copy));
        await RecordShell.Take(Turn(fact, factId: null, suspectId: fact.Id));
    }

    public Task Wake() => _shell.Wake();

    private ValueTask<HouseholdOutcome> Turn(HouseholdFact fact, string? factId, string? suspectId = null)
    {
        fact = fact with { At = fact.At.WholeMs() };
        return _shell.Record.Turn(factId, turn =>
        {
            var before = turn.State;
            var (after, outcome) = HouseholdDecider.Decide(before, fact, _rules);
            if (ReferenceEquals(after, before)) return outcome;
            turn.Become(after);
            foreach (var shopper in before.Members.Concat(after.Members).Select(member => member.Shopper).Distinct())
            {
                if (fact is MemberCopied { HasLeft: true } left && left.Shopper == shopper)
                {
                    // Their own grain says so, and may be about to be erased: nothing here names them any more.
                    turn.Untell(GrainKeys.Of(GrainKeys.Shopper, shopper.Value));
                    continue;
                }
                var told = HouseholdForm.Copy(after, shopper);
                if (told.Equals(HouseholdForm.Copy(before, shopper))) continue;
                told.At = StoredForm.Ms(fact.At);
                turn.Tell(GrainKeys.Of(GrainKeys.Shopper, shopper.Value), told.ToByteArray());
            }
            return outcome;
        }, suspectId);
    }
}
