using SmartStore.Core.Zones;
using SmartStore.Core.Zones.Learning;

namespace SmartStore.Api.Tests.Stores;

/// <summary>What labelled walks taught, as <c>smartstore calibrate</c> puts it, shows it and takes it back.</summary>
public sealed class CalibrationTests(OpenApi open) : IClassFixture<OpenApi>
{
    private readonly Proto.Calibrations.CalibrationsClient _calibrations = new(open.Shop.Channel());

    [Fact]
    public async Task It_is_in_force_at_once_and_a_revert_goes_back_by_one_and_then_to_none()
    {
        var store = await NewStore("put-and-revert");
        Assert.Equal((0, ""), Shown(await Get(store)));
        Assert.Equal((1, ""), Shown(await Put(store, 3)));
        Assert.Equal((1, ""), Shown(await Put(store, 3)));
        var second = await Put(store, 5);
        Assert.Equal((2, 1, true), (second.Version, second.Previous, second.InForce));
        Assert.Equal(second, await Get(store));

        Assert.Equal((1, ""), Shown(await Revert(store)));
        Assert.Equal((0, ""), Shown(await Revert(store)));
        Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(() => Revert(store))).StatusCode);
    }

    [Fact]
    public async Task A_layout_that_it_no_longer_fits_puts_it_out_of_force_and_says_why()
    {
        var store = await NewStore("unfit");
        await Put(store, 3);
        var layout = ApiShop.Layout(store);
        layout.Anchors[0].Id = "a9";
        await new Proto.Stores.StoresClient(open.Shop.Channel()).PutStoreAsync(new Proto.PutStoreRequest { Store = layout });
        var kept = await Get(store);
        Assert.Equal((1, false, "it names anchor \"a1\", which the layout lacks"), (kept.Version, kept.InForce, kept.Unfit));
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => Put(store, 4))).StatusCode);
    }

    [Fact]
    public async Task What_it_was_worth_when_it_was_learned_is_given_back_with_it()
    {
        var store = await NewStore("worth");
        var trial = new CalibrationTrial(90, 0.1, 0.05, 0.4, new ReplayFigures(0.8, 1, null), new ReplayFigures(0.9, 0, 1.5));
        var calibration = new Calibration(Calibration.CurrentFormat, 1, Sensing.Store, [new AnchorOffset("a1", 3)], [], [], 0);
        await _calibrations.PutCalibrationAsync(new Proto.PutCalibrationRequest { StoreId = store, Json = CalibrationJson.Write(calibration with { Trial = trial }) });
        Assert.Null(CalibrationJson.Read((await Get(store)).Json, out var read));
        Assert.Equal((1, 0.4, 0.9), (read!.Version, read.Trial!.OffsetSigmaDb, read.Trial.After.Accuracy));
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await _calibrations.PutCalibrationAsync(new Proto.PutCalibrationRequest { StoreId = store, Json = CalibrationJson.Write(calibration with { Trial = trial with { Before = new ReplayFigures(1.5, 0, null) } }) }));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task A_store_that_does_not_exist_has_none()
    {
        foreach (var call in new Func<Task<Proto.StoreCalibration>>[] { () => Get("nowhere"), () => Put("nowhere", 3), () => Revert("nowhere") })
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
    }

    private static (int Version, string Unfit) Shown(Proto.StoreCalibration state) => (state.Version, state.Unfit);

    private async Task<string> NewStore(string id)
    {
        await new Proto.Stores.StoresClient(open.Shop.Channel()).PutStoreAsync(new Proto.PutStoreRequest { Store = ApiShop.Layout(id) });
        return id;
    }

    private async Task<Proto.StoreCalibration> Get(string store) => await _calibrations.GetCalibrationAsync(new Proto.GetCalibrationRequest { StoreId = store });

    private async Task<Proto.StoreCalibration> Revert(string store) => await _calibrations.RevertCalibrationAsync(new Proto.RevertCalibrationRequest { StoreId = store });

    private async Task<Proto.StoreCalibration> Put(string store, double offsetDb)
    {
        var calibration = new Calibration(Calibration.CurrentFormat, 1, Sensing.Store, [new AnchorOffset("a1", offsetDb)], [], [], 0);
        return await _calibrations.PutCalibrationAsync(new Proto.PutCalibrationRequest { StoreId = store, Json = CalibrationJson.Write(calibration) });
    }
}
