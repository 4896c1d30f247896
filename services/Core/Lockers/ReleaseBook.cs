namespace SmartStore.Core.Lockers;

/// <summary>How far a release came. What is on disk is at least this far.</summary>
public enum ReleaseStage
{
    /// <summary>On disk, before the door is unlocked: from here on the door may have opened.</summary>
    Spent = 0,
    /// <summary>The door opened.</summary>
    Opened = 1,
    /// <summary>The door stayed shut.</summary>
    NotOpened = 2,
    /// <summary>The door opened, and the order is believed to be taken; or nothing is to be opened or told.</summary>
    Ended = 3,
    /// <summary>The locker was ended between "spent" and the outcome: nobody knows whether the door opened.</summary>
    Unknown = 4,
}

/// <summary>One use of a grant or a voucher: it opens a door once, ever.</summary>
/// <param name="Key">Of the grant or the voucher: see <see cref="OfGrant"/> and <see cref="OfVoucher"/>.</param>
/// <param name="Proof">The grant's id, or the whole voucher: what the server is told it by.</param>
/// <param name="Tap">The tap that brought it; empty: none.</param>
/// <param name="KeptUntil">No sooner is it forgotten.</param>
public sealed record Release(string Key, string Proof, OrderId Order, string Slot, string Tap, ReleaseStage Stage, DateTimeOffset KeptUntil)
{
    /// <summary>True when a voucher was the reason, and the server did not know of it then.</summary>
    public bool IsVoucher => Key[0] == 'v';

    /// <summary>Key of a grant.</summary>
    public static string OfGrant(string grant) => $"g/{grant}";

    /// <summary>Key of a voucher.</summary>
    public static string OfVoucher(string jti) => $"v/{jti}";
}

/// <summary>What a locker has released, as long as it has to know. Not safe for use by several threads.</summary>
public sealed class ReleaseBook
{
    /// <summary>Releases that are known. At the limit nothing more is released until one may be forgotten.</summary>
    public const int Max = 10_000;

    /// <summary>How long a release is known after its voucher expired.</summary>
    public static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromDays(1);

    /// <summary>How long a release is known after a grant: a voucher for the same order may be shown until a day after, and some minutes.</summary>
    public static readonly TimeSpan KeptAfterGrant = TimeSpan.FromDays(2);

    private readonly Dictionary<string, Release> _all = new(StringComparer.Ordinal);

    /// <summary>How many, 0..<see cref="Max"/>.</summary>
    public int Count => _all.Count;

    /// <summary>No room for another.</summary>
    public bool IsFull => Count >= Max;

    /// <summary>All of them.</summary>
    public IEnumerable<Release> All => _all.Values;

    /// <summary>The release of a key; null: none.</summary>
    public Release? Of(string key) => _all.GetValueOrDefault(key);

    /// <summary>True when a door may have opened for an order.</summary>
    public bool IsOut(OrderId order) => _all.Values.Any(release => release.Order == order && release.Stage != ReleaseStage.NotOpened);

    /// <summary>True when a door may have opened by a voucher, for a tap or for an order. The server does not know it yet.</summary>
    public bool IsOutByVoucher(string tap, OrderId order) =>
        _all.Values.Any(release => release.IsVoucher && release.Stage != ReleaseStage.NotOpened && (release.Tap == tap || release.Order == order));

    /// <summary>Adds a release, or takes a later stage of it.</summary>
    /// <exception cref="InvalidOperationException">It is new and there is no room.</exception>
    public void Put(Release release)
    {
        if (IsFull && !_all.ContainsKey(release.Key)) throw new InvalidOperationException("The book of releases is full.");
        _all[release.Key] = release;
    }

    /// <summary>Forgets what need not be known at a time any more.</summary>
    /// <returns>The keys that went.</returns>
    public IReadOnlyList<string> Forget(DateTimeOffset now)
    {
        var over = _all.Values.Where(release => release.KeptUntil < now).Select(release => release.Key).ToList();
        foreach (var key in over) _all.Remove(key);
        return over;
    }
}
