using SmartStore.Contracts.V1;
using SmartStore.Rpc;
using SmartStore.Rpc.Client;

namespace SmartStore.Phone.Reports;

/// <summary>By <c>Shoppers.Report</c>, for apps without MQTT.</summary>
internal sealed class RpcReports(RpcClient shoppers, string storeId, string shopperId, RpcCallOptions call) : IReports
{
    public void Start()
    {
        // The channel connects with the first call.
    }

    public async ValueTask<bool> SendAsync(IReadOnlyList<Heard> heard, CancellationToken cancellation)
    {
        try
        {
            var request = new ReportRequest { ShopperId = shopperId, StoreId = storeId, Heard = { heard } };
            await shoppers.UnaryAsync<ReportRequest, ReportReply>("Report", request, call, cancellation);
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
