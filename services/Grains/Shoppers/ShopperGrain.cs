using Google.Protobuf;
using SmartStore.Core.Journal;
using SmartStore.Core.Pickup;
using SmartStore.Core.Screens;
using SmartStore.Core.Stores;
using SmartStore.Grains.Households;
using SmartStore.Grains.Journal;
using SmartStore.Grains.Members;
using SmartStore.Grains.Presence;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Shoppers;

/// <summary>One shopper: takes a fact, asks the rules, commits, and hands on what follows.</summary>
[GrainType(GrainKeys.Shopper)]
internal sealed class ShopperGrain : Grain, IShopperGrain
{
    /// <summary>Streams of one shopper over all processes.</summary>
    public const int StreamsMax = 5;

    private static readonly TimeSpan CopiedWithin = TimeSpan.FromSeconds(1);

    private readonly RecordShell<Shopper> _shell;
    private readonly GrainParts _parts;
    private readonly IBooks _books;
    private readonly ShopperRules _rules;
    private readonly StoreVisitors _visitors;
    private readonly ShopperId _id;
    private readonly DateTimeOffset _heldSince;
    private readonly ShopperScreens _screens;
    private StoreId[] _asked = [];
    private DateTimeOffset _evidenceAt;
    private string? _pseudonym;
    private (long Version, StoreId Store, DateTimeOffset PresenceSince) _visiting;
    private StoreId _in; // default: in no store

    public ShopperGrain(
        [PersistentState("record", StateStorage.Name)] IPersistentState<StoredRecord> state, GrainParts parts, IBooks books, ShopperRules rules, StoreVisitors visitors)
    {
        (_parts, _books, _rules, _visitors) = (parts, books, rules, visitors);
        _heldSince = Now;
        _id = new ShopperId(GrainContext.GrainId.Key.ToString()!);
        _screens = new ShopperScreens(parts.Grains);
        _shell = new RecordShell<Shopper>(this, state, new ShopperForm(_id, rules, _heldSince), parts, Woken, StreamsMax, WithEvidence);
    }

    private DateTimeOffset Now => StoredForm.WholeMs(_parts.Time.GetUtcNow());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _parts.Pseudonyms.Load(cancellationToken);
        _shell.Activated();
        // Only an open visit has the rules wait for a time.
        if (_shell.Record.RulesWakeAt is not null) Enter(_shell.Record.Committed.State.Visit);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _shell.Deactivated();
        Enter(null);
        return Task.CompletedTask;
    }

    public async Task<ShopperReply> Apply(ShopperFact fact)
    {
        var (decided, isRepeat) = await Turn(fact, fact.Id);
        // What was refused is not remembered as consumed: a repeat was taken the first time, and the list has moved by it.
        var list = isRepeat ? ListOutcome.Taken : decided.OfType<ListRefused>().LastOrDefault()?.Outcome ?? ListOutcome.Taken;
        return new ShopperReply(View(_shell.Record.Committed), decided.OfType<ResponseReplied>().LastOrDefault()?.Outcome ?? ResponseOutcome.Taken, list)
        {
            Consent = isRepeat ? ConsentOutcome.Taken : decided.OfType<ConsentRefused>().LastOrDefault()?.Outcome ?? ConsentOutcome.Taken,
        };
    }

    public async Task<LocateReply> Locate(ShopperFact fact, long known)
    {
        // It comes twice a minute for each visitor. While nothing was committed since, the record need not be read for it.
        if (fact is StillHere here && known == _visiting.Version && known == _shell.Record.Version && here.Prolongs(_visiting.Store, _visiting.PresenceSince))
        {
            See(here.EvidenceAt);
            return new LocateReply(null, IsRefused: false);
        }
        // Newer evidence told twice is the same evidence.
        var (decided, _) = await Turn(fact, fact is ZoneObserved ? fact.Id : null);
        var image = _shell.Record.Committed;
        _visiting = image.State.Visit is { } visit ? (image.Version, visit.Store, image.State.Consent.PresenceSince) : default;
        return new LocateReply(PresenceForm.Of(image.State, image.Version), decided.Any(decision => decision is ObservationRefused));
    }

    public async Task<TapReply> Tap(Tapped tap)
    {
        var (decided, isRepeat) = await Turn(tap, tap.Id);
        var answered = decided.OfType<TapAnswered>().Last();
        var answer = answered.Answer;
        if (isRepeat && answered.IsNew) return new TapReply(TapAnswer.Forgotten(tap.Origin.Key, tap.At, Phrases.Of(preferred: "", _books.Find(tap.Origin.Store)?.Layout)), null);
        var opens = answered.IsNew && tap.Verdict == PassVerdict.Valid;
        return answer.Order is { } order
            ? new TapReply(null, order) { Name = answered.Name, Choices = ScreenChoices.Of(_shell.Record.Committed.State) with { ShowsPerson = false }, More = answer.More, OpensScreen = opens }
            : new TapReply(answer, null) { OpensScreen = opens };
    }

    public async Task Take(string source, long version, byte[] copy)
    {
        _ = GrainKeys.TryParse(source, out var kind, out var id);
        ShopperFact copied = kind switch
        {
            GrainKeys.Order => OrderOf(source, version, OrderTold.Parser.ParseFrom(copy)),
            GrainKeys.Household => HouseholdForm.Read(new HouseholdId(id), version, HouseholdTold.Parser.ParseFrom(copy)),
            _ => throw new InvalidDataException("A shopper takes copies of orders and of a household."),
        };
        await RecordShell.Take(Turn(copied, factId: null, suspectId: copied.Id));
    }

    public async Task TakeStock(StockCrossed fact)
    {
        // Of all who are in the store it concerns few. For the others no turn is taken.
        if (ShopperDecider.Decide(_shell.Record.Committed.State, fact, _books, _rules).Count > 0) await Turn(fact, factId: null);
    }

    public Task<ScreenContent?> Screen(StoreId store, string terminal, ScreenChanges changes)
    {
        var shopper = _shell.Record.Committed.State;
        if (shopper.Profile is null || _books.Find(store) is not { } book || book.Terminal(terminal) is not { Kind: TerminalKind.Unspecified or TerminalKind.Desk or TerminalKind.Info } shown) return Task.FromResult<ScreenContent?>(null);
        return Task.FromResult<ScreenContent?>(ScreenContent.Of(shopper, book, shown, _books, changes, Now));
    }

    public Task Screened(ShownScreen screen)
    {
        _screens.Heard(screen, Now);
        _shell.Followers.Changed(Live(_shell.Record.Committed.State));
        return Task.CompletedTask;
    }

    public Task<int> EndScreens() => Task.FromResult(_screens.End(Now));

    public Task Wake() => _shell.Wake();

    public Task Copied() => _shell.CopiesTaken(CopiedWithin);

    public async Task<ShopperView> View()
    {
        await _shell.Record.Confirm();
        return View(_shell.Record.Committed) with { Screens = _screens.Open(Now) };
    }

    public Task<ShopperPresence> Look(StoreId store)
    {
        if (!_asked.Contains(store)) _asked = [.. _asked, store];
        var image = _shell.Record.Committed;
        return Task.FromResult(PresenceForm.Of(image.State, image.Version));
    }

    public Task<Followed> Follow(FollowRequest request)
    {
        if (_shell.Record.Committed.State.Profile is null) return Task.FromResult(Followed.Not(FollowOutcome.NoSuchGrain));
        return _shell.Follow(request, (image, now) => PresentState.Of(image, _books, now), Live);
    }

    public Task Unfollow(string stream)
    {
        _shell.Followers.Leave(stream);
        return Task.CompletedTask;
    }

    private void Enter(Visit? visit)
    {
        var store = visit?.Store ?? default;
        _visitors.Moved(_id, _in, store);
        _in = store;
    }

    private static OrderCopied OrderOf(string source, long version, OrderTold told) =>
        new($"{source}/{version}", StoredForm.Time(told.At), told.Order.ToOrder() with { CopyVersion = version }, told.IsYours) { IsCollector = told.IsCollector };

    // Another number whenever a list or a screen is another.
    private long Live(Shopper shopper) => _screens.Version == 0 ? shopper.ListsVersion : unchecked((shopper.ListsVersion * 1_000_003) + _screens.Version);

    private static ShopperView View(RecordImage<Shopper> image) => new(image.State);

    private async Task Woken() => await Turn(new Woken($"wake/{this.GetPrimaryKeyString()}/{Now.ToUnixTimeMilliseconds()}", Now, _heldSince), factId: null);

    // Evidence that changes nothing else is not worth a commit: after a restart a visit gets its full time anyway.
    private Shopper WithEvidence(Shopper shopper) =>
        shopper.Visit is { } visit && visit.EvidenceAt < _evidenceAt ? shopper with { Visit = visit with { EvidenceAt = _evidenceAt } } : shopper;

    private async ValueTask<(IReadOnlyList<ShopperDecision> Decided, bool IsRepeat)> Turn(ShopperFact fact, string? factId, string? suspectId = null)
    {
        fact = fact with { At = StoredForm.WholeMs(fact.At) };
        var asked = _asked.Length;
        Shopper? before = null, after = null;
        var turned = await _shell.Record.Turn(factId, turn =>
        {
            before = turn.State;
            var decided = ShopperDecider.Decide(before, fact, _books, _rules);
            if (decided.All(decision => decision.IsVolatile)) return (Decided: decided, turn.IsRepeat);
            after = ShopperEvolution.Evolve(before, decided);
            turn.Become(after);
            foreach (var decision in decided) Hand(decision, turn);
            foreach (var entry in ShopperJournal.Of(before, after, fact, decided, _books)) turn.Add(JournalForm.Of(entry, _pseudonym ??= _parts.Pseudonyms.Of(before.Id)));
            // The store that observed a zone gets the news with the reply.
            TellTrackers(_asked.Concat([before.Visit?.Store ?? default, after.Visit?.Store ?? default]).Where(store => store != default && store != (fact as ZoneObserved)?.Store), before, turn);
            return (Decided: decided, turn.IsRepeat);
        }, suspectId);
        if (!turned.IsRepeat && after is not null)
        {
            Enter(after.Visit);
            if (after.ListsVersion != before!.ListsVersion) _shell.Followers.Changed(Live(after));
            _screens.Follow(before, after, _books, Now);
        }
        // A store that asked while the turn was being written was told how the shopper stood before it.
        if (_asked.Length > asked) await _shell.Record.Turn(factId: null, turn =>
        {
            TellTrackers(_asked, before!, turn);
            return true;
        });
        if (turned.Decided.OfType<EvidenceSeen>().LastOrDefault() is { } seen) See(seen.EvidenceAt);
        return turned;
    }

    // The timer stays as it is: when it fires, the rules find the visit prolonged.
    private void See(DateTimeOffset evidenceAt)
    {
        if (evidenceAt > _evidenceAt) _evidenceAt = evidenceAt;
    }

    private void Hand(ShopperDecision decision, GrainTurn<Shopper> turn)
    {
        switch (decision)
        {
            case PlacesForgotten:
                turn.Withdraw(PhoneUpdates.TellsOfAPlace);
                break;
            case SharingEnded ended:
                turn.Withdraw(PhoneUpdates.TellsOfSharedItems);
                turn.Push(PhoneUpdates.Pushed(ended));
                turn.EndCursors();
                break;
            case HomeTold told:
                turn.Tell(GrainKeys.Of(GrainKeys.Household, told.Household.Value), HouseholdForm.Copy(turn.State, told).ToByteArray());
                break;
            case PhoneUpdate update:
                turn.Push(PhoneUpdates.Pushed(update));
                break;
            case ConsentEntered entered:
                var member = GrainKeys.Of(GrainKeys.Member, _id.Value);
                turn.Tell(member, MemberForm.Copy(_shell.Record.PendingCopies.FirstOrDefault(copy => copy.Target == member)?.Body, entered.Entry));
                break;
            case StaffTold told:
                var copy = new StandingTold { At = StoredForm.Ms(told.At), Standing = Stores.BoardForm.Of(told.Standing) };
                turn.Tell(GrainKeys.Of(GrainKeys.Store, told.Store.Value), copy.ToByteArray());
                break;
        }
    }

    // Trackers learn of visits, consents and proven zones from here.
    private static void TellTrackers(IEnumerable<StoreId> stores, Shopper before, GrainTurn<Shopper> turn)
    {
        foreach (var store in stores.Distinct())
        {
            var copy = PresenceForm.Copy(turn.State, store);
            if (PresenceForm.Differs(PresenceForm.Copy(before, store), copy)) turn.Tell(GrainKeys.Of(GrainKeys.Presence, store.Value), copy.ToByteArray());
        }
    }
}
