using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Contracts.V1;
using SmartStore.Core.Zones.Learning;
using SmartStore.Grains.Catalog;
using SmartStore.Grains.Shoppers;

namespace SmartStore.Grains.Tests.Catalog;

public sealed class CalibrationShelfTests : IDisposable
{
    private readonly MemoryStateStore _documents = new(new FakeTimeProvider());
    private readonly TrackedStores _tracked = new(ZoneTrackerRules.Default, new FakeTimeProvider());
    private readonly FakeLogger<CalibrationShelf> _log = new();
    private readonly StoreCatalog _catalog;

    public CalibrationShelfTests() => _catalog = Open(_tracked);

    [Fact]
    public async Task A_calibration_is_in_force_at_once_and_again_after_a_restart()
    {
        await _catalog.PutLayout(Layout());
        var state = await _catalog.PutCalibration("s1", Offset(3));
        Assert.Equal((1, true, 0), (state!.Version, state.InForce, state.Previous));
        Assert.Equal(3, _tracked.Find("s1")!.Model.Calibration!.Offsets[0].OffsetDb);

        var restarted = new TrackedStores(ZoneTrackerRules.Default, new FakeTimeProvider());
        using var catalog = Open(restarted);
        await catalog.Follow(TestContext.Current.CancellationToken);
        Assert.Equal((1, 3.0), (restarted.Find("s1")!.Model.Calibration!.Version, restarted.Find("s1")!.Model.Calibration!.Offsets[0].OffsetDb));
    }

    [Fact]
    public async Task A_revert_goes_back_to_the_version_before_and_then_to_none()
    {
        await _catalog.PutLayout(Layout());
        await _catalog.PutCalibration("s1", Offset(3));
        Assert.Equal((2, 1), Versions(await _catalog.PutCalibration("s1", Offset(5))));
        Assert.Equal((1, 0), Versions(await _catalog.RevertCalibration("s1")));
        Assert.Equal(3, _tracked.Find("s1")!.Model.Calibration!.Offsets[0].OffsetDb);
        Assert.Equal((0, 0), Versions(await _catalog.RevertCalibration("s1")));
        Assert.Null(_tracked.Find("s1")!.Model.Calibration);
        Assert.Null(await _catalog.RevertCalibration("s1"));
    }

    [Fact]
    public async Task What_a_version_was_worth_is_kept_beside_it_and_not_in_it_so_that_an_older_program_reads_the_calibration()
    {
        await _catalog.PutLayout(Layout());
        var trial = new CalibrationTrial(90, 0.1, 0.05, 0, new ReplayFigures(0.8, 1, null), new ReplayFigures(0.9, 0, 1.5));
        var put = await _catalog.PutCalibration("s1", Offset(3) with { Trial = trial });
        Assert.Equal(0.05, Trial(put)!.GainLeast);
        var document = Assert.Single(await _documents.Documents("calibration", cancel: TestContext.Current.CancellationToken));
        Assert.DoesNotContain("trial", KeptCalibrations.Parser.ParseFrom(document.Body).Kept.Single().Json, StringComparison.Ordinal);

        using var elsewhere = Open(new TrackedStores(ZoneTrackerRules.Default, new FakeTimeProvider()));
        await elsewhere.Follow(TestContext.Current.CancellationToken);
        Assert.Equal(put, elsewhere.Calibration("s1"));
        // The next one says nothing of the kind; a step back has what was said of it.
        Assert.Null(Trial(await _catalog.PutCalibration("s1", Offset(5))));
        Assert.Equal(0.05, Trial(await _catalog.RevertCalibration("s1"))!.GainLeast);
        foreach (var offset in new[] { 6, 7, 8 }) await _catalog.PutCalibration("s1", Offset(offset));
        Assert.Empty(SmartStore.Grains.Stored.StoredTrials.Parser.ParseFrom((await _documents.Documents("calibration-trials", cancel: TestContext.Current.CancellationToken)).Single().Body).Trials);

        static CalibrationTrial? Trial(StoreCalibration? state) => CalibrationJson.Read(state!.Json, out var read) is null ? read!.Trial : null;
    }

    [Fact]
    public async Task Versions_count_up_even_over_a_revert()
    {
        await _catalog.PutLayout(Layout());
        await _catalog.PutCalibration("s1", Offset(3));
        await _catalog.RevertCalibration("s1");
        Assert.Equal((2, 0), Versions(await _catalog.PutCalibration("s1", Offset(3))));
    }

    [Fact]
    public async Task The_same_calibration_again_changes_nothing()
    {
        await _catalog.PutLayout(Layout());
        await _catalog.PutCalibration("s1", Offset(3));
        var before = _tracked.Find("s1");
        Assert.Equal((1, 0), Versions(await _catalog.PutCalibration("s1", Offset(3) with { Version = 77 })));
        Assert.Same(before, _tracked.Find("s1"));
    }

    [Fact]
    public async Task Three_versions_are_kept_and_then_the_oldest_goes()
    {
        await _catalog.PutLayout(Layout());
        for (var db = 1; db <= 4; db++) await _catalog.PutCalibration("s1", Offset(db));
        Assert.Equal((3, 2), Versions(await _catalog.RevertCalibration("s1")));
        Assert.Equal((2, 0), Versions(await _catalog.RevertCalibration("s1")));
    }

    [Fact]
    public async Task A_layout_that_lacks_a_calibrated_anchor_is_tracked_with_the_default_model_and_the_log_says_why()
    {
        await _catalog.PutLayout(Layout());
        await _catalog.PutCalibration("s1", Offset(3));
        await _catalog.PutLayout(Layout(anchor: "a9"));
        Assert.Null(_tracked.Find("s1")!.Model.Calibration);
        Assert.Equal(["Calibration 1 of store s1 does not fit its layout (it names anchor \"a1\", which the layout lacks); tracking with the default model."], _log.Collector.GetSnapshot().Select(line => line.Message));
        Assert.Equal("it names anchor \"a1\", which the layout lacks", _catalog.Calibration("s1")!.Unfit);
    }

    [Fact]
    public async Task An_anchor_that_was_moved_makes_its_calibration_unfit_until_it_hangs_there_again()
    {
        await _catalog.PutLayout(Layout());
        await _catalog.PutCalibration("s1", Offset(3));
        await _catalog.PutLayout(Layout(xM: 4));
        Assert.Equal("an anchor it was learned with hangs elsewhere now", _catalog.Calibration("s1")!.Unfit);
        await _catalog.PutLayout(Layout());
        Assert.NotNull(_tracked.Find("s1")!.Model.Calibration);
    }

    [Fact]
    public async Task A_store_that_does_not_exist_has_no_calibration()
    {
        Assert.Null(_catalog.Calibration("s9"));
        Assert.Null(await _catalog.PutCalibration("s9", Offset(3)));
    }

    public void Dispose() => _catalog.Dispose();

    private StoreCatalog Open(TrackedStores tracked) => new(_documents, tracked, new TagIndex(), new CalibrationShelf(_documents, _log), new StockShelf(_documents), new StoreVisitors(null!, TimeProvider.System, NullLogger<StoreVisitors>.Instance), new FakeTimeProvider());

    private static (int, int) Versions(StoreCalibration? state) => (state!.Version, state.Previous);

    private static Calibration Offset(double db) => new(Calibration.CurrentFormat, 1, Sensing.Store, [new AnchorOffset("a1", db)], [], [], 0);

    private static Store Layout(string anchor = "a1", double xM = 1) => new()
    {
        Id = "s1",
        Name = "Shop",
        Currency = "EUR",
        Zones = { new Zone { Id = "produce", Name = "Produce" } },
        Anchors = { new Anchor { Id = anchor, ZoneId = "produce", XM = xM } },
    };
}
