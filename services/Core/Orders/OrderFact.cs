namespace SmartStore.Core.Orders;

/// <summary>Something that happened to an order.</summary>
/// <param name="Id">The cause. Unique, 1–128 characters.</param>
/// <param name="At">When it happened, UTC.</param>
public abstract record OrderFact(string Id, DateTimeOffset At);

/// <summary>The order system created or changed the order.</summary>
public sealed record OrderPut(string Id, DateTimeOffset At, ShopperId Holder, Order Order) : OrderFact(Id, At);

/// <summary>A valid pass, a code or a voucher was shown to a terminal, and this order may be the one that was come for.</summary>
/// <param name="Shopper">Whose pass it was; of a code: who held the order when the code was given; of a voucher empty.</param>
/// <param name="TappedAt">The tap's own time. An answer that no order keeps carries it, so that it has the same bytes each time.</param>
public sealed record OrderTapped(string Id, DateTimeOffset At, TapOrigin Origin, ShopperId Shopper, DateTimeOffset TappedAt) : OrderFact(Id, At)
{
    /// <summary>What was shown.</summary>
    public ShownProof Shown { get; init; }

    /// <summary>What staff may call the shopper; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>How the shopper wants a screen to be; of a code or a voucher, which name nobody, nothing is known.</summary>
    public Screens.ScreenChoices Choices { get; init; } = Screens.ScreenChoices.None;

    /// <summary>Further orders of the shopper that are ready in this store.</summary>
    public int More { get; init; }

    /// <summary>The holder who lets the shopper's household fetch it, as the holder's own grain said a moment ago; nobody: it was not asked, or they do not.</summary>
    public ShopperId LetBy { get; init; } = ShopperId.Nobody;

    /// <summary>A voucher's verdict: valid or expired.</summary>
    public PassVerdict Verdict { get; init; } = PassVerdict.Valid;

    /// <summary>When a voucher was issued.</summary>
    public DateTimeOffset IssuedAt { get; init; } = DateTimeOffset.UnixEpoch;
}

/// <summary>What was shown to a terminal.</summary>
public enum ShownProof
{
    /// <summary>A pass of one minute.</summary>
    Pass = 0,
    /// <summary>The order's 8-digit code.</summary>
    Code = 1,
    /// <summary>The order's voucher.</summary>
    Voucher = 2,
}

/// <summary>A shopper asks for what collects the order: its code, and what its voucher may say.</summary>
/// <param name="Code">The code that the store gave for it.</param>
public sealed record PassAsked(string Id, DateTimeOffset At, ShopperId Shopper, string Code) : OrderFact(Id, At);

/// <summary>A member of staff takes the order on, or gives it back.</summary>
/// <param name="Store">Where they work: an order of another store is none of theirs.</param>
/// <param name="Name">What to call them; may be empty.</param>
/// <param name="IsManager">May give back what another took on.</param>
public sealed record StaffClaimed(string Id, DateTimeOffset At, StoreId Store, string Staff, string Name, bool IsRelease, bool IsManager) : OrderFact(Id, At);

/// <summary>A member of staff handed the order over.</summary>
/// <param name="Proof">As the contract spells it; empty: none was asked for.</param>
/// <param name="IsManager">May complete what another took on.</param>
public sealed record StaffCompleted(string Id, DateTimeOffset At, StoreId Store, string Staff, string Proof, bool IsManager) : OrderFact(Id, At);

/// <summary>A locker says what happened at a slot.</summary>
/// <param name="At">When it was received.</param>
/// <param name="HappenedAt">When it happened.</param>
/// <param name="Grant">Id of the grant, or of the voucher by which the locker opened by itself.</param>
/// <param name="IsVoucher">It opened by a voucher, without asking.</param>
/// <param name="IssuedAt">When that voucher was issued.</param>
public sealed record LockerReported(
    string Id, DateTimeOffset At, DateTimeOffset HappenedAt, StoreId Store, string Terminal, string Grant, bool IsVoucher, DateTimeOffset IssuedAt, LockerEvent Event) : OrderFact(Id, At);

/// <summary>What happened at a slot.</summary>
public enum LockerEvent
{
    /// <summary>The door opened.</summary>
    Opened = 0,
    /// <summary>The order was taken out.</summary>
    Taken = 1,
    /// <summary>The door was closed; of a locker that cannot see what lies in it: the order was taken out.</summary>
    Closed = 2,
    /// <summary>The door did not open.</summary>
    NotOpened = 3,
}

/// <summary>One who may fetch the order lost a device: the code and the vouchers that were given for it are void.</summary>
public sealed record ProofsEnded(string Id, DateTimeOffset At, ShopperId Shopper) : OrderFact(Id, At);

/// <summary>A person is erased: the order's holder, one who may fetch it, or one who did.</summary>
/// <param name="Code">Of a live order of theirs: the code that the store gave for it, which collects it from now on; may be empty.</param>
public sealed record PersonErased(string Id, DateTimeOffset At, ShopperId Shopper, string Code) : OrderFact(Id, At);

/// <summary>The time has come that <see cref="OrderClock.WakeAt"/> named.</summary>
public sealed record OrderWoken(string Id, DateTimeOffset At) : OrderFact(Id, At);
