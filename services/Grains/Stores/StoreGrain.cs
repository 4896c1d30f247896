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

    private static readonly TimeSpan ManifestsAgainAfter = TimeSpan.FromMinutes(1);

    private readonly RecordShell<StoreBoard> _shell;
    private readonly IBooks _books;
    private readonly StoreRules _rules;
    private readonly StoreId _id;
    private readonly TimeProvider _time;
    private DateTimeOffset _manifestsAgainAt;

    public StoreGrain([PersistentState("record", StateStorage.Name)] IPersistentState<StoredRecord> state, GrainParts parts, IBooks books, StoreRules rules)
    {
        (_books, _rules, _id, _time) = (books, rules, new StoreId(GrainContext.GrainId.Key.ToString()!), parts.Time);
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

    public async Task<TapReply> Enter(CodeEntered fact)
    {
        var (decided, isRepeat) = await Turn(fact, fact.Id);
        var answered = decided.OfType<StoreTapAnswered>().Last();
        if (isRepeat && answered.IsNew) return new TapReply(TapAnswer.Forgotten(fact.Origin.Key, fact.At), null);
        if (answered.Answer.Order is not { } order) return new TapReply(answered.Answer, null);
        var code = _shell.Record.Committed.State.Codes.FirstOrDefault(code => code.Order == order);
        return new TapReply(null, order) { Holder = code?.Holder.Value ?? "" };
    }

    public async Task<string?> Code(CodeAsked fact) => (await Turn(fact, factId: null)).Decided.OfType<CodeGiven>().Single().Code;

    public async Task<ManifestsReply> Manifests(long seen)
    {
        var now = StoredForm.WholeMs(_time.GetUtcNow());
        if (seen != 0 && seen == _shell.Record.Version && now < _manifestsAgainAt) return new ManifestsReply(seen, null);
        string[] lockers = [.. (_books.Find(_id)?.Layout.Terminals ?? []).Where(terminal => terminal.Kind == TerminalKind.Locker).Select(terminal => terminal.Id)];
        var given = (await Turn(new ManifestsAsked($"manifests/{now.ToUnixTimeMilliseconds()}", now, lockers), factId: null)).Decided.OfType<ManifestsGiven>().Single();
        // A layout may change, and a manifest grow old, without a commit here.
        _manifestsAgainAt = now + ManifestsAgainAfter;
        return new ManifestsReply(_shell.Record.Version, given.Manifests);
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
