using SmartStore.Core.Lockers;

namespace SmartStore.Core.Tests.Lockers;

/// <summary>Which door a locker opens.</summary>
public sealed class LockerRulesTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly OrderId Order = new("o1");

    private readonly TestSigner _signer = new();
    private readonly ReleaseBook _book = new();
    private readonly LockerSite _site;
    private readonly Manifest _manifest;

    public LockerRulesTests()
    {
        _site = new LockerSite("demo", "locker-1", new HashSet<string>(["A1", "A2"], StringComparer.Ordinal), ReadingTests.Keys(_signer));
        _manifest = new Manifest(1, Noon, VerifyingKeys.None, [new ManifestOrder(Order, 1, "A1", Noon.AddHours(-1), Noon.AddHours(20))]);
    }

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void A_good_voucher_opens_the_slot_of_its_order() => Assert.Equal((VoucherVerdict.Open, "A1"), Shown());

    [Fact]
    public void A_voucher_of_a_key_that_only_the_manifest_names_opens_too()
    {
        using var next = new TestSigner("k2");
        var voucher = next.Voucher("o1", Noon, Noon.AddHours(24), "j1");
        Assert.Equal(VoucherVerdict.Forged, Shown(voucher).Verdict);
        Assert.Equal(VoucherVerdict.Open, Shown(voucher, _manifest with { Keys = ReadingTests.Keys(next) }).Verdict);
    }

    [Fact]
    public void A_key_of_the_manifest_does_not_take_the_place_of_the_servers_own_of_that_name()
    {
        using var impostor = new TestSigner();
        var voucher = impostor.Voucher("o1", Noon, Noon.AddHours(24), "j1");
        Assert.Equal(VoucherVerdict.Forged, Shown(voucher, _manifest with { Keys = ReadingTests.Keys(impostor) }).Verdict);
    }

    [Fact]
    public void A_voucher_for_another_store_locker_order_or_slot_opens_nothing_here()
    {
        Assert.Equal((VoucherVerdict.NotHere, ""), Shown(_signer.Voucher("o1", Noon, Noon.AddHours(24), "j1", store: "other")));
        Assert.Equal((VoucherVerdict.NotHere, ""), Shown(_signer.Voucher("o1", Noon, Noon.AddHours(24), "j1", terminal: "locker-2")));
        Assert.Equal((VoucherVerdict.NotHere, ""), Shown(_signer.Voucher("o2", Noon, Noon.AddHours(24), "j1")));
        Assert.Equal((VoucherVerdict.NotHere, ""), Shown(manifest: _manifest with { Orders = [_manifest.Orders[0] with { Slot = "B1" }] }));
    }

    [Theory]
    [InlineData(0, VoucherVerdict.Open)]
    [InlineData(-1, VoucherVerdict.Withdrawn)]
    public void A_voucher_is_issued_no_earlier_than_the_manifest_says(int milliseconds, VoucherVerdict verdict) =>
        Assert.Equal(verdict, Shown(_signer.Voucher("o1", Noon.AddHours(-1).AddMilliseconds(milliseconds), Noon.AddHours(20), "j1")).Verdict);

    [Theory]
    [InlineData(0, VoucherVerdict.Open)]
    [InlineData(1, VoucherVerdict.Expired)]
    public void A_voucher_is_good_for_five_minutes_more_than_it_says(int milliseconds, VoucherVerdict verdict) =>
        Assert.Equal(verdict, Shown(_signer.Voucher("o1", Noon, Noon.AddHours(2), "j1"), now: Noon.AddHours(2).AddMinutes(5).AddMilliseconds(milliseconds)).Verdict);

    [Theory]
    [InlineData(0, VoucherVerdict.Open)]
    [InlineData(1, VoucherVerdict.Expired)]
    public void An_order_is_kept_for_five_minutes_more_than_the_manifest_says(int milliseconds, VoucherVerdict verdict) =>
        Assert.Equal(verdict, Shown(manifest: _manifest with { Orders = [_manifest.Orders[0] with { Until = Noon.AddHours(2) }] }, now: Noon.AddHours(2).AddMinutes(5).AddMilliseconds(milliseconds)).Verdict);

    [Theory]
    [InlineData(0, VoucherVerdict.Open)]
    [InlineData(1, VoucherVerdict.AskStaff)]
    public void A_manifest_older_than_twelve_hours_releases_nothing(int milliseconds, VoucherVerdict verdict) =>
        Assert.Equal(verdict, Shown(now: Noon.AddHours(12).AddMilliseconds(milliseconds)).Verdict);

    [Theory]
    [InlineData(0, VoucherVerdict.Open)]
    [InlineData(-1, VoucherVerdict.AskStaff)]
    public void A_clock_that_is_behind_the_manifest_by_more_than_five_minutes_releases_nothing(int milliseconds, VoucherVerdict verdict) =>
        Assert.Equal(verdict, Shown(now: Noon.AddMinutes(-5).AddMilliseconds(milliseconds)).Verdict);

    [Fact]
    public void Without_a_manifest_or_a_clock_that_was_set_nothing_is_released()
    {
        Assert.Equal(VoucherVerdict.AskStaff, Judge(Voucher(), manifest: null, Noon, isClockSet: true).Verdict);
        Assert.Equal(VoucherVerdict.AskStaff, Judge(Voucher(), _manifest, Noon, isClockSet: false).Verdict);
        var ofNoTime = _manifest with { At = DateTimeOffset.UnixEpoch, Orders = [_manifest.Orders[0] with { NotBefore = DateTimeOffset.UnixEpoch }] };
        Assert.Equal(VoucherVerdict.AskStaff, Judge(Voucher(), ofNoTime, DateTimeOffset.UnixEpoch.AddHours(1), isClockSet: true).Verdict);
    }

    [Theory]
    [InlineData(ReleaseStage.Spent)]
    [InlineData(ReleaseStage.Opened)]
    [InlineData(ReleaseStage.NotOpened)]
    [InlineData(ReleaseStage.Ended)]
    [InlineData(ReleaseStage.Unknown)]
    public void A_voucher_that_was_used_opens_nothing_again_whatever_came_of_it(ReleaseStage stage)
    {
        _book.Put(Release("v/j1", stage));
        Assert.Equal((VoucherVerdict.Spent, ""), Shown());
    }

    [Theory]
    [InlineData(ReleaseStage.Spent, VoucherVerdict.Spent)]
    [InlineData(ReleaseStage.Opened, VoucherVerdict.Spent)]
    [InlineData(ReleaseStage.Ended, VoucherVerdict.Spent)]
    [InlineData(ReleaseStage.Unknown, VoucherVerdict.Spent)]
    [InlineData(ReleaseStage.NotOpened, VoucherVerdict.Open)]
    public void An_order_that_a_grant_or_another_voucher_took_out_is_not_released_again(ReleaseStage stage, VoucherVerdict verdict)
    {
        foreach (var key in new[] { "g/g1", "v/j0" })
        {
            _book.Put(Release(key, stage));
            Assert.Equal(verdict, Shown().Verdict);
        }
    }

    [Fact]
    public void A_grant_opens_its_slot_within_thirty_seconds_of_its_tap()
    {
        Assert.Equal(GrantVerdict.Open, Granted(since: TimeSpan.FromSeconds(30)));
        Assert.Equal(GrantVerdict.NotOpened, Granted(since: TimeSpan.FromSeconds(30.001)));
        Assert.Equal(GrantVerdict.NotOpened, LockerRules.Judge(_site, "g1", "A1", "t1", Order, _book, sinceTap: null));
        Assert.Equal(GrantVerdict.NotOpened, Granted(slot: "B1"));
    }

    [Fact]
    public void A_grant_that_is_known_opens_nothing_whatever_came_of_it()
    {
        foreach (var stage in Enum.GetValues<ReleaseStage>())
        {
            _book.Put(Release("g/g1", stage));
            Assert.Equal(GrantVerdict.Known, Granted());
        }
    }

    [Fact]
    public void A_grant_for_a_tap_or_an_order_that_a_voucher_released_meanwhile_opens_nothing()
    {
        _book.Put(Release("v/j1", ReleaseStage.Ended) with { Tap = "t1" });
        Assert.Equal(GrantVerdict.Released, LockerRules.Judge(_site, "g1", "A1", "t1", new OrderId(""), _book, TimeSpan.Zero));
        Assert.Equal(GrantVerdict.Released, LockerRules.Judge(_site, "g1", "A1", "t2", Order, _book, TimeSpan.Zero));
        Assert.Equal(GrantVerdict.Open, LockerRules.Judge(_site, "g1", "A2", "t2", new OrderId("o2"), _book, TimeSpan.Zero));
    }

    [Fact]
    public void A_new_grant_after_an_earlier_one_or_after_a_voucher_whose_door_stayed_shut_opens()
    {
        // The server knows of its own grants: it gives another one only when the first is settled.
        _book.Put(Release("g/g0", ReleaseStage.Ended));
        _book.Put(Release("v/j1", ReleaseStage.NotOpened));
        Assert.Equal(GrantVerdict.Open, Granted());
    }

    [Fact]
    public void A_book_that_is_full_releases_nothing_until_something_may_be_forgotten()
    {
        for (var i = 1; i < ReleaseBook.Max; i++) _book.Put(Release($"g/x{i}", ReleaseStage.Ended) with { Order = new OrderId($"x{i}") });
        Assert.Equal(VoucherVerdict.Open, Shown().Verdict);
        Assert.Equal(GrantVerdict.Open, Granted());
        _book.Put(Release("g/last", ReleaseStage.Ended) with { Order = new OrderId("last"), KeptUntil = Noon });
        Assert.Equal(VoucherVerdict.AskStaff, Shown().Verdict);
        Assert.Equal(GrantVerdict.AskStaff, Granted());
        Assert.Throws<InvalidOperationException>(() => _book.Put(Release("g/more", ReleaseStage.Spent)));
        Assert.Empty(_book.Forget(Noon));
        Assert.Equal(["g/last"], _book.Forget(Noon.AddMilliseconds(1)));
        Assert.Equal(VoucherVerdict.Open, Shown().Verdict);
    }

    [Fact]
    public void A_clock_that_jumps_ahead_makes_nothing_forgotten_that_its_manifest_does_not_reach()
    {
        Assert.Equal(Noon.AddHours(1), LockerRules.ForgetBefore(_manifest, Noon.AddHours(1)));
        Assert.Equal(Noon.AddHours(12), LockerRules.ForgetBefore(_manifest, Noon.AddYears(20)));
        Assert.Equal(Noon.AddYears(20), LockerRules.ForgetBefore(manifest: null, Noon.AddYears(20)));
    }

    [Fact]
    public void Every_verdict_has_a_sentence_for_the_person_at_the_locker()
    {
        var sentences = Enum.GetValues<VoucherVerdict>().Select(verdict => LockerWords.Of(verdict, "A1")).ToList();
        Assert.Equal(sentences.Count, sentences.Distinct().Count());
        Assert.Equal("Slot A1 opens.", sentences[0]);
    }

    private string Voucher() => _signer.Voucher("o1", Noon, Noon.AddHours(24), "j1");

    private (VoucherVerdict Verdict, string Slot) Shown(string? voucher = null, Manifest? manifest = null, DateTimeOffset? now = null) => Judge(voucher ?? Voucher(), manifest ?? _manifest, now ?? Noon, isClockSet: true);

    private (VoucherVerdict Verdict, string Slot) Judge(string shown, Manifest? manifest, DateTimeOffset now, bool isClockSet)
    {
        Assert.True(Core.Lockers.Voucher.TryRead(shown, out var jws, out var voucher));
        return (LockerRules.Judge(_site, manifest, jws, voucher, _book, now, isClockSet, out var slot), slot);
    }

    private GrantVerdict Granted(string slot = "A1", TimeSpan? since = null) => LockerRules.Judge(_site, "g1", slot, "t1", Order, _book, since ?? TimeSpan.Zero);

    private static Release Release(string key, ReleaseStage stage) => new(key, "proof", Order, "A1", "t0", stage, Noon.AddDays(2));
}
