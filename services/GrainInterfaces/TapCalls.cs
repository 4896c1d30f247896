using System.Security.Cryptography;
using System.Text;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;

namespace SmartStore.GrainInterfaces;

/// <summary>
/// Takes taps to the grains that answer them, from every edge. A genuine pass goes to its shopper, who answers or names the order to ask; a voucher to
/// its order; digits to the store, which answers or names the order; any other code to the store. The route depends on what was shown alone and not
/// on the time, so that a repeated tap meets the grain that answered it the first time.
/// </summary>
public sealed class TapCalls(IGrainFactory grains, GrainCalls calls, IPasses passes, ISigningKeys keys, ScreenCalls screens, IStoreCatalog catalog, TimeProvider time)
{
    private readonly HouseholdOrders _households = new(grains, calls, catalog);

    /// <summary>A tap that comes so late, or so early by the terminal's clock, is judged by its own time: its way here takes nothing from the pass.</summary>
    public static readonly TimeSpan OwnTimeCountsWithin = TimeSpan.FromSeconds(60);

    /// <summary>Asks until there is an answer. Each is committed when it comes: the shopper's, the order's or the store's.</summary>
    /// <param name="zone">The terminal's zone.</param>
    /// <param name="shown">The code as it was shown or entered, readable (<see cref="ShownCode"/>).</param>
    /// <param name="tappedAt">By the terminal's clock.</param>
    /// <param name="sentAt">When the terminal sent it, by the same clock; null: not said.</param>
    /// <exception cref="TryAgainException">No answer in time; the same tap may be sent again.</exception>
    public async Task<TapAnswer> Ask(TapOrigin origin, ZoneId zone, TapKind kind, string shown, DateTimeOffset tappedAt, DateTimeOffset? sentAt)
    {
        var now = time.GetUtcNow();
        var ownTime = OwnTime(tappedAt, sentAt, now);
        var judgedAt = (now - ownTime).Duration() <= OwnTimeCountsWithin ? ownTime : now;
        var tap = new AskedTap(FactId("tap", origin.Key.Value), now, origin, zone, tappedAt);
        var answer = kind == TapKind.Pin ? await OfCode(tap, shown)
            : CompactJws.LooksLikeOne(shown) ? await OfVoucher(tap, shown, judgedAt)
            : await OfPass(tap, shown, judgedAt);
        // No grain keeps these for good. Made of the tap alone, they have the same bytes each time.
        return answer.Outcome is TapOutcome.Refused or TapOutcome.TryAgain ? answer with { At = tappedAt } : answer;
    }

    /// <summary>When something happened at a device, by our clock.</summary>
    /// <param name="at">By its clock.</param>
    /// <param name="sent">When it said so, by the same clock: a wrong clock shifts nothing then. Null: not said.</param>
    internal static DateTimeOffset OwnTime(DateTimeOffset at, DateTimeOffset? sent, DateTimeOffset now) => sent is { } time && now - time is var wrong && IsTime(at, wrong) ? at + wrong : at;

    // The ids in it may be long; a fact's id may not.
    internal static string FactId(string kind, string of) => $"{kind}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)).AsSpan(0, 16))}";

    // A clock that is wrong by thousands of years shifts nothing beyond what a time can be.
    private static bool IsTime(DateTimeOffset at, TimeSpan shift) => at.UtcTicks + shift.Ticks is >= 0 and < 3_155_378_975_999_999_999;

    private async Task<TapAnswer> OfPass(AskedTap tap, string shown, DateTimeOffset judgedAt)
    {
        var pass = passes.Read(shown, judgedAt);
        // A terminal whose clock is slow takes nothing from a pass of now.
        if (pass.Verdict == PassVerdict.TooEarly) pass = passes.Read(shown, judgedAt > tap.Now ? judgedAt : tap.Now);
        if (pass.Verdict == PassVerdict.Forged) return await Forged(tap);
        var tapped = new Tapped(tap.FactId, tap.Now, tap.Origin, tap.Zone, pass.Verdict) { Epoch = pass.Epoch };
        var shopper = grains.Grain<IShopperGrain>(pass.Shopper.Value);
        var reply = await calls.Send(() => shopper.Tap(tapped));
        if (reply is { Order: null, Household: { } home })
        {
            tapped = tapped with { OfHousehold = await _households.Of(home, pass.Shopper, tap.Origin.Store) };
            reply = await calls.Send(() => shopper.Tap(tapped));
        }
        var answer = reply.Order is { } order
            ? await OfOrder(order, new OrderTapped(tap.FactId, tap.Now, tap.Origin, pass.Shopper, tap.TappedAt)
            {
                Name = reply.Name,
                Choices = reply.Choices,
                More = reply.More,
                LetBy = reply.Household is { } of ? await _households.LetBy(order, of) : ShopperId.Nobody,
            })
            : Answer(reply);
        // The answer does not wait for it: whoever tapped is answered first, and a screen that could not open is opened by the next tap.
        if (reply.OpensScreen) _ = Open(tap.Origin, pass.Shopper, answer.Text);
        return answer;
    }

    private Task Open(TapOrigin origin, ShopperId shopper, string text) => GrainCalls.TryOnce(() => screens.Open(origin, shopper, text));

    private async Task<TapAnswer> OfCode(AskedTap tap, string shown)
    {
        var entered = new CodeEntered(tap.FactId, tap.Now, tap.Origin, tap.Zone, shown, tap.TappedAt);
        var reply = await calls.Send(() => grains.Grain<IStoreGrain>(tap.Origin.Store.Value).Enter(entered));
        if (reply.Order is not { } order) return Answer(reply);
        var holder = new ShopperId(reply.Holder);
        return await OfOrder(order, new OrderTapped(tap.FactId, tap.Now, tap.Origin, holder, tap.TappedAt) { Shown = ShownProof.Code, Name = await NameOf(holder) });
    }

    private async Task<TapAnswer> OfVoucher(AskedTap tap, string shown, DateTimeOffset judgedAt)
    {
        if (await calls.Send(() => keys.Read(shown)) is not { } claims || !Voucher.TryRead(claims, out var voucher)) return await Forged(tap);
        var holder = (await calls.Send(() => grains.Grain<IOrderGrain>(voucher.Order.Value).View()))?.Held.Holder ?? ShopperId.Nobody;
        return await OfOrder(voucher.Order, new OrderTapped(tap.FactId, tap.Now, tap.Origin, ShopperId.Nobody, tap.TappedAt)
        {
            Shown = ShownProof.Voucher,
            Name = await NameOf(holder),
            Verdict = judgedAt - Voucher.Grace < voucher.ExpiresAt ? PassVerdict.Valid : PassVerdict.Expired,
            IssuedAt = voucher.IssuedAt,
        });
    }

    private async Task<TapAnswer> Forged(AskedTap tap)
    {
        var forged = new TapForged(tap.FactId, tap.Now, tap.Origin);
        return Answer(await calls.Send(() => grains.Grain<IStoreGrain>(tap.Origin.Store.Value).Tap(forged)));
    }

    private async Task<TapAnswer> OfOrder(OrderId order, OrderTapped fact) => Answer(await calls.Send(() => grains.Grain<IOrderGrain>(order.Value).Tap(fact)));

    // A code or a voucher names nobody. Whoever shows it fetches the order for its holder.
    private async Task<string> NameOf(ShopperId shopper) =>
        shopper.IsNobody ? "" : (await calls.Send(() => grains.Grain<IShopperGrain>(shopper.Value).View())).Shopper.Profile?.Name ?? "";

    private static TapAnswer Answer(TapReply reply) => reply.Answer ?? throw new InvalidOperationException("The grain named no answer to the tap.");

    private sealed record AskedTap(string FactId, DateTimeOffset Now, TapOrigin Origin, ZoneId Zone, DateTimeOffset TappedAt);
}

/// <summary>Takes what lockers report to the orders that it is about.</summary>
public sealed class LockerCalls(IGrainFactory grains, GrainCalls calls, ISigningKeys keys, TimeProvider time)
{
    /// <summary>Tells until it is taken; that is committed when it returns.</summary>
    /// <exception cref="TryAgainException">No answer in time; the same report may be sent again.</exception>
    public async Task<ReportOutcome> Tell(StoreId store, string terminal, LockerReport report)
    {
        var now = time.GetUtcNow();
        var happenedAt = TapCalls.OwnTime(report.At, report.Sent, now);
        var (order, grant, issuedAt) = (default(OrderId), report.Grant, DateTimeOffset.UnixEpoch);
        if (report.Voucher.Length > 0)
        {
            if (await calls.Send(() => keys.Read(report.Voucher)) is not { } claims || !Voucher.TryRead(claims, out var voucher) || voucher.Store != store || voucher.Terminal != terminal) return ReportOutcome.Unknown;
            (order, grant, issuedAt) = (voucher.Order, voucher.Jti, voucher.IssuedAt);
        }
        else if (!GrantId.TryReadOrder(report.Grant, out order)) return ReportOutcome.Unknown;
        var fact = new LockerReported(
            TapCalls.FactId("handover", $"{store.Value}/{terminal}/{report.Id}"), now, happenedAt < now ? happenedAt : now, store, terminal, grant, report.Voucher.Length > 0, issuedAt, report.Event);
        return await calls.Send(() => grains.Grain<IOrderGrain>(order.Value).Report(fact));
    }
}

/// <summary>What happened at a slot, as a locker says it.</summary>
/// <param name="Id">The locker's own id of it: said again, it gets the same answer.</param>
/// <param name="At">When, by its clock.</param>
/// <param name="Sent">When it said so, by the same clock; null: not said.</param>
/// <param name="Grant">The grant it opened by; empty: a voucher.</param>
/// <param name="Voucher">The voucher it opened by without asking; empty: a grant.</param>
public sealed record LockerReport(string Id, DateTimeOffset At, DateTimeOffset? Sent, string Grant, string Voucher, LockerEvent Event)
{
    /// <summary>At which slot; empty: not said.</summary>
    public string Slot { get; init; } = "";
}
