using SmartStore.Core.Members;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Members;

/// <summary>What is kept of one member: takes a fact, asks the rules, commits.</summary>
[GrainType(GrainKeys.Member)]
internal sealed class MemberGrain : Grain, IMemberGrain
{
    private readonly RecordShell<Member> _shell;
    private readonly TimeProvider _time;

    public MemberGrain([PersistentState("record", StateStorage.Name)] IPersistentState<StoredRecord> state, GrainParts parts)
    {
        _time = parts.Time;
        _shell = new RecordShell<Member>(this, state, new MemberForm(new ShopperId(GrainContext.GrainId.Key.ToString()!)), parts, static () => Task.CompletedTask, streamsMax: 0);
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

    public async Task Take(string source, long version, byte[] copy)
    {
        if (!GrainKeys.TryParse(source, out var kind, out _) || kind != GrainKeys.Shopper) throw new InvalidDataException("A member takes copies of the shopper.");
        var told = new Core.Members.ConsentsTold($"{source}/{version}", _time.GetUtcNow(), MemberForm.Entries(copy));
        await RecordShell.Take(Turn(told, factId: null, suspectId: told.Id));
    }

    public async Task<MemberView> View()
    {
        await _shell.Record.Confirm();
        return new MemberView(_shell.Record.Committed.State);
    }

    public Task Wake() => _shell.Wake();

    private ValueTask<IReadOnlyList<MemberDecision>> Turn(MemberFact fact, string? factId, string? suspectId = null) => _shell.Record.Turn(factId, turn =>
    {
        var decided = MemberDecider.Decide(turn.State, fact with { At = StoredForm.WholeMs(fact.At) });
        if (decided.Count > 0) turn.Become(decided.Aggregate(turn.State, MemberDecider.Evolve));
        return decided;
    }, suspectId);
}
