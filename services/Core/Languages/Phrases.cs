namespace SmartStore.Core.Languages;

/// <summary>
/// What people read, in one language: one table each. Every text also follows from the codes beside it (kind, rule, state, outcome), so that an app may
/// say it by itself.
/// </summary>
public abstract class Phrases
{
    /// <summary>The languages that are spoken here, BCP 47.</summary>
    public static IReadOnlyList<string> Tags { get; } = ["en", "ko"];

    /// <summary>The table of a language; null: there is none.</summary>
    /// <param name="tag">BCP 47, such as <c>ko-KR</c>; only the language counts.</param>
    public static Phrases? Find(string tag) => tag.Split('-', 2)[0].ToLowerInvariant() switch
    {
        "en" => English.Table,
        "ko" => Korean.Table,
        _ => null,
    };

    /// <summary>The table to use: of the language that a person prefers, else of the store's, else English.</summary>
    /// <param name="preferred">BCP 47; empty: nothing is preferred.</param>
    /// <param name="store">Null: the store is gone.</param>
    public static Phrases Of(string preferred, StoreLayout? store) => Find(preferred) ?? Find(store?.Language ?? "") ?? English.Table;

    /// <summary>What an item is called in a sentence: as the shopper wrote it; one that only names a product by id is called what the product is called.</summary>
    public string NameOf(ListItem item, Product? product) => InSentence(item.Name.Length > 0 ? item.Name : product?.Name ?? item.Product.Value);

    /// <summary>Names in a row, such as "tomatoes, basil and 2 more".</summary>
    /// <param name="max">Names that are spelled out; the rest are counted.</param>
    public abstract string And(IReadOnlyList<string> names, int max);

    /// <summary>A thing and where it stands, such as "basil (aisle 2A)".</summary>
    /// <param name="aisle">Empty: not said.</param>
    public abstract string At(string name, string aisle);

    /// <summary>Title of a reminder.</summary>
    public abstract string Passed(string names);

    /// <summary>Text of a reminder.</summary>
    /// <param name="where">What stands there, each with its aisle.</param>
    public abstract string StandsIn(string zone, string where);

    /// <summary>Why a reminder is shown.</summary>
    public abstract string WhyPassed(string zone, string names);

    /// <summary>Text of a recipe.</summary>
    /// <param name="missing">What is still to be bought, each with its aisle; empty: nothing.</param>
    public abstract string Uses(string have, string missing);

    /// <summary>Why a recipe is shown.</summary>
    /// <param name="isComplete">Nothing is missing.</param>
    public abstract string WhyRecipe(string have, bool isComplete);

    /// <summary>Another product takes the place of one that is sold out.</summary>
    /// <param name="aisle">Empty: not said.</param>
    public abstract string IsHere(string product, string aisle);

    /// <summary>A store nearby has what is sold out here.</summary>
    public abstract string StoreHas(string store, int pieces);

    /// <summary>What is sold out can be delivered.</summary>
    /// <param name="until">Time of day; empty: at any time.</param>
    public abstract string IsDelivered(string until);

    /// <summary>To a terminal, for a code that this server did not issue.</summary>
    public abstract string PassRefused { get; }

    /// <summary>To a terminal, for a pass whose minute has not come.</summary>
    public abstract string PassTooEarly { get; }

    /// <summary>To a terminal, for a pass that is too old.</summary>
    public abstract string PassExpired { get; }

    /// <summary>To a terminal, when there is nothing to hand over.</summary>
    public abstract string NoOrder { get; }

    /// <summary>To a terminal, for a tap that was answered before and whose answer is not kept any more.</summary>
    public abstract string TapAgain { get; }

    /// <summary>To a terminal, while it takes no codes because too many wrong ones were entered.</summary>
    public abstract string TooManyCodes { get; }

    /// <summary>To a terminal, when something was done at a screen that is open no more.</summary>
    public abstract string ScreenClosed { get; }

    /// <summary>To a terminal, for what is not shown there.</summary>
    public abstract string NotOnThisScreen { get; }

    /// <summary>To a terminal, while more is done there than a person does.</summary>
    public abstract string TooManyActs { get; }

    /// <summary>On a sign.</summary>
    /// <param name="store">What the store is called.</param>
    public abstract string Welcome(string store);

    /// <summary>To a terminal, for what it asks and what makes no sense.</summary>
    public abstract string ActRefused { get; }

    /// <summary>To a terminal, for what was pressed so long ago that whoever did it may be gone.</summary>
    public abstract string ActTooLate { get; }

    /// <summary>To a terminal, when somebody asked for help there.</summary>
    public abstract string HelpComes(TimeSpan wait);

    /// <summary>To a terminal, when somebody asked for help there and nobody can say when somebody comes.</summary>
    public abstract string HelpIsAsked { get; }

    /// <summary>To a terminal, when help was asked for already.</summary>
    public abstract string HelpWasAsked { get; }

    /// <summary>To a terminal, when help was asked for too often, or too many wait for it.</summary>
    public abstract string TooManyHelps { get; }

    /// <summary>To a terminal, when an item was ticked off or put back.</summary>
    public abstract string ItemIs(string item, bool isDone);

    /// <summary>To a terminal, when it changed as it was asked to.</summary>
    public abstract string Done { get; }

    /// <summary>To a terminal, when somebody closed the screen.</summary>
    public abstract string Goodbye { get; }

    /// <summary>To a terminal, when a visit was forgotten.</summary>
    public abstract string VisitForgotten { get; }

    /// <summary>To a terminal, when an order is ready.</summary>
    /// <param name="place">Name of the pickup zone; empty: not said.</param>
    public abstract string IsReady(OrderId order, string place);

    /// <summary>To a terminal, when the order lies in a locker elsewhere.</summary>
    /// <param name="slot">May be empty.</param>
    public abstract string InLocker(OrderId order, string locker, string slot);

    /// <summary>To a locker that opens.</summary>
    /// <param name="slot">May be empty.</param>
    public abstract string Granted(OrderId order, string slot);

    /// <summary>To a locker, for an order that only a person may hand over.</summary>
    public abstract string ComeToTheDesk(OrderId order);

    /// <summary>To a terminal, when a member of staff has taken the order on.</summary>
    /// <param name="place">Name of the pickup zone; empty: not said.</param>
    public abstract string IsBeingBrought(OrderId order, string place);

    /// <summary>To a terminal, when a locker was opened for the order a moment ago.</summary>
    public abstract string IsBeingTaken(OrderId order, DateTimeOffset at, string terminal);

    /// <summary>To a terminal, for an order that staff have to look after first.</summary>
    public abstract string AskStaff(OrderId order);

    /// <summary>To a terminal, for an order that is gone.</summary>
    /// <param name="terminal">Where it was handed over; empty: not known.</param>
    public abstract string WasHandedOver(OrderId order, DateTimeOffset at, string terminal);

    /// <summary>By a terminal, for what was read and holds no code.</summary>
    /// <param name="reader">Which of its readers read it.</param>
    public abstract string NoCodeRead(string reader);

    /// <summary>By a terminal, when the server does not answer in time.</summary>
    public abstract string NoAnswer { get; }

    /// <summary>By a terminal whose disk took no more.</summary>
    public abstract string NotKept { get; }

    /// <summary>By a locker, when there is no connection and no voucher.</summary>
    public abstract string NoConnection { get; }

    /// <summary>By a locker, when the server gave leave to open a door and the locker does not open it.</summary>
    public abstract string DoorStaysShut { get; }

    /// <summary>By a locker that opens for a voucher.</summary>
    public abstract string SlotOpens(string slot);

    /// <summary>By a locker, for the voucher of an order that lies elsewhere.</summary>
    public abstract string VoucherNotHere { get; }

    /// <summary>By a locker, for a voucher that the server has taken back.</summary>
    public abstract string VoucherWithdrawn { get; }

    /// <summary>By a locker, for a voucher that is too old.</summary>
    public abstract string VoucherExpired { get; }

    /// <summary>By a locker, for a voucher that it has opened for.</summary>
    public abstract string VoucherSpent { get; }

    /// <summary>To the phone, about an order's state.</summary>
    /// <param name="place">Name of the pickup zone; empty: not said.</param>
    public abstract string IsNow(Order order, string place);

    /// <summary>To the phone, before an order is held no more.</summary>
    /// <param name="place">Name of the pickup zone; empty: not said.</param>
    public abstract string Reminder(OrderId order, string place, TimeSpan left);

    /// <summary>To the phone, about an order that the order system gave to another shopper.</summary>
    public abstract string NoLongerYours(OrderId order);

    /// <summary>To a shopper who asks for help while nobody is on duty.</summary>
    public abstract string NobodyIsFree { get; }

    /// <summary>To a shopper who asks for help, when the wait is long.</summary>
    public abstract string WaitIsLong(TimeSpan wait);

    /// <summary>A shopper's answer: they wait.</summary>
    public abstract string IWait { get; }

    /// <summary>A shopper's answer: they come later.</summary>
    public abstract string IComeIn(int minutes);

    /// <summary>To a shopper who left while help was on its way.</summary>
    public abstract string StillNeeded { get; }

    /// <summary>An answer.</summary>
    public abstract string Yes { get; }

    /// <summary>An answer.</summary>
    public abstract string No { get; }

    /// <summary>To a shopper who did not answer in time.</summary>
    /// <param name="choice">What is done therefore.</param>
    public abstract string LastChoiceStands(string choice);

    /// <summary>To a shopper who brings something back, when no receipt is known.</summary>
    public abstract string NoReceipt { get; }

    /// <summary>To a shopper who brings something back that the store does not take back. A person decides all the same.</summary>
    public abstract string NotTakenBack(string product);

    /// <summary>To a shopper who gave a bad rating.</summary>
    public abstract string BadRating { get; }

    /// <summary>To a shopper who is erased, about a case in which something is owed to them.</summary>
    /// <param name="store">What the store is called.</param>
    public abstract string CaseStays(string store);

    /// <summary>To a person who is erased, why an order of theirs stays for now.</summary>
    /// <param name="hasCode">There is a code that collects it.</param>
    public abstract string OrderStays(OrderId order, bool hasCode);

    /// <summary>To staff, why a shopper may be greeted.</summary>
    /// <param name="hasOrder">An order of the shopper waits here.</param>
    public abstract string MayBeGreeted(bool hasOrder);

    /// <summary>A time of day. The store's own clock is not known here; the time is named with its zone.</summary>
    internal static string Clock(DateTimeOffset at) => $"{at.UtcDateTime:HH':'mm} UTC";

    /// <summary>What is left of a time, in whole hours, at least 1.</summary>
    protected static int Hours(TimeSpan left) => Math.Max(1, (int)Math.Round(left.TotalHours));

    /// <summary>A time in whole minutes, at least 1.</summary>
    protected static int Minutes(TimeSpan time) => Math.Max(1, (int)Math.Round(time.TotalMinutes));

    /// <summary>A name as it stands within a sentence.</summary>
    protected virtual string InSentence(string name) => name;
}
