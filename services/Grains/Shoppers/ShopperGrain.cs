using Google.Protobuf;
using SmartStore.Core.Cases;
using SmartStore.Core.Journal;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Screens;
using SmartStore.Core.Stores;
using SmartStore.Grains.Cases;
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

    private static readonly TimeSpan ToldWithin = TimeSpan.FromSeconds(1);

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

    private DateTimeOffset Now => _parts.Time.GetUtcNow().WholeMs();

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
        // Whoever comes back begins anew, in a record that knows nothing of before.
        if (fact is ProfilePut && _shell.Record.Committed.State.Erasing is not null) throw new TryAgainException("This shopper is being erased; try again.");
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
        // Nothing is decided before the household was asked.
        if (HouseholdPickup.ToAsk(_shell.Record.Committed.State, tap, _books) is { } home)
            return new TapReply(new TapAnswer(tap.Origin.Key, tap.At, TapOutcome.NoOrder, Order: null, Phrases.Of(_shell.Record.Committed.State.Language, _books.Find(tap.Origin.Store)?.Layout).NoOrder), null) { Household = home };
        var (decided, isRepeat) = await Turn(tap, tap.Id);
        var answered = decided.OfType<TapAnswered>().Last();
        var answer = answered.Answer;
        if (isRepeat && answered.IsNew) return new TapReply(TapAnswer.Forgotten(tap.Origin.Key, tap.At, Phrases.Of(preferred: "", _books.Find(tap.Origin.Store)?.Layout)), null);
        var (shopper, opens) = (_shell.Record.Committed.State, answered.IsNew && tap.Verdict == PassVerdict.Valid);
        return answer.Order is { } order
            ? new TapReply(null, order) { Household = answer.IsOfHousehold ? shopper.Home?.Id : null, Name = answered.Name, Choices = ScreenChoices.Of(shopper) with { ShowsPerson = false }, More = answer.More, OpensScreen = opens }
            : new TapReply(answer, null) { OpensScreen = opens };
    }

    public async Task Take(string source, long version, byte[] copy)
    {
        _ = GrainKeys.TryParse(source, out var kind, out var from);
        ShopperFact copied = kind switch
        {
            GrainKeys.Order => OrderOf(source, version, OrderTold.Parser.ParseFrom(copy)),
            GrainKeys.Case => CaseOf(source, new CaseId(from), version, CaseCopyTold.Parser.ParseFrom(copy)),
            GrainKeys.Member => PreferencesOf(source, version, PreferencesTold.Parser.ParseFrom(copy)),
            GrainKeys.Household => HouseholdForm.Read(new HouseholdId(from), version, HouseholdTold.Parser.ParseFrom(copy)),
            _ => throw new InvalidDataException("A shopper takes copies of orders, cases, of the member and of a household."),
        };
        await RecordShell.Take(Turn(copied, factId: null, suspectId: copied.Id));
        var shopper = _shell.Record.Committed.State;
        if (LettingGo(copied) is { } letGo && shopper.Profile is null && (shopper.Erasing is not null || await _parts.Erasures.WasErased(_id)))
        {
            // Not awaited: two grains that wait for each other would never end. The copy comes again until it names nobody.
            _ = GrainCalls.TryOnce(letGo);
            throw new TryAgainException("There is no such shopper any more.");
        }
    }

    public async Task<CaseGrant> AskCase(CaseAsked fact) => (await Turn(fact, factId: null)).Decided.OfType<CaseGranted>().LastOrDefault()?.Grant
        ?? new CaseGrant(CaseGrantOutcome.NoShopper, "", "", MayBeSeen: false);

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

    public async Task<ExportReply> Export(ExportAsked fact)
    {
        var (decided, _) = await Turn(fact, fact.Id);
        var image = _shell.Record.Committed;
        var refused = decided.OfType<ExportRefused>().FirstOrDefault();
        return new ExportReply(refused is null && image.State.Profile is not null ? image.State : null, refused is null ? [.. image.Outbox.Select(update => update.Body.Memory)] : [], refused?.AgainAt ?? fact.At);
    }

    public async Task<SignOutReply?> EndDevices(DevicesEnded fact, string keep)
    {
        await Turn(fact, fact.Id);
        var shopper = _shell.Record.Committed.State;
        return shopper.Profile is null ? null : new SignOutReply(_shell.Followers.End(StreamEnd.SignedOut, keep), shopper) { Screens = _screens.End(Now) };
    }

    public async Task<ErasureReply> Erase(ErasureAsked fact)
    {
        var image = _shell.Record.Committed;
        if (fact.MadeBefore is { } before && image.Life > StoredForm.Ms(before)) return new ErasureReply(null);
        if (image.State.Erasing is { } going)
        {
            await _shell.Record.Confirm();
            return new ErasureReply(going.Request == fact.Request || fact.MadeBefore is not null ? going : null);
        }
        await Turn(fact, fact.Id);
        if (_shell.Record.Committed.State.Erasing is not { } erasing) return new ErasureReply(null);
        _shell.Followers.End(StreamEnd.Erased);
        return new ErasureReply(erasing);
    }

    public async Task<bool> EndErasure()
    {
        if (_shell.Record.Committed.State.Erasing is null) return true;
        await _shell.CopiesTaken(ToldWithin);
        if (_shell.Record.PendingCopies.Count > 0) return false;
        await _shell.Record.Delete();
        return true;
    }

    public Task Wake() => _shell.Wake();

    public Task Copied() => _shell.CopiesTaken(ToldWithin);

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

    private async Task Woken()
    {
        await Turn(new Woken($"wake/{this.GetPrimaryKeyString()}/{Now.ToUnixTimeMilliseconds()}", Now, _heldSince), factId: null);
        if (_shell.Record.Committed.State.Erasing is { } erasing) _parts.Erasures.GoOn(_id, erasing);
    }

    // An order that was put, or a case that was opened, while its shopper was erased: how it is told to forget them. Null: any other copy.
    private Func<Task>? LettingGo(ShopperFact copied) => copied switch
    {
        OrderCopied { IsYours: true, Order.Id: var id } => () => _parts.Grains.GetGrain<IOrderGrain>(id.Value).Erase(new PersonErased($"let-go/{id.Value}/{StoredForm.Ms(copied.At)}", copied.At, _id, Code: "")),
        CaseCopied { Case: not null, CaseId: var id } => () => _parts.Grains.GetGrain<ICaseGrain>(id.Value).Erase(new CaseShopperErased($"let-go/{id.Value}/{StoredForm.Ms(copied.At)}", copied.At, _id, Code: "")),
        _ => null,
    };

    private static PreferencesCopied PreferencesOf(string source, long version, PreferencesTold told) =>
        new($"{source}/{version}", StoredForm.Time(told.At), told.Preferences.ToPreferences(), version);

    private static CaseCopied CaseOf(string source, CaseId id, long version, CaseCopyTold told) =>
        new($"{source}/{version}", StoredForm.Time(told.At), id, version, told.Case is { } now ? CaseForm.ToCase(now) : null);

    // Evidence that changes nothing else is not worth a commit: after a restart a visit gets its full time anyway.
    private Shopper WithEvidence(Shopper shopper) =>
        shopper.Visit is { } visit && visit.EvidenceAt < _evidenceAt ? shopper with { Visit = visit with { EvidenceAt = _evidenceAt } } : shopper;

    private async ValueTask<(IReadOnlyList<ShopperDecision> Decided, bool IsRepeat)> Turn(ShopperFact fact, string? factId, string? suspectId = null)
    {
        fact = fact with { At = fact.At.WholeMs() };
        var asked = _asked.Length;
        Shopper? before = null, after = null;
        var turned = await _shell.Record.Turn(factId, turn =>
        {
            before = turn.State;
            var decided = ShopperDecider.Decide(before, fact, _books, _rules);
            var next = ShopperEvolution.Evolve(before, decided);
            var letGo = LetGo(before, next, fact);
            if (letGo.Count == 0 && decided.All(decision => decision.IsVolatile)) return (Decided: decided, turn.IsRepeat);
            after = next;
            turn.Become(after);
            if (fact is ErasureAsked)
            {
                turn.Withdraw(static _ => true);
                // It would bring the ledger back.
                turn.Untell(GrainKeys.Of(GrainKeys.Member, _id.Value));
            }
            foreach (var decision in decided)
                if (fact is not ErasureAsked || decision is StaffTold or HomeTold)
                    Hand(decision, turn);
            foreach (var order in letGo) turn.Tell(GrainKeys.Of(GrainKeys.Order, order.Value), new OrderLetGo { At = StoredForm.Ms(fact.At) }.ToByteArray());
            // What was written of a person who is erased goes.
            foreach (var entry in after.Erasing is not null ? [] : ShopperJournal.Of(before, after, fact, decided, _books)) turn.Add(JournalForm.Of(entry, _pseudonym ??= _parts.Pseudonyms.Of(before.Id)));
            TellCases(before, fact, turn);
            // The store that observed a zone gets the news with the reply.
            TellTrackers(_asked.Concat([before.Visit?.Store ?? default, after.Visit?.Store ?? default]).Where(store => store != default && store != (fact as ZoneObserved)?.Store), before, turn);
            return (Decided: decided, turn.IsRepeat);
        }, suspectId);
        if (!turned.IsRepeat && after is not null)
        {
            Enter(after.Visit);
            if (after.ListsVersion != before!.ListsVersion) _shell.Followers.Changed(Live(after));
            _screens.Follow(before, after, _books, Now);
            if (_parts.Notices.IsOn)
                foreach (var notice in ShopperNotices.Of(before, after, turned.Decided, _books))
                    _parts.Notices.Tell(notice);
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

    // An open case learns where its shopper is: when that changes, and when its first copy has come, because it may have changed since it was asked for.
    private static void TellCases(Shopper before, ShopperFact fact, GrainTurn<Shopper> turn)
    {
        foreach (var own in turn.State.Cases.Where(own => own is { IsOpen: true, Version: > 0 }))
        {
            var (was, now) = (OwnCaseRules.Standing(before, own), OwnCaseRules.Standing(turn.State, own));
            if (was == now && !(fact is CaseCopied copied && copied.CaseId == own.Id && before.Cases.All(known => known.Id != own.Id || known.Version == 0))) continue;
            var told = new CaseShopperTold { At = StoredForm.Ms(fact.At), MayBeSeen = now.MayBeSeen, Here = now.IsHere, ZoneId = now.Zone.Value ?? "" };
            turn.Tell(GrainKeys.Of(GrainKeys.Case, own.Id.Value), told.ToByteArray());
        }
    }

    // What a shopper's record does not name, nobody finds when the shopper is erased: so the orders that leave it let go of the shopper, too.
    private static IReadOnlyList<OrderId> LetGo(Shopper before, Shopper after, ShopperFact fact)
    {
        // Most turns leave both lists as they are.
        if (after.Profile is null || (fact is not OrderCopied && ReferenceEquals(before.Orders, after.Orders) && ReferenceEquals(before.Collects, after.Collects))) return [];
        var left = before.Orders.Select(order => order.Id).Concat(before.Collects.Select(order => order.Id));
        if (fact is OrderCopied copied && (copied.IsYours || copied.IsCollector)) left = left.Append(copied.Order.Id);
        return [.. left.Distinct().Except(after.Orders.Select(order => order.Id)).Except(after.Collects.Select(order => order.Id))];
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
