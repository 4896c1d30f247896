using SmartStore.Core.Zones;

namespace SmartStore.Api.Stores;

/// <summary>The <c>Calibrations</c> service: what <c>smartstore calibrate put</c>, <c>show</c> and <c>revert</c> call.</summary>
internal sealed class CalibrationsService(IStoreCatalog catalog) : Proto.Calibrations.CalibrationsBase
{
    public override async Task<Proto.StoreCalibration> PutCalibration(Proto.PutCalibrationRequest request, ServerCallContext context)
    {
        var layout = Layout(request.StoreId);
        var wrong = CalibrationJson.Read(request.Json, out var calibration) ?? CalibrationFit.WhyNot(layout, calibration!);
        if (wrong is not null) throw Refusal.Wrong("json", wrong);
        return await catalog.PutCalibration(request.StoreId, calibration!) ?? throw Refusal.NoStore(request.StoreId);
    }

    public override Task<Proto.StoreCalibration> GetCalibration(Proto.GetCalibrationRequest request, ServerCallContext context)
    {
        Refusal.RequireIds(("store_id", request.StoreId));
        return Task.FromResult(catalog.Calibration(request.StoreId) ?? throw Refusal.NoStore(request.StoreId));
    }

    public override async Task<Proto.StoreCalibration> RevertCalibration(Proto.RevertCalibrationRequest request, ServerCallContext context)
    {
        Layout(request.StoreId);
        return await catalog.RevertCalibration(request.StoreId)
            ?? throw new RpcException(new Status(StatusCode.FailedPrecondition, $"Store \"{request.StoreId}\" has no calibration."));
    }

    private StoreLayout Layout(string store)
    {
        Refusal.RequireIds(("store_id", store));
        return catalog.Find(new StoreId(store))?.Layout ?? throw Refusal.NoStore(store);
    }
}
