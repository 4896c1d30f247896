using Google.Protobuf;
using SmartStore.Core.Members;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Members;

/// <summary>What is kept of one member: takes a fact, asks the rules, commits, and gives the shopper a copy of the preferences.</summary>
[GrainType(GrainKeys.Member)]
internal sealed class MemberGrain : Grain, IMemberGrain
{
    private static readonly TimeSpan CopiedWithin = TimeSpan.FromSeconds(1);

    private readonly RecordShell<Member> _shell;
    private readonly TimeProvider _time;

    public MemberGrain([PersistentState("record", StateStorage.Name)] IPersistentState<StoredRecord> state, GrainParts parts)
    {
        _time = parts.Time;
        _shell = new RecordShell<Member>(this, state, new MemberForm(new ShopperId(GrainContext.GrainId.Key.ToString()!)), parts, Woken, streamsMax: 0);
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

    public async Task<MemberView> Apply(MemberFact fact)
    {
        await Turn(fact, fact.Id);
        return new MemberView(_shell.Record.Committed.State);
    }

    public Task Copied() => _shell.CopiesTaken(CopiedWithin);

    public async Task Take(string source, long version, byte[] copy)
    {
        if (!GrainKeys.TryParse(source, out var kind, out _) || kind != GrainKeys.Shopper) throw new InvalidDataException("A member takes copies of the shopper.");
        var told = new ConsentsCopied($"{source}/{version}", _time.GetUtcNow(), MemberForm.Entries(copy));
        await RecordShell.Take(Turn(told, factId: null, suspectId: told.Id));
    }

    public async Task Erase()
    {
        if (_shell.Record.Version > 0) await _shell.Record.Delete();
        else await _shell.Record.Confirm();
    }

    public async Task<MemberView> View()
    {
        await _shell.Record.Confirm();
        return new MemberView(_shell.Record.Committed.State);
    }

    public Task Wake() => _shell.Wake();

    private async Task Woken() => await Turn(new MemberWoken($"wake/{this.GetPrimaryKeyString()}", _time.GetUtcNow()), factId: null);

    private ValueTask<IReadOnlyList<MemberDecision>> Turn(MemberFact fact, string? factId, string? suspectId = null) => _shell.Record.Turn(factId, turn =>
    {
        var decided = MemberDecider.Decide(turn.State, fact with { At = fact.At.WholeMs() });
        if (decided.Count > 0) turn.Become(decided.Aggregate(turn.State, MemberDecider.Evolve));
        foreach (var replaced in decided.OfType<PreferencesReplaced>())
        {
            var told = new PreferencesTold { At = StoredForm.Ms(replaced.At), Preferences = PreferencesForm.Of(replaced.Preferences) };
            turn.Tell(GrainKeys.Of(GrainKeys.Shopper, turn.State.Id.Value), told.ToByteArray());
        }
        return decided;
    }, suspectId);
}
