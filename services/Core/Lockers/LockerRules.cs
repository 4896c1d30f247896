namespace SmartStore.Core.Lockers;

/// <summary>What comes of a voucher that was shown to a locker without the server.</summary>
public enum VoucherVerdict
{
    /// <summary>Open the door, once "spent" is on disk.</summary>
    Open,
    /// <summary>No key that the locker believes has signed it.</summary>
    Forged,
    /// <summary>It is for another locker, or its order lies in no slot here.</summary>
    NotHere,
    /// <summary>It was issued before the order's <c>not_before</c>: passes were ended, or the order has another holder.</summary>
    Withdrawn,
    /// <summary>Its time is over, or that of the order in the locker.</summary>
    Expired,
    /// <summary>It, or its order, opened a door here before, or may have.</summary>
    Spent,
    /// <summary>The locker cannot judge: no manifest or an old one, a clock that was not set, or no room to remember.</summary>
    AskStaff,
}

/// <summary>What comes of a grant of the server.</summary>
public enum GrantVerdict
{
    /// <summary>Open the door, once "spent" is on disk.</summary>
    Open,
    /// <summary>The grant is known: the same answer again opens nothing.</summary>
    Known,
    /// <summary>Its order was released by voucher, which the server did not know: open nothing, and say nothing; the voucher's report tells it.</summary>
    Released,
    /// <summary>It came too late, or names a slot that is not here: open nothing, and say so.</summary>
    NotOpened,
    /// <summary>No room to remember it.</summary>
    AskStaff,
}

/// <summary>Which door a locker opens, and that it opens once. Pure: the clock is an argument, and so is what is on disk.</summary>
public static class LockerRules
{
    /// <summary>How far the clocks of server and locker may be apart.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    /// <summary>How long after its tap a grant opens a door: as long as the server gives it. Later nobody may stand there.</summary>
    public static readonly TimeSpan GrantLives = TimeSpan.FromSeconds(30);

    /// <summary>Earlier than this no clock is believed (contract, "Sightings over MQTT").</summary>
    public static readonly DateTimeOffset NoClockBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Judges a voucher.</summary>
    /// <param name="site">Which locker this is.</param>
    /// <param name="manifest">The newest one; null: none came yet.</param>
    /// <param name="jws">The voucher as it was signed.</param>
    /// <param name="now">By the locker's clock.</param>
    /// <param name="isClockSet">False: nobody set the clock since the machine started.</param>
    /// <param name="slot">The door to open; empty unless the verdict is <see cref="VoucherVerdict.Open"/>.</param>
    public static VoucherVerdict Judge(LockerSite site, Manifest? manifest, CompactJws jws, Voucher voucher, ReleaseBook book, DateTimeOffset now, bool isClockSet, out string slot)
    {
        slot = "";
        if (!site.Keys.And(manifest?.Keys.All ?? []).Verify(jws)) return VoucherVerdict.Forged;
        if (voucher.Store != site.Store || voucher.Terminal != site.Terminal) return VoucherVerdict.NotHere;
        // Before the clock is asked: a repeat is told the same, whatever the time.
        if (book.Of(Release.OfVoucher(voucher.Jti)) is not null || book.IsOut(voucher.Order)) return VoucherVerdict.Spent;
        if (manifest is null || !isClockSet || !IsFresh(manifest, now) || book.IsFull) return VoucherVerdict.AskStaff;
        if (manifest.Of(voucher.Order) is not { } order || !site.Slots.Contains(order.Slot)) return VoucherVerdict.NotHere;
        if (voucher.IssuedAt < order.NotBefore) return VoucherVerdict.Withdrawn;
        if (now > voucher.ExpiresAt + Grace || now > order.Until + Grace) return VoucherVerdict.Expired;
        slot = order.Slot;
        return VoucherVerdict.Open;
    }

    /// <summary>Judges a grant.</summary>
    /// <param name="tap">The tap that it answers.</param>
    /// <param name="order">The order; default: the answer named none.</param>
    /// <param name="sinceTap">By a clock that nobody sets; null: the tap is not of this process.</param>
    public static GrantVerdict Judge(LockerSite site, string grant, string slot, string tap, OrderId order, ReleaseBook book, TimeSpan? sinceTap) =>
        book.Of(Release.OfGrant(grant)) is not null ? GrantVerdict.Known
        : book.IsFull ? GrantVerdict.AskStaff
        : book.IsOutByVoucher(tap, order) ? GrantVerdict.Released
        : sinceTap is { } since && since <= GrantLives && site.Slots.Contains(slot) ? GrantVerdict.Open
        : GrantVerdict.NotOpened;

    /// <summary>
    /// Releases that were to be kept until an earlier time than this may be forgotten. The locker's clock counts no further than its manifest reaches: a clock that jumped ahead for a
    /// while must not make a used voucher new. Without a manifest no voucher is released, and a used grant is too old.
    /// </summary>
    public static DateTimeOffset ForgetBefore(Manifest? manifest, DateTimeOffset now) =>
        manifest is null || now < manifest.At + Manifest.AgeMax ? now : manifest.At + Manifest.AgeMax;

    // A clock behind the manifest is as wrong as one far ahead of it.
    private static bool IsFresh(Manifest manifest, DateTimeOffset now) => now >= NoClockBefore && now >= manifest.At - Grace && now <= manifest.At + Manifest.AgeMax;
}

/// <summary>Which locker this is.</summary>
/// <param name="Store">Store id.</param>
/// <param name="Terminal">Terminal id.</param>
/// <param name="Slots">Its doors.</param>
/// <param name="Keys">The server's keys that it was set up with.</param>
public sealed record LockerSite(string Store, string Terminal, IReadOnlySet<string> Slots, VerifyingKeys Keys);

/// <summary>What people read at a locker: one short sentence each.</summary>
public static class LockerWords
{
    /// <summary>When there is no connection and no voucher.</summary>
    public const string AskStaff = "There is no connection. Please ask staff.";

    /// <summary>When the server gave leave to open a door and the locker does not open it.</summary>
    public const string NotOpened = "The door stays shut. Please try again, or ask staff.";

    /// <summary>About a voucher.</summary>
    /// <param name="slot">The door that opens.</param>
    public static string Of(VoucherVerdict verdict, string slot) => verdict switch
    {
        VoucherVerdict.Open => $"Slot {slot} opens.",
        VoucherVerdict.Forged => PickupWords.Refused,
        VoucherVerdict.NotHere => "This order does not lie in this locker.",
        VoucherVerdict.Withdrawn => "This voucher is no longer valid. Please ask staff.",
        VoucherVerdict.Expired => "This voucher has expired. Please ask staff.",
        VoucherVerdict.Spent => "This voucher was used before. Please ask staff.",
        _ => AskStaff,
    };
}
