using Google.Protobuf;
using SmartStore.Core.Cases;
using SmartStore.Core.Cases.Topics;
using SmartStore.Core.Households;
using SmartStore.Core.Journal;
using SmartStore.Core.Members;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Staff;
using SmartStore.Core.Stores;
using SmartStore.Core.Suggestions;
using SmartStore.Grains.Records;
using SmartStore.Grains.Stored;

namespace SmartStore.Grains.Tests.Stored;

/// <summary>States and facts in which nothing has its default.</summary>
internal static class Examples
{
    private static readonly StoreId _corner = new("corner");
    private static readonly ZoneId _dairy = new("dairy");

    public static ShopperId Ann { get; } = new("ann");

    public static Order Order { get; } = new(new("o1"), _corner, OrderState.Claimed, new("desk"), [new("i1", "Milk", new("milk"), 2, IsDone: true) { IsShared = true, NoSubstitute = true }])
    {
        Terminal = "t1",
        Slot = "A7",
        NeedsCheck = true,
        Collectors = [new("ben")],
        Version = 7,
        CopyVersion = 12,
    };

    public static AnsweredTaps Answers { get; } = AnsweredTaps.None
        .With(new TapAnswer(Origin("x").Key, At(5), TapOutcome.Ok, new("o1"), "Here you are."))
        .With(new TapAnswer(Origin("y").Key, At(6), TapOutcome.NoOrder, Order: null, "Nothing waits for you here."));

    public static Shopper Shopper { get; } = new()
    {
        Id = Ann,
        Profile = new Profile("Ann", Tier.Vip) { IsChild = true, Guardian = "eve" },
        Consent = new Consent(Purposes.Presence | Purposes.Suggestions | Purposes.StaffRecognition, At(1), At(2)),
        List = [new("i1", "Milk", new("milk"), 2, IsDone: true), new("i2", "Soap", ProductId.None, 0, IsDone: false)],
        Orders = [Order],
        Visit = new Visit
        {
            Id = new("v-1"),
            Store = _corner,
            StartedAt = At(10),
            Zone = _dairy,
            KnownZone = _dairy,
            Confidence = 0.75,
            StaySince = At(11),
            StayProven = true,
            Left = new LeftZone(new("bakery"), At(10), At(11), Suggested: true),
            EvidenceAt = At(14),
            Suggestions = 2,
            Recipes = 1,
            SuggestedInStay = true,
            BoughtCare = true,
            Proven = new ProvenStay(new("desk"), At(12)),
        },
        MovedAt = At(11),
        Sent = [Recipe(), Reminder()],
        Quiet = [new(new(SuggestionKind.Recipe, "pancakes"), At(900)), new(new(SuggestionKind.Reminder, "milk"), DateTimeOffset.MaxValue)],
        Answers = Answers,
        Trace = [new(At(10), Cause.Zone, Outcome.VisitStarted, "corner"), new(At(12), Cause.Tap, Outcome.TapAnswered, "t1")],
    };

    /// <summary>The same, with a list that was edited.</summary>
    public static Shopper Edited { get; } = Shopper with { ListVersion = 7, ListMemory = new ListMemory([Fingerprint.Of("e1"), Fingerprint.Of("e2")], [new RemovedItem(Fingerprint.Of("i9"), At(8))]) };

    /// <summary>A member of a household, who tried a code before.</summary>
    public static Shopper AtHome { get; } = Shopper.Unknown(Ann) with
    {
        Home = new Home(new("h-1"), HomeStanding.Member, At(30))
        {
            CopyVersion = 9,
            ListVersion = 4,
            Items = [new("i1", "Milk", new("milk"), 2, IsDone: true) { IsShared = true }],
            Wanted = [new("i2", "Basil", new("basil"), 1, IsDone: false)],
            WantedCount = 3,
        },
        Tried = [new TriedCode(77, At(29))],
    };

    public static Household Household { get; } = new()
    {
        Id = new("h-1"),
        Members = [new(Ann, "Ann") { IsGuardian = true, IsFounder = true, CopyVersion = 5, WantedCount = 3 }, new(new("ben"), "Ben") { Waits = true }],
        List = [new("i1", "Milk", new("milk"), 2, IsDone: true) { IsShared = true, NoSubstitute = true }],
        ListVersion = 4,
        ListMemory = new ListMemory([Fingerprint.Of("e1")], [new RemovedItem(Fingerprint.Of("i9"), At(8))]),
        Invite = new Invite("K7W2MNPQ", At(90), Ann),
    };

    /// <summary>A child whose consents wait, within a pause.</summary>
    public static Shopper Waiting { get; } = Shopper.Unknown(Ann) with
    {
        Consent = new Consent(Purposes.Presence, At(1), At(2)) { Asked = Purposes.Presence | Purposes.Messages, PausedUntil = At(900), TextVersion = "v2", LastEntry = 77 },
    };

    public static Preferences Preferences { get; } = new()
    {
        Language = "ko-KR",
        TextSize = Core.Members.TextSize.Largest,
        HighContrast = true,
        Diet = ["vegetarian", "-nuts"],
        Avoid = [new("milk")],
        Replacements = [new Replacement(new("eggs"), new("tofu")), new Replacement(new("salt"), ProductId.None)],
        SuggestionsPerVisit = 0,
        QuietFrom = "21:00",
        QuietUntil = "08:00",
        ShowOnScreens = true,
        HouseholdMayCollect = true,
        Panel = true,
    };

    /// <summary>A shopper with a copy of their preferences.</summary>
    public static Shopper Choosy { get; } = Shopper.Unknown(Ann) with { Preferences = Preferences, PreferencesVersion = 14 };

    /// <summary>A member who looked at everything, and at whom somebody looked.</summary>
    public static Member Looked { get; } = Core.Members.Member.Empty(Ann) with
    {
        Preferences = Preferences,
        Accesses = [new AccessEntry(At(3), "desk-3", "operator", "corner", "decisions", "a complaint")],
    };

    /// <summary>A member one of whose browsers takes pushes.</summary>
    public static Member Pushed { get; } = Core.Members.Member.Empty(Ann) with { Pushes = [new PushAddress("https://push.example/a1", "BIanJFXsz8QRXQ", "dGhlIHNlY3JldA", At(4))] };

    /// <summary>What is kept of a member.</summary>
    public static Member Member { get; } = Member.Empty(Ann) with
    {
        Consents = [new ConsentEntry(7, At(1), Purposes.Presence | Purposes.Improvement, "v2", "app", "eve", At(900)), new ConsentEntry(8, At(2), Purposes.None, "", "", "shopper", PausedUntil: null)],
    };

    public static HeldOrder Held { get; } = new(Order with { CopyVersion = 0 }, Ann) { NotBefore = At(3), Answers = Answers };

    /// <summary>An order that is being taken from a locker, with everything that handing over adds.</summary>
    public static HeldOrder HandedOn { get; } = Held with
    {
        Order = Held.Order with
        {
            Progress = new OrderProgress
            {
                ReadyAt = At(20),
                HoldUntil = At(900),
                IsReminded = true,
                Claim = new OrderClaim("kim", "Kim", At(21), At(621), IsTerminal: true),
                End = new OrderEnd(At(22), "t1", "kim", "tap", IsOffline: true, new ShopperId("ben"), "Ben"),
            },
        },
        StateAt = At(21),
        Code = "01234567",
        Grants = [new OrderGrant("g-1.o1", "t1", "A7", Ann, "Ann", "tap", At(21), At(111), IsOpen: true)],
        LastTap = new SeenTap(Ann, "Ann", "t1", At(21)),
        WaitsSince = At(20),
        Escalation = 2,
        Trouble = new OrderTrouble(OrderTrouble.Unsettled, "Please look.", At(23)),
        IsHoldOver = true,
        Reports = [new KeptReport(77, ReportOutcome.Conflict)],
        Answers = Answers.With(new TapAnswer(Origin("z").Key, At(21), TapOutcome.Granted, new("o1"), "Please take it.") { Grant = "g-1.o1", Slot = "A7", Until = At(51), More = 2 }),
    };

    /// <summary>A member who tapped for an order that the household lets them fetch.</summary>
    public static Shopper Fetcher { get; } = Shopper.Unknown(Ann) with
    {
        Collects = [new CollectableOrder(new("o9"), _corner, OrderState.Ready, "t1", DateTimeOffset.UnixEpoch, 0) { IsOfHousehold = true }],
        Answers = AnsweredTaps.None.With(new TapAnswer(Origin("x").Key, At(5), TapOutcome.Ok, new("o9"), "") { IsOfHousehold = true }),
    };

    public static Shopper Collector { get; } = Shopper.Unknown(Ann) with { Collects = [new CollectableOrder(new("o9"), _corner, OrderState.HandedOver, "t1", At(22), 14)] };

    /// <summary>The same, of a store with opening hours.</summary>
    public static ServiceCase PromisedCase => Case with { LateAt = At(900) };

    public static ServiceCase Case { get; } = new(new("c-1"), CaseKind.Help, _corner)
    {
        State = CaseState.Asked,
        StateAt = At(30),
        Shopper = Ann,
        Name = "Ann",
        Language = "ko",
        Zone = _dairy,
        Terminal = "t1",
        Products = [new("milk")],
        Order = "o1",
        Purchase = "p1",
        Visit = "v-1",
        Topic = "product.spoiled",
        Rating = 2,
        OpenedAt = At(28),
        WaitsSince = At(29),
        DueAt = At(90),
        IsDueChosen = true,
        Staff = "kim",
        StaffName = "Kim",
        IsAnswered = true,
        Outcome = CaseOutcome.Exchanged,
        Entries = [new(At(28), CaseEntry.Shopper, "It is sour.", [], IsInternal: false), new(At(29), "kim", "Again?", ["yes", "no"], IsInternal: true)],
        Ask = new CaseAsk(CaseAskKind.StillNeeded, ["yes", "no"]),
        WasWaitOffered = true,
        IsHere = true,
        MayBeSeen = true,
        Escalation = 2,
        IsDiscreet = true,
        ShopperVersion = 4,
        StoreVersion = 5,
        OrderVersion = 6,
    };

    /// <summary>A case since it knows who said what it is about.</summary>
    public static ServiceCase SortedCase { get; } = Case with { IsTopicGiven = true };

    /// <summary>A case of an erased shopper.</summary>
    public static ServiceCase LonelyCase { get; } = new(new("c-3"), CaseKind.Return, _corner) { StateAt = At(1), OpenedAt = At(1), WaitsSince = At(1), Code = "01234567" };

    public static LessonBook Lessons { get; } = LessonBook.None.With(7, 8, new TopicLesson("product.spoiled", [9, 10]));

    public static Shopper WithCases { get; } = Shopper.Unknown(Ann) with { Cases = [new OwnCase(new("c-1"), CaseKind.Help, _corner, CaseState.Asked, At(28), 7) { Content = Case }, new OwnCase(new("c-2"), CaseKind.Return, _corner, CaseState.Open, At(29), 0)] };

    /// <summary>A board with a case.</summary>
    public static StoreBoard BoardWithCases => Board with { Cases = [new BoardCase(8, Case)], Waits = [new AverageWait(CaseKind.Help, TimeSpan.FromMilliseconds(181_500))] };

    /// <summary>A shopper who asked for what is kept.</summary>
    public static Shopper Informed { get; } = Shopper.Unknown(Ann) with { Profile = new Profile("Ann", Tier.Regular), ExportedAt = [At(1), At(2)] };

    /// <summary>A shopper who ended their devices.</summary>
    public static Shopper SignedOut { get; } = Informed with { PassEpoch = 3, SignedOutAt = At(4) };

    /// <summary>A shopper who is being erased.</summary>
    public static Shopper Leaving { get; } = Shopper.Unknown(Ann) with { Erasing = new Erasing("r1", At(30), At(40), [new("o1")], [new("o9")], "ko") };

    /// <summary>An order whose holder was erased.</summary>
    public static HeldOrder Detached { get; } = Held with { Holder = ShopperId.Nobody, ErasedAt = At(30), Code = "01234567" };

    public static StoreBoard Board { get; } = new()
    {
        Id = _corner,
        Shoppers = [new(Ann, 12, new StaffStanding("Ann", At(10), new VipStanding(Tier.Vip, _dairy, "VIP customer who agreed to be greeted.", 0.75)))],
        Orders = [new(new("o1"), 13, OrderState.Ready, Ann, new("desk"), At(9))],
        Gone = [new("shopper/ben", 4)],
        Answers = Answers,
    };

    /// <summary>A board on which an order is being handed over.</summary>
    public static StoreBoard BusyBoard { get; } = new()
    {
        Id = _corner,
        Orders = [new(new("o1"), 13, OrderState.Claimed, Ann, new("desk"), At(9)) { Standing = OrderStanding.Of(HandedOn) }],
        Codes = [new PickupCode(new("o1"), Ann, "01234567")],
        WrongCodes = [new WrongCodes("t1", [At(1), At(2)], At(62))],
        Manifests = [new KeptManifest("t1", 9, 88, At(3))],
    };

    /// <summary>The board since it knows who is on duty.</summary>
    public static StoreBoard BoardWithDuty { get; } = Board with { Duty = new Duty([new(new("kim"), At(1), ScreenClosedAt: null), new(new("lee"), At(2), At(3))]) };

    /// <summary>One journal entry of each kind.</summary>
    public static IReadOnlyList<JournalEntry> JournalEntries { get; } =
    [
        new DecisionEntry(At(1), _corner, new("v-1"), Cause.Zone, Outcome.Suggested, SuggestionKind.Recipe, SuggestionRules.RecipeFromList, new("s-1"), ["pancakes"], IsRepeat: true),
        new FeaturesEntry(At(2), _corner, new("s-1"), 1, 2, 3, TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(5), 6, 7, 8),
        new ResponseEntry(At(3), _corner, new("s-1"), SuggestionKind.Recipe, Response.Accepted),
        new AnswerEntry(At(4), _corner, TapOutcome.NoOrder, IsPersonal: true),
        new HandoverEntry(At(5), _corner, 9, IsPersonal: false),
        new PickupEntry(At(6), _corner, PickupEvent.HandedOver, "t1", TimeSpan.FromMilliseconds(3), 2, "tap", IsOffline: true),
        new ServiceEntry(At(7), _corner, CaseEvent.Settled, CaseKind.Complaint, "product.spoiled", 1, TimeSpan.FromMilliseconds(4), 2, CaseOutcome.Refunded, ["milk"], IsPersonal: true),
    ];

    /// <summary>Ann's record, with one of everything around her state.</summary>
    public static Envelope Record(byte[] state) => new()
    {
        Form = 1,
        Life = 4_000,
        Version = 4_001,
        Sequence = 17,
        PushedOut = 3,
        Seen = ByteString.CopyFrom(BitConverter.GetBytes(Fingerprint.Of("f1"))),
        Outbox = { new Update { Sequence = 17, At = 5_000, ExpiresAt = 6_000, Subject = "s-1", Body = ByteString.CopyFromUtf8("update"), Undoes = 2 } },
        Copies = { new Copy { Target = "store/corner", Version = 4_001, Body = ByteString.CopyFromUtf8("copy") } },
        Quarantined = { new Quarantined { Seen = 99, At = 5_500, Why = "why" } },
        State = ByteString.CopyFrom(state),
    };

    public static IReadOnlyList<ShopperFact> ShopperFacts { get; } =
    [
        new ProfilePut("f1", At(1), Shopper.Profile!) { By = "desk-3" },
        new ListPut("f2", At(2), Shopper.List) { IfVersion = 3 },
        new ListEdited("f10", At(2), [new ListEdit("e1", ListEditKind.Put, "i1", Shopper.List[0]), new ListEdit("e2", ListEditKind.Remove, "i2", null)]),
        new StockCrossed("f11", At(2), _corner, [new("milk"), new("soap")]),
        new ConsentPut("f3", At(3), Purposes.Presence) { TextVersion = "v2", Channel = "app", By = "desk-3", Guardian = "eve", PausedUntil = At(900), ForgetsVisit = true },
        new PreferencesCopied("f12", At(3), Preferences, Version: 14),
        new OrderCopied("f4", At(4), Order, IsYours: true) { IsCollector = true },
        new ResponseGiven("f5", At(5), new("s-1"), Response.Never),
        new ZoneObserved("f6", At(6), _corner, _dairy, 0.5, At(5), At(7)),
        new StillHere("f7", At(7), _corner, At(6)),
        new Tapped("f8", At(8), Origin("x"), new("desk"), PassVerdict.Valid) { Epoch = 2, OfHousehold = Fetcher.Collects },
        new Woken("f9", At(9), At(1)),
        new CaseAsked("f12", At(9), new("c-1"), CaseKind.Help, _corner, ByStaff: true),
        new CaseCopied("f13", At(9), new("c-1"), 7, Case),
        new DevicesEnded("f67", At(10)),
        new ExportAsked("f65", At(10)),
        new ErasureAsked("f66", At(10), "r1") { MadeBefore = At(9) },
        new InviteTried("f12", At(2), 77),
        new HomeChosen("f13", At(2), new("h-1"), 77),
        new HomeLeft("f14", At(2), new("h-1")),
        new HouseholdCopied("f15", At(2), new("h-1"), 9, HomeStanding.Member, 4, AtHome.Home!.Items, 3),
    ];

    public static IReadOnlyList<MemberFact> MemberFacts { get; } =
    [
        new ConsentsCopied("f1", At(1), Member.Consents),
        new PreferencesPut("f2", At(2), Preferences),
        new AccessNoted("f3", At(3), Looked.Accesses[0]),
        new PushAddressPut("f4", At(4), Pushed.Pushes[0]),
        new PushAddressGone("f5", At(5), Pushed.Pushes[0].Endpoint),
        new PushesEnded("f6", At(6)),
        new MemberWoken("f7", At(7)),
    ];

    public static IReadOnlyList<HouseholdFact> HouseholdFacts { get; } =
    [
        new HouseholdCreated("f1", At(1), Ann, "Ann"),
        new MemberInvited("f2", At(2), Ann, "K7W2MNPQ"),
        new MemberJoined("f3", At(3), new("ben"), "Ben", "K7W2MNPQ"),
        new MemberConfirmed("f4", At(4), Ann, new("ben")),
        new MemberRemoved("f5", At(5), Ann, new("ben")),
        new MemberLeft("f6", At(6), Ann),
        new SharedListEdited("f7", At(7), Ann, [new ListEdit("e1", ListEditKind.Tick, "i1", null)]),
        new MemberCopied("f8", At(8), Ann, 5, "Ann", HasLeft: true, AtHome.Home!.Wanted, 3),
    ];

    public static IReadOnlyList<OrderFact> OrderFacts { get; } =
    [
        new OrderPut("f1", At(1), Ann, Order),
        new OrderTapped("f2", At(2), Origin("x"), Ann, At(2)) { Shown = ShownProof.Voucher, Name = "Ann", More = 3, Verdict = PassVerdict.Expired, IssuedAt = At(1), LetBy = new("ben") },
        new PassAsked("f3", At(3), Ann, "01234567"),
        new StaffClaimed("f4", At(4), _corner, "kim", "Kim", IsRelease: true, IsManager: true),
        new StaffCompleted("f5", At(5), _corner, "kim", "id", IsManager: true),
        new LockerReported("f6", At(6), At(5), _corner, "t1", "g-1.o1", IsVoucher: true, At(1), LockerEvent.NotOpened),
        new OrderWoken("f7", At(7)),
        new PersonErased("f65", At(8), Ann, "01234567"),
        new ProofsEnded("f66", At(8), Ann),
    ];

    public static IReadOnlyList<CaseFact> CaseFacts { get; } =
    [
        new CaseOpened("f1", At(1), new("c-1"), CaseKind.Return, _corner, CaseEntry.Shopper)
        {
            Shopper = Ann, Name = "Ann", Language = "ko", Zone = _dairy, Terminal = "t1", Text = "It is sour.", Products = [new("milk")], Order = "o1", Purchase = "p1", Visit = "v-1", Topic = "product.spoiled",
            Rating = 1, WishedAt = At(90), Wait = TimeSpan.FromMinutes(3), IsHere = true, MayBeSeen = true,
        },
        new CaseAdded("f2", At(2), Ann) { Text = "Hello", Choice = "yes", IsWithdrawal = true, Rating = 3 },
        new CaseActed("f3", At(3), _corner, "kim", "Kim", IsManager: true, CaseAct.Reply) { Text = "I come.", Choices = ["yes"], IsInternal = true, DueAt = At(9), Outcome = CaseOutcome.Helped, Topic = "unsorted", GiveTo = "lee", GiveToName = "Lee" },
        new CaseShopperStood("f4", At(4), Ann, 2, MayBeSeen: true, IsHere: true, _dairy),
        new Core.Cases.CaseWaitTold("f5", At(5), _corner, 3, TimeSpan.FromMinutes(4)),
        new CaseOrderStood("f6", At(6), new("c-1"), 4, _corner, "o1", _dairy, "t1", "Please look."),
        new CaseWoken("f7", At(7)),
        new CaseShopperErased("f8", At(8), Ann, "01234567"),
    ];

    public static IReadOnlyList<StoreFact> StoreFacts { get; } =
    [
        new TapForged("f1", At(1), Origin("x")),
        new CodeAsked("f2", At(2), new("o1"), Ann, ["01234567", "12345678"]),
        new ShopperErased("f65", At(3), Ann),
        new CodesEnded("f66", At(3), [new("o1")]),
        new CodeEntered("f3", At(3), Origin("x"), new("desk"), "01234567", At(2)),
    ];

    public static DateTimeOffset At(int seconds) => DateTimeOffset.Parse("2026-11-28T10:00:00.123Z").AddSeconds(seconds);

    public static TapOrigin Origin(string tapId) => TapOrigin.Of(_corner, "t1", tapId, "a pass");

    private static SentSuggestion Recipe() => new(
        new("s-1"), [new(SuggestionKind.Recipe, "pancakes")], new("v-1"), At(12), At(912), SentStatus.Live, ComesBackAt: null,
        new Suggestion(
            new("s-1"), SuggestionKind.Recipe, "Pancakes", "You have most of it.",
            new SuggestedRecipe(
                "pancakes", "Pancakes", "https://example.org/v", 20, [new("i1", "Milk", new("milk"), 2, IsDone: false)], [new(new("eggs"), "Eggs", _dairy, "2", 199)]),
            new Why(SuggestionRules.RecipeFromList, _dairy, ["i1"], "Because milk is on your list."), At(912)));

    private static SentSuggestion Reminder() => new(
        new("s-2"), [new(SuggestionKind.Reminder, "milk"), new(SuggestionKind.Reminder, "soap")], new("v-1"), At(13), At(913), SentStatus.Snoozed, At(313), Content: null);
}
