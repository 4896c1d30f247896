using Microsoft.Extensions.Logging;
using SmartStore.Api.Stores;
using SmartStore.Contracts.V1;
using SmartStore.Core.Zones;
using SmartStore.Presence.Tests.Tracking;
using SmartStore.Presence.Tracking;
using SmartStore.Storage.Memory;

namespace SmartStore.Presence.Tests.Calibrations;

public sealed class BooksCalibrationTests : IDisposable
{
    private readonly FaultyMemoryStore _disk = new(1, TimeProvider.System);
    private readonly TrackedStores _tracked = new(ZoneTrackerRules.Default, new SettableTime());
    private readonly KeptLog _log = new();
    private readonly Books _books;

    public BooksCalibrationTests() => _books = Open(_tracked);

    [Fact]
    public async Task A_calibration_is_in_force_at_once_and_again_after_a_restart()
    {
        await _books.PutLayout(Layout(), default);
        var state = await _books.PutCalibration("s1", Offset(3), default);
        Assert.Equal((1, true, 0), (state!.Version, state.InForce, state.Previous));
        Assert.Equal(3, _tracked.Find("s1")!.Model.Calibration!.Offsets[0].OffsetDb);

        var restarted = new TrackedStores(ZoneTrackerRules.Default, new SettableTime());
        using var books = Open(restarted);
        await books.Load(default);
        Assert.Equal((1, 3.0), (restarted.Find("s1")!.Model.Calibration!.Version, restarted.Find("s1")!.Model.Calibration!.Offsets[0].OffsetDb));
    }

    [Fact]
    public async Task A_revert_goes_back_to_the_version_before_and_then_to_none()
    {
        await _books.PutLayout(Layout(), default);
        await _books.PutCalibration("s1", Offset(3), default);
        Assert.Equal((2, 1), Versions(await _books.PutCalibration("s1", Offset(5), default)));
        Assert.Equal((1, 0), Versions(await _books.RevertCalibration("s1", default)));
        Assert.Equal(3, _tracked.Find("s1")!.Model.Calibration!.Offsets[0].OffsetDb);
        Assert.Equal((0, 0), Versions(await _books.RevertCalibration("s1", default)));
        Assert.Null(_tracked.Find("s1")!.Model.Calibration);
        Assert.Null(await _books.RevertCalibration("s1", default));
    }

    [Fact]
    public async Task Versions_count_up_even_over_a_revert()
    {
        await _books.PutLayout(Layout(), default);
        await _books.PutCalibration("s1", Offset(3), default);
        await _books.RevertCalibration("s1", default);
        Assert.Equal((2, 0), Versions(await _books.PutCalibration("s1", Offset(3), default)));
    }

    [Fact]
    public async Task The_same_calibration_again_changes_nothing()
    {
        await _books.PutLayout(Layout(), default);
        await _books.PutCalibration("s1", Offset(3), default);
        var before = _tracked.Find("s1");
        Assert.Equal((1, 0), Versions(await _books.PutCalibration("s1", Offset(3) with { Version = 77 }, default)));
        Assert.Same(before, _tracked.Find("s1"));
    }

    [Fact]
    public async Task Three_versions_are_kept_and_then_the_oldest_goes()
    {
        await _books.PutLayout(Layout(), default);
        for (var db = 1; db <= 4; db++) await _books.PutCalibration("s1", Offset(db), default);
        Assert.Equal((3, 2), Versions(await _books.RevertCalibration("s1", default)));
        Assert.Equal((2, 0), Versions(await _books.RevertCalibration("s1", default)));
    }

    [Fact]
    public async Task A_layout_that_lacks_a_calibrated_anchor_is_tracked_with_the_default_model_and_the_log_says_why()
    {
        await _books.PutLayout(Layout(), default);
        await _books.PutCalibration("s1", Offset(3), default);
        await _books.PutLayout(Layout(anchor: "a9"), default);
        Assert.Null(_tracked.Find("s1")!.Model.Calibration);
        Assert.Equal(["Calibration 1 of store s1 does not fit its layout (it names anchor \"a1\", which the layout lacks); tracking with the default model."], _log.Lines);
        Assert.Equal("it names anchor \"a1\", which the layout lacks", _books.Calibration("s1")!.Unfit);
    }

    [Fact]
    public async Task An_anchor_that_was_moved_makes_its_calibration_unfit_until_it_hangs_there_again()
    {
        await _books.PutLayout(Layout(), default);
        await _books.PutCalibration("s1", Offset(3), default);
        await _books.PutLayout(Layout(xM: 4), default);
        Assert.Equal("an anchor it was learned with hangs elsewhere now", _books.Calibration("s1")!.Unfit);
        await _books.PutLayout(Layout(), default);
        Assert.NotNull(_tracked.Find("s1")!.Model.Calibration);
    }

    [Fact]
    public async Task A_store_that_does_not_exist_has_no_calibration()
    {
        Assert.Null(_books.Calibration("s9"));
        Assert.Null(await _books.PutCalibration("s9", Offset(3), default));
    }

    public void Dispose() => _books.Dispose();

    private Books Open(TrackedStores tracked) => new(_disk, tracked, new TagIndex(), new CalibrationShelf(_disk, _log));

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

    private sealed class KeptLog : ILogger<CalibrationShelf>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
