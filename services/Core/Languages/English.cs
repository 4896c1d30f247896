namespace SmartStore.Core.Languages;

/// <summary>English.</summary>
internal sealed class English : Phrases
{
    public static Phrases Table { get; } = new English();

    public override string And(IReadOnlyList<string> names, int max)
    {
        IReadOnlyList<string> parts = names.Count <= max ? names : [.. names.Take(max), $"{names.Count - max} more"];
        return parts.Count == 1 ? parts[0] : $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}";
    }

    public override string At(string name, string aisle) => aisle.Length == 0 ? name : $"{name} (aisle {aisle})";

    public override string Passed(string names) => $"You passed the {names}";

    public override string StandsIn(string zone, string where) => $"In {zone}: {where}.";

    public override string WhyPassed(string zone, string names) => $"Because you left {zone} with {names} still open on your list.";

    public override string Uses(string have, string missing) => missing.Length == 0 ? $"Everything for it is on your list: {have}." : $"Uses your {have}. Still missing: {missing}.";

    public override string WhyRecipe(string have, bool isComplete) => $"Because your list has {have}{(isComplete ? "" : ", and what is missing is in stock here")}.";

    public override string IsHere(string product, string aisle) => $"{At(product, aisle)} is in stock.";

    public override string StoreHas(string store, int pieces) => $"{store} has {pieces}.";

    public override string IsDelivered(string until) => until.Length == 0 ? "It can be delivered." : $"It can be delivered today if you order before {until}.";

    public override string PassRefused => "This pass is not valid. Please show the one in your app.";

    public override string PassTooEarly => "This pass is not valid yet. Please show the one in your app.";

    public override string PassExpired => "This pass has expired. Please show a fresh one.";

    public override string NoOrder => "No order is ready for you here.";

    public override string TapAgain => "This tap was answered before. Please hold your pass to the terminal again.";

    public override string ScreenClosed => "This screen was closed. Please hold your phone to the terminal again.";

    public override string NotOnThisScreen => "This is not on the screen.";

    public override string TooManyActs => "That is too much at once. Please wait a moment.";

    public override string Welcome(string store) => $"Welcome to {store}.";

    public override string ActRefused => "This cannot be done here.";

    public override string ActTooLate => "That was too long ago. Please press it again.";

    public override string HelpComes(TimeSpan wait) => $"Somebody comes to you in about {(Minutes(wait) is > 1 and var minutes ? $"{minutes} minutes" : "a minute")}.";

    public override string HelpIsAsked => "The staff were called. Somebody comes as soon as they are free.";

    public override string HelpWasAsked => "The staff were called already. Somebody is coming.";

    public override string TooManyHelps => "The staff were called too often just now. Please ask at the desk.";

    public override string ItemIs(string item, bool isDone) => isDone ? $"{item} is done." : $"{item} is open again.";

    public override string Done => "Done.";

    public override string Goodbye => "Goodbye.";

    public override string VisitForgotten => "This visit is forgotten, and nothing more of it is noticed. What you agreed to stays as it is.";

    public override string IsReady(OrderId order, string place) => $"Order {order.Value} is ready{AtPlace(place)}.";

    public override string TooManyCodes => "Too many wrong codes were entered here. Please wait a minute, or hold your phone to the terminal.";

    public override string InLocker(OrderId order, string locker, string slot) => $"Order {order.Value} is ready in locker {locker}{(slot.Length == 0 ? "" : $", slot {slot}")}. Please tap there.";

    public override string Granted(OrderId order, string slot) => slot.Length == 0 ? $"Please take order {order.Value}." : $"Please take order {order.Value} from slot {slot}.";

    public override string ComeToTheDesk(OrderId order) => $"Please come to the desk for order {order.Value}, and bring proof of age or identity.";

    public override string IsBeingBrought(OrderId order, string place) => $"Order {order.Value} is being brought{AtPlace(place)}.";

    public override string IsBeingTaken(OrderId order, DateTimeOffset at, string terminal) => $"Order {order.Value} is being taken from locker {terminal} since {Clock(at)}.";

    public override string AskStaff(OrderId order) => $"Please ask staff about order {order.Value}.";

    public override string WasHandedOver(OrderId order, DateTimeOffset at, string terminal) => $"Order {order.Value} was handed over at {Clock(at)}{AtPlace(terminal)}.";

    public override string NoCodeRead(string reader) => $"There is no code in what {reader} read.";

    public override string NoAnswer => "The server does not answer. Please ask staff.";

    public override string NotKept => "The disk took no more. Please ask staff.";

    public override string NoConnection => "There is no connection. Please ask staff.";

    public override string DoorStaysShut => "The door stays shut. Please try again, or ask staff.";

    public override string SlotOpens(string slot) => $"Slot {slot} opens.";

    public override string VoucherNotHere => "This order does not lie in this locker.";

    public override string VoucherWithdrawn => "This voucher is no longer valid. Please ask staff.";

    public override string VoucherExpired => "This voucher has expired. Please ask staff.";

    public override string VoucherSpent => "This voucher was used before. Please ask staff.";

    public override string IsNow(Order order, string place) => order.State switch
    {
        OrderState.Preparing => $"Order {order.Id.Value} is being put together.",
        OrderState.Ready => $"Your order {order.Id.Value} is ready{AtPlace(place)}.",
        OrderState.Claimed when order.Progress.Claim is { IsTerminal: true } claim => $"Locker {claim.By} opens for order {order.Id.Value}.",
        OrderState.Claimed => $"{(order.Progress.Claim is { Name.Length: > 0 } claim ? claim.Name : "A member of staff")} is bringing order {order.Id.Value}{AtPlace(place)}.",
        OrderState.HandedOver when order.Progress.End is { CollectorName.Length: > 0 } end => $"Order {order.Id.Value} was handed over to {end.CollectorName}.",
        OrderState.HandedOver => $"Order {order.Id.Value} was handed over.",
        _ => $"Order {order.Id.Value} was cancelled.",
    };

    public override string Reminder(OrderId order, string place, TimeSpan left) => $"Your order {order.Value} still waits{AtPlace(place)}; it is kept for {Hours(left)} more hours.";

    public override string NoLongerYours(OrderId order) => $"Order {order.Value} is no longer yours.";

    public override string NobodyIsFree => "Nobody is free at the moment. Would you like to wait, or to come later?";

    public override string WaitIsLong(TimeSpan wait) => $"It takes about {Minutes(wait)} minutes at the moment. Would you like to wait, or to come later?";

    public override string IWait => "I wait";

    public override string IComeIn(int minutes) => $"In {minutes} minutes";

    public override string StillNeeded => "You have left before anybody could help. Do you still need help?";

    public override string Yes => "Yes";

    public override string No => "No";

    public override string LastChoiceStands(string choice) => $"You did not answer in time. We go on with: {choice}";

    public override string NotTakenBack(string product) => $"{product} is usually not taken back once it was bought. A member of staff decides.";

    public override string NoReceipt => "We have no receipt for this. A member of staff looks at it with you.";

    public override string BadRating => "We are sorry. We look into it and tell you what was done.";

    public override string CaseStays(string store) => $"What you brought back to {store} is not settled: staff settle it with this code. Nothing in it says who you are.";

    public override string OrderStays(OrderId order, bool hasCode) =>
        $"Order {order.Value} stays without your name until it is over. {(hasCode ? "The code collects it." : "Please ask the staff for it.")}";

    public override string MayBeGreeted(bool hasOrder) => hasOrder ? "VIP customer who agreed to be greeted; an order is ready for pickup." : "VIP customer who agreed to be greeted.";

    // "Basil" in the middle of a sentence is "basil"; "BBQ sauce" stays as it is.
    protected override string InSentence(string name) =>
        name.Length > 1 && char.IsUpper(name[0]) && !name.Skip(1).Any(char.IsUpper) ? char.ToLowerInvariant(name[0]) + name[1..] : name;

    private static string AtPlace(string place) => place.Length == 0 ? "" : $" at {place}";
}
