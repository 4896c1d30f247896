using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SmartStore.Core.Pickup;
using SmartStore.Core.Stores;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Stores;

/// <summary>The staff board of one store: takes copies from shoppers and orders, commits, and tells screens what changed.</summary>
[GrainType(GrainKeys.Store)]
internal sealed class StoreGrain : Grain, IStoreGrain
{
    /// <summary>Screens of one store over all processes.</summary>
    public const int StreamsMax = 200;

    private readonly RecordShell<StoreBoard> _shell;
    private readonly IBooks _books;
    private readonly StoreRules _rules;
    private readonly StoreId _id;

    public StoreGrain([PersistentState("record", StateStorage.Name)] IPersistentState<StoredRecord> state, GrainParts parts, IBooks books, StoreRules rules)
    {
        (_books, _rules, _id) = (books, rules, new StoreId(GrainContext.GrainId.Key.ToString()!));
        _shell = new RecordShell<StoreBoard>(this, state, new BoardForm(_id), parts, static () => Task.CompletedTask, StreamsMax);
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

    public async Task<TapReply> Tap(TapForged fact)
    {
        var (decided, isRepeat) = await Turn(fact, fact.Id);
        var answered = decided.OfType<StoreTapAnswered>().Last();
        return new TapReply(isRepeat && answered.IsNew ? TapAnswer.Forgotten(fact.Origin.Key, fact.At) : answered.Answer, null);
    }

    public async Task Take(string source, long version, byte[] copy)
    {
        _ = GrainKeys.TryParse(source, out var kind, out var id);
        StoreFact fact = kind switch
        {
            GrainKeys.Shopper => BoardForm.Read(source, new ShopperId(id), version, StandingTold.Parser.ParseFrom(copy)),
            GrainKeys.Order => BoardForm.Read(source, version, OrderStandingTold.Parser.ParseFrom(copy)),
            _ => throw new InvalidDataException("A store takes copies of shoppers and orders."),
        };
        await RecordShell.Take(Turn(fact, factId: null, suspectId: $"{source}/{version}"));
    }

    public Task Wake() => _shell.Wake();

    public Task<Followed> Follow(FollowRequest request)
    {
        if (_books.Find(_id) is null) return Task.FromResult(Followed.Not(FollowOutcome.NoSuchGrain));
        return _shell.Follow(request, static (image, _) => StaffUpdates.Present(image));
    }

    public Task Unfollow(string stream)
    {
        _shell.Followers.Leave(stream);
        return Task.CompletedTask;
    }

    private ValueTask<(IReadOnlyList<StoreDecision> Decided, bool IsRepeat)> Turn(StoreFact fact, string? factId, string? suspectId = null) => _shell.Record.Turn(factId, turn =>
    {
        var decided = StoreDecider.Decide(turn.State, fact with { At = StoredForm.WholeMs(fact.At) }, _rules);
        var after = decided.Aggregate(turn.State, StoreDecider.Evolve);
        if (after != turn.State) turn.Become(after);
        foreach (var update in decided.OfType<StaffUpdate>()) turn.Push(StaffUpdates.Pushed(update));
        return (decided, turn.IsRepeat);
    }, suspectId);
}
