using Grpc.Core;
using SmartStore.Contracts.V1;

namespace SmartStore.Phone.Reports;

/// <summary>By <c>Shoppers.Report</c>, for apps without MQTT.</summary>
internal sealed class CallReports(Shoppers.ShoppersClient shoppers, PhoneOptions phone) : IReports
{
    public void Start()
    {
        // The channel connects with the first call.
    }

    public async ValueTask<bool> SendAsync(IReadOnlyList<Heard> heard, CancellationToken cancellation)
    {
        try
        {
            var request = new ReportRequest { ShopperId = phone.ShopperId, StoreId = phone.StoreId, Heard = { heard } };
            await shoppers.ReportAsync(request, deadline: DateTime.UtcNow + phone.CallTimeout, cancellationToken: cancellation);
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
