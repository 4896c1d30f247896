using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SmartStore.Core.Cases;
using SmartStore.Core.Journal;
using SmartStore.Core.Pickup;
using SmartStore.Core.Staff;
using SmartStore.Core.Stores;
using SmartStore.Grains.Journal;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Stores;

/// <summary>The staff board of one store: takes copies from shoppers, orders and cases, commits, and tells screens what changed.</summary>
[GrainType(GrainKeys.Store)]
internal sealed class StoreGrain : Grain, IStoreGrain
{
    /// <summary>Screens of one store over all processes.</summary>
    public const int StreamsMax = 200;

    private static readonly TimeSpan ManifestsAgainAfter = TimeSpan.FromMinutes(1);

    // A process that ended without a word keeps its streams until their lease is over.
    private static readonly TimeSpan LookAtScreensEvery = TimeSpan.FromSeconds(30);

    private readonly RecordShell<StoreBoard> _shell;
    private readonly TimeProvider _time;
    private readonly IBooks _books;
    private readonly StoreRules _rules;
    private readonly StoreId _id;
    private DateTimeOffset _manifestsAgainAt;
    private IGrainTimer? _screens;

    public StoreGrain([PersistentState("record", StateStorage.Name)] IPersistentState<StoredRecord> state, GrainParts parts, IBooks books, StoreRules rules)
    {
        (_time, _books, _rules, _id) = (parts.Time, books, rules, new StoreId(GrainContext.GrainId.Key.ToString()!));
        _shell = new RecordShell<StoreBoard>(this, state, new BoardForm(_id, rules), parts, SeeScreens, StreamsMax);
    }

    private string NewFactId => $"screens/{_id.Value}/{_time.GetUtcNow().ToUnixTimeMilliseconds()}";

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _shell.Activated();
        // Whose screens were open before this activation has 30 s to enter them again, and then 60 s until their duty ends.
        WatchScreens(_shell.Record.Version > 0 && _shell.Record.Committed.State.Duty.All.Count > 0);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _screens?.Dispose();
        _shell.Deactivated();
        return Task.CompletedTask;
    }

    public async Task<TapReply> Tap(TapForged fact)
    {
        var (decided, isRepeat) = await Turn(fact, fact.Id);
        var answered = decided.OfType<StoreTapAnswered>().Last();
        return new TapReply(isRepeat && answered.IsNew ? TapAnswer.Forgotten(fact.Origin.Key, fact.At, StoreWords) : answered.Answer, null);
    }

    public async Task<TapReply> Enter(CodeEntered fact)
    {
        var (decided, isRepeat) = await Turn(fact, fact.Id);
        var answered = decided.OfType<StoreTapAnswered>().Last();
        if (isRepeat && answered.IsNew) return new TapReply(TapAnswer.Forgotten(fact.Origin.Key, fact.At, StoreWords), null);
        if (answered.Answer.Order is not { } order) return new TapReply(answered.Answer, null);
        var code = _shell.Record.Committed.State.Codes.FirstOrDefault(code => code.Order == order);
        return new TapReply(null, order) { Holder = code?.Holder.Value ?? "" };
    }

    public async Task<string?> Code(CodeAsked fact) => (await Turn(fact, factId: null)).Decided.OfType<CodeGiven>().Single().Code;

    public async Task<ManifestsReply> Manifests(long seen)
    {
        var now = _time.GetUtcNow().WholeMs();
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
            GrainKeys.Case => BoardForm.Read(source, new CaseId(id), version, CaseCopyTold.Parser.ParseFrom(copy)),
            _ => throw new InvalidDataException("A store takes copies of shoppers, orders and cases."),
        };
        await RecordShell.Take(Turn(fact, factId: null, suspectId: $"{source}/{version}"));
    }

    public async Task Wake()
    {
        await SeeScreens();
        await _shell.Wake();
    }

    public Task<Followed> Follow(FollowRequest request)
    {
        if (_books.Find(_id) is null) return Task.FromResult(Followed.Not(FollowOutcome.NoSuchGrain));
        return Follow();

        async Task<Followed> Follow()
        {
            var followed = await _shell.Follow(request, static (image, _) => StaffUpdates.Present(image));
            if (followed.Outcome == FollowOutcome.Following && !string.IsNullOrEmpty(request.Staff)) SeeScreensSoon();
            return followed;
        }
    }

    public Task Unfollow(string stream)
    {
        _shell.Followers.Leave(stream);
        SeeScreensSoon();
        return Task.CompletedTask;
    }

    private Phrases StoreWords => Phrases.Of(preferred: "", _books.Find(_id)?.Layout);

    public Task<OnDuty[]> OnDuty() => Task.FromResult(_shell.Record.Committed.State.Duty.All.ToArray());

    public Task<QueueView> Queue() => Task.FromResult(CaseQueue.View(_shell.Record.Committed.State));

    public async Task SignOut(string staff)
    {
        _shell.Followers.SignOut(staff);
        await Turn(new StaffSignedOut(NewFactId, _time.GetUtcNow(), new StaffId(staff)), factId: null);
    }

    public Task Lock(string board, string opening)
    {
        _shell.Followers.Lock(board, opening);
        return Task.CompletedTask;
    }

    public async Task EndCodes(CodesEnded fact) => await Turn(fact, factId: null);

    public async Task Erase(ShopperErased fact)
    {
        // Screens that are there are told that the person left. Those that come back later ask how things stand.
        await Turn(fact, factId: null);
        if (_shell.Record.Committed.Outbox.Any(update => StaffUpdates.Names(update, fact.Shopper)))
            await _shell.Record.Turn(factId: null, turn =>
            {
                turn.Forget(update => StaffUpdates.Names(update, fact.Shopper));
                return true;
            });
    }

    // Streams come and go in between the turns of others, so that the look at them is a call of its own. Most of them are nobody's and change nothing.
    private async void SeeScreensSoon()
    {
        try
        {
            var (watching, duty) = (_shell.Followers.Staff(), _shell.Record.Committed.State.Duty.All);
            if (watching.Count == duty.Count && duty.All(on => on.ScreenClosedAt is null && watching.Contains(on.Staff.Value))) return;
            await this.AsReference<IStoreGrain>().Wake();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The next look finds the same.
            WatchScreens(true);
        }
    }

    private async Task SeeScreens()
    {
        await Turn(new ScreensSeen(NewFactId, _time.GetUtcNow(), [.. _shell.Followers.Staff().Select(staff => new StaffId(staff))]), factId: null);
        WatchScreens(_shell.Record.Committed.State.Duty.All.Count > 0);
    }

    private void WatchScreens(bool anyOnDuty)
    {
        if (anyOnDuty == _screens is not null) return;
        _screens?.Dispose();
        _screens = anyOnDuty ? this.RegisterGrainTimer(_ => SeeScreens(), new GrainTimerCreationOptions(LookAtScreensEvery, LookAtScreensEvery) { KeepAlive = true }) : null;
    }

    private ValueTask<(IReadOnlyList<StoreDecision> Decided, bool IsRepeat)> Turn(StoreFact fact, string? factId, string? suspectId = null) => _shell.Record.Turn(factId, turn =>
    {
        var decided = StoreDecider.Decide(turn.State, fact with { At = fact.At.WholeMs() }, _rules, StoreWords);
        var after = decided.Aggregate(turn.State, StoreDecider.Evolve);
        if (after != turn.State) turn.Become(after);
        foreach (var update in decided.OfType<StaffUpdate>()) turn.Push(StaffUpdates.Pushed(update));
        // What screens were told of a case that is gone may name somebody.
        if (fact is CaseStood { Case: null } gone) turn.Withdraw(update => update.Subject == StaffUpdates.SubjectOf(gone.CaseId));
        foreach (var moved in decided.OfType<WaitEstimated>())
        {
            var told = new Stored.CaseWaitTold { At = StoredForm.Ms(moved.At), WaitMs = (long)(moved.Wait ?? TimeSpan.Zero).TotalMilliseconds, Nobody = moved.Wait is null };
            turn.Tell(GrainKeys.Of(GrainKeys.Case, moved.Case.Value), told.ToByteArray());
        }
        foreach (var answered in decided.OfType<StoreTapAnswered>().Where(answered => answered.IsNew))
            turn.Add(JournalForm.Of(new AnswerEntry(answered.At, _id, answered.Answer.Outcome, IsPersonal: false), ""));
        return (decided, turn.IsRepeat);
    }, suspectId);
}
