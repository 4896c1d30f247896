namespace SmartStore.Core.Languages;

/// <summary>Korean, in the polite form in which shops speak to customers.</summary>
internal sealed class Korean : Phrases
{
    public static Phrases Table { get; } = new Korean();

    public override string And(IReadOnlyList<string> names, int max) =>
        names.Count <= max ? string.Join(", ", names) : $"{string.Join(", ", names.Take(max))} 외 {names.Count - max}개";

    public override string At(string name, string aisle) => aisle.Length == 0 ? name : $"{name}({Aisle(aisle)})";

    public override string Passed(string names) => $"{Object(names)} 지나치셨어요";

    public override string StandsIn(string zone, string where) => $"{zone}: {where}.";

    public override string WhyPassed(string zone, string names) => $"목록에 {Subject(names)} 남아 있는데 {Object(zone)} 지나가셨기 때문이에요.";

    public override string Uses(string have, string missing) => missing.Length == 0 ? $"필요한 재료가 모두 목록에 있어요: {have}." : $"목록에 있는 재료: {have}. 더 필요한 재료: {missing}.";

    public override string WhyRecipe(string have, bool isComplete) => isComplete ? $"목록에 {Subject(have)} 있기 때문이에요." : $"목록에 {Subject(have)} 있고, 나머지 재료도 이 매장에 있기 때문이에요.";

    public override string IsHere(string product, string aisle) => aisle.Length == 0 ? $"{Topic(product)} 매장에 있어요." : $"{Topic(product)} {Aisle(aisle)}에 있어요.";

    public override string StoreHas(string store, int pieces) => $"{store}에 {pieces}개 있어요.";

    public override string IsDelivered(string until) => until.Length == 0 ? "배달해 드릴 수 있어요." : $"{until} 전에 주문하시면 오늘 배달해 드려요.";

    public override string PassRefused => "사용할 수 없는 패스입니다. 앱에 있는 패스를 보여 주세요.";

    public override string PassTooEarly => "아직 사용할 수 없는 패스입니다. 앱에 있는 패스를 보여 주세요.";

    public override string PassExpired => "패스가 만료되었습니다. 새 패스를 보여 주세요.";

    public override string NoOrder => "이곳에 준비된 주문이 없습니다.";

    public override string TapAgain => "이미 처리된 요청입니다. 패스를 다시 대 주세요.";

    public override string ScreenClosed => "화면이 닫혔습니다. 휴대폰을 단말기에 다시 대 주세요.";

    public override string NotOnThisScreen => "이 화면에 없는 항목입니다.";

    public override string TooManyActs => "한꺼번에 너무 많이 눌렀습니다. 잠시 기다려 주세요.";

    public override string Welcome(string store) => $"{store}에 오신 것을 환영합니다.";

    public override string ActRefused => "여기서는 할 수 없습니다.";

    public override string ActTooLate => "시간이 너무 지났습니다. 다시 눌러 주세요.";

    public override string HelpComes(TimeSpan wait) => $"약 {Minutes(wait)}분 후에 직원이 이곳으로 옵니다.";

    public override string HelpIsAsked => "직원을 불렀습니다. 시간이 나는 대로 옵니다.";

    public override string HelpWasAsked => "이미 직원을 불렀습니다. 곧 옵니다.";

    public override string TooManyHelps => "직원을 너무 여러 번 불렀습니다. 데스크에 문의해 주세요.";

    public override string ItemIs(string item, bool isDone) => isDone ? $"{item}: 담았습니다." : $"{item}: 아직 담지 않았습니다.";

    public override string Done => "변경했습니다.";

    public override string Goodbye => "안녕히 가세요.";

    public override string VisitForgotten => "이번 방문 기록을 지웠고, 더 이상 기록하지 않습니다. 동의하신 내용은 그대로입니다.";

    public override string IsReady(OrderId order, string place) => $"주문 {Subject(order.Value)} {AtPlace(place)}준비되었습니다.";

    public override string TooManyCodes => "잘못된 번호가 너무 많이 입력되었습니다. 1분 뒤에 다시 시도하시거나 휴대전화를 단말기에 대 주세요.";

    public override string InLocker(OrderId order, string locker, string slot) => $"주문 {Subject(order.Value)} 보관함 {locker}{(slot.Length == 0 ? "" : $"의 {slot}번 칸")}에 준비되었습니다. 그곳에서 대 주세요.";

    public override string Granted(OrderId order, string slot) => slot.Length == 0 ? $"주문 {Object(order.Value)} 가져가 주세요." : $"{slot}번 칸에서 주문 {Object(order.Value)} 가져가 주세요.";

    public override string ComeToTheDesk(OrderId order) => $"주문 {Object(order.Value)} 받으시려면 신분증을 가지고 데스크로 와 주세요.";

    public override string IsBeingBrought(OrderId order, string place) => $"주문 {Object(order.Value)} {AtPlace(place)}가져다 드리고 있습니다.";

    public override string IsBeingTaken(OrderId order, DateTimeOffset at, string terminal) => $"주문 {Object(order.Value)} {Clock(at)}부터 보관함 {terminal}에서 꺼내는 중입니다.";

    public override string AskStaff(OrderId order) => $"주문 {order.Value}에 대해서는 직원에게 문의해 주세요.";

    public override string WasHandedOver(OrderId order, DateTimeOffset at, string terminal) => $"주문 {Object(order.Value)} {Clock(at)}에 {(terminal.Length == 0 ? "" : $"{terminal}에서 ")}전해 드렸습니다.";

    public override string NoCodeRead(string reader) => $"{reader}에서 읽은 것에 코드가 없습니다.";

    public override string NoAnswer => "서버가 응답하지 않습니다. 직원에게 문의해 주세요.";

    public override string NotKept => "저장 공간이 가득 찼습니다. 직원에게 문의해 주세요.";

    public override string NoConnection => "연결되어 있지 않습니다. 직원에게 문의해 주세요.";

    public override string DoorStaysShut => "문이 열리지 않습니다. 다시 시도하시거나 직원에게 문의해 주세요.";

    public override string SlotOpens(string slot) => $"{slot}번 칸이 열립니다.";

    public override string VoucherNotHere => "이 주문은 이 보관함에 없습니다.";

    public override string VoucherWithdrawn => "더 이상 사용할 수 없는 교환권입니다. 직원에게 문의해 주세요.";

    public override string VoucherExpired => "교환권이 만료되었습니다. 직원에게 문의해 주세요.";

    public override string VoucherSpent => "이미 사용한 교환권입니다. 직원에게 문의해 주세요.";

    public override string IsNow(Order order, string place) => order.State switch
    {
        OrderState.Preparing => $"주문 {Object(order.Id.Value)} 준비하고 있습니다.",
        OrderState.Ready => $"주문 {Subject(order.Id.Value)} {AtPlace(place)}준비되었습니다.",
        OrderState.Claimed when order.Progress.Claim is { IsTerminal: true } claim => $"보관함 {claim.By}에서 주문 {Object(order.Id.Value)} 꺼내실 수 있습니다.",
        OrderState.Claimed => $"{(order.Progress.Claim is { Name.Length: > 0 } claim ? Subject(claim.Name) : "직원이")} 주문 {Object(order.Id.Value)} {AtPlace(place)}가져다 드리고 있습니다.",
        OrderState.HandedOver when order.Progress.End is { CollectorName.Length: > 0 } end => $"주문 {Object(order.Id.Value)} {end.CollectorName}님께 전해 드렸습니다.",
        OrderState.HandedOver => $"주문 {Object(order.Id.Value)} 전해 드렸습니다.",
        _ => $"주문 {Subject(order.Id.Value)} 취소되었습니다.",
    };

    public override string Reminder(OrderId order, string place, TimeSpan left) => $"주문 {Subject(order.Value)} 아직 {AtPlace(place)}보관되어 있습니다. 앞으로 {Hours(left)}시간 동안 보관합니다.";

    public override string NoLongerYours(OrderId order) => $"주문 {Topic(order.Value)} 더 이상 고객님의 주문이 아닙니다.";

    public override string NobodyIsFree => "지금은 도와드릴 직원이 없습니다. 기다리시겠어요, 아니면 나중에 오시겠어요?";

    public override string WaitIsLong(TimeSpan wait) => $"지금은 약 {Minutes(wait)}분 걸립니다. 기다리시겠어요, 아니면 나중에 오시겠어요?";

    public override string IWait => "기다릴게요";

    public override string IComeIn(int minutes) => $"{minutes}분 뒤에 올게요";

    public override string StillNeeded => "도와드리기 전에 매장을 나가셨습니다. 아직 도움이 필요하신가요?";

    public override string Yes => "네";

    public override string No => "아니요";

    public override string LastChoiceStands(string choice) => $"제때 답변이 없어 다음과 같이 진행합니다: {choice}";

    public override string NotTakenBack(string product) => $"{product}: 구입 후에는 보통 반품이 되지 않는 상품입니다. 직원이 확인 후 결정합니다.";

    public override string NoReceipt => "이 상품의 영수증이 없습니다. 직원이 함께 확인해 드리겠습니다.";

    public override string BadRating => "불편을 드려 죄송합니다. 확인한 뒤 어떻게 처리했는지 알려 드리겠습니다.";

    public override string CaseStays(string store) => $"{store}에 가져오신 반품이 아직 처리되지 않았습니다. 이 번호로 직원이 처리해 드립니다. 고객님이 누구인지는 남지 않습니다.";

    public override string OrderStays(OrderId order, bool hasCode) =>
        $"주문 {Topic(order.Value)} 끝날 때까지 이름 없이 남아 있습니다. {(hasCode ? "번호로 찾으실 수 있습니다." : "직원에게 문의해 주세요.")}";

    public override string MayBeGreeted(bool hasOrder) => hasOrder ? "인사에 동의한 VIP 고객입니다. 찾아갈 주문이 준비되어 있습니다." : "인사에 동의한 VIP 고객입니다.";

    private static string Topic(string word) => KoreanParticle.Topic.After(word);

    private static string Subject(string word) => KoreanParticle.Subject.After(word);

    private static string Object(string word) => KoreanParticle.Object.After(word);

    private static string AtPlace(string place) => place.Length == 0 ? "" : $"{place}에 ";

    private static string Aisle(string aisle) => aisle.All(char.IsAsciiDigit) ? $"{aisle}번 통로" : $"{aisle} 통로";
}

/// <summary>
/// A particle whose form depends on the sound before it: one after a consonant, another after a vowel. Of a Hangul syllable the sound is known, and of a digit,
/// as it is read aloud. How other letters are read depends on the word, so both forms are written, as is usual.
/// </summary>
/// <param name="Closed">After a consonant.</param>
/// <param name="Open">After a vowel.</param>
public readonly record struct KoreanParticle(string Closed, string Open)
{
    private const string ClosedDigits = "013678";

    /// <summary>은/는: what the sentence is about.</summary>
    public static KoreanParticle Topic { get; } = new("은", "는");

    /// <summary>이/가: who or what it is that does.</summary>
    public static KoreanParticle Subject { get; } = new("이", "가");

    /// <summary>을/를: what it is done to.</summary>
    public static KoreanParticle Object { get; } = new("을", "를");

    /// <summary>A word with the particle after it. What stands in a bracket at the end is not read.</summary>
    public string After(string word) => word + (EndsClosed(word) switch
    {
        true => Closed,
        false => Open,
        _ => $"{Closed}({Open})",
    });

    // Null: it cannot be told.
    private static bool? EndsClosed(string word)
    {
        var end = word.Length;
        if (end > 1 && word[end - 1] == ')' && word.LastIndexOf('(') is > 0 and var bracket) end = bracket;
        while (end > 0 && !char.IsLetterOrDigit(word[end - 1])) end--;
        const int tails = 28; // forms of the end of a syllable, the open one first
        return end == 0 ? null : word[end - 1] switch
        {
            >= '\uac00' and <= '\ud7a3' => (word[end - 1] - 0xac00) % tails != 0,
            >= '0' and <= '9' => ClosedDigits.Contains(word[end - 1], StringComparison.Ordinal),
            _ => null,
        };
    }
}
