using Google.Protobuf.Reflection;
using SmartStore.Contracts.V1;
using SmartStore.Core;
using SmartStore.Core.Stores;
using SmartStore.Presence.Contract;
using SmartStore.Presence.Tracking;
using SmartStore.Rpc;
using SmartStore.Rpc.Server;

namespace SmartStore.Catalog;

/// <summary>The <c>Calibrations</c> service: what <c>smartstore calibrate put</c>, <c>show</c> and <c>revert</c> call.</summary>
public sealed class CalibrationsService(Books books) : IRpcService
{
    private static readonly RpcMethodLimits Large = new() { RequestBytesMax = 16 * 1024 * 1024, ResponseBytesMax = 16 * 1024 * 1024 };
    private static readonly RpcPolicy Operators = RpcPolicy.Roles("operator");

    /// <inheritdoc/>
    public ServiceDescriptor Descriptor { get; } = OperatorsReflection.Descriptor.Services.Single(service => service.Name == "Calibrations");

    /// <inheritdoc/>
    public void Bind(RpcServiceBuilder methods)
    {
        ArgumentNullException.ThrowIfNull(methods);
        methods
            .Unary<PutCalibrationRequest, StoreCalibration>("PutCalibration", Operators, Put, Large)
            .Unary<GetCalibrationRequest, StoreCalibration>("GetCalibration", Operators, Get, Large with { SideEffectFree = true })
            .Unary<RevertCalibrationRequest, StoreCalibration>("RevertCalibration", Operators, Revert, Large);
    }

    private async ValueTask<StoreCalibration> Put(PutCalibrationRequest request, RpcContext context)
    {
        var layout = Layout(request.StoreId);
        var wrong = CalibrationJson.Read(request.Json, out var calibration) ?? CalibrationFit.WhyNot(layout, calibration!);
        if (wrong is not null) throw new RpcException(StatusCode.InvalidArgument, $"json: {wrong}");
        return await books.PutCalibration(request.StoreId, calibration!, context.Cancellation) ?? throw NoStore(request.StoreId);
    }

    private ValueTask<StoreCalibration> Get(GetCalibrationRequest request, RpcContext context)
    {
        Requests.Require(IdCheck.Check(("store_id", request.StoreId)));
        return ValueTask.FromResult(books.Calibration(request.StoreId) ?? throw NoStore(request.StoreId));
    }

    private async ValueTask<StoreCalibration> Revert(RevertCalibrationRequest request, RpcContext context)
    {
        Layout(request.StoreId);
        return await books.RevertCalibration(request.StoreId, context.Cancellation) ?? throw new RpcException(StatusCode.FailedPrecondition, $"Store \"{request.StoreId}\" has no calibration.");
    }

    private StoreLayout Layout(string store)
    {
        Requests.Require(IdCheck.Check(("store_id", store)));
        return books.Find(new StoreId(store))?.Layout ?? throw NoStore(store);
    }

    private static RpcException NoStore(string store) => new(StatusCode.NotFound, $"There is no store \"{store}\".");
}
