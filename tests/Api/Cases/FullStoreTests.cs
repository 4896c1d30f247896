namespace SmartStore.Api.Tests.Cases;

/// <summary>How many cases a store may have open.</summary>
public sealed class FullStoreTests : IAsyncLifetime
{
    private ApiShop _shop = null!;
    private Proto.Staff.StaffClient _staff = null!;

    public async ValueTask InitializeAsync()
    {
        _shop = await ApiShop.Open();
        _staff = new(_shop.Channel());
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task Two_hundred_cases_are_open_at_most_and_a_further_one_is_refused_with_the_limit_and_the_value()
    {
        for (var i = 1; i <= 200; i++) await Open($"r{i}");
        var shopper = new Proto.OpenCaseRequest { ShopperId = "ann", StoreId = ApiShop.StoreId, Kind = Proto.CaseKind.Complaint, Text = "It was closed.", RequestId = "r1" };
        var shoppers = new Proto.Shoppers.ShoppersClient(_shop.Channel());

        foreach (var refused in new[] { await Assert.ThrowsAsync<RpcException>(() => Open("r201")), await Assert.ThrowsAsync<RpcException>(async () => await shoppers.OpenCaseAsync(shopper)) })
            Assert.Equal((StatusCode.ResourceExhausted, "A store may have 200 open cases; this one has 200."), (refused.StatusCode, refused.Status.Detail));

        // What was said before is no further one.
        var first = await Open("r1");
        await _staff.UpdateCaseAsync(new Proto.UpdateCaseRequest { StoreId = ApiShop.StoreId, CaseId = first.Id, StaffId = "kim", Take = true });
        await _staff.UpdateCaseAsync(new Proto.UpdateCaseRequest { StoreId = ApiShop.StoreId, CaseId = first.Id, StaffId = "kim", Settle = new Proto.CaseSettlement { Outcome = Proto.CaseOutcome.Helped } });
        Assert.Equal(Proto.CaseState.Open, (await shoppers.OpenCaseAsync(shopper)).State);
    }

    private async Task<Proto.Case> Open(string request) => await _staff.UpdateCaseAsync(new Proto.UpdateCaseRequest
    {
        StoreId = ApiShop.StoreId,
        StaffId = "kim",
        RequestId = request,
        Open = new Proto.OpenCaseRequest { Kind = Proto.CaseKind.Complaint, Text = "The door sticks." },
    });
}
