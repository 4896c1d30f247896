using Microsoft.Extensions.Logging;

namespace SmartStore.Api.Tests.Calls;

/// <summary>What callers hear of failures that are not theirs.</summary>
public sealed class ErrorTests
{
    [Fact]
    public async Task A_bug_is_internal_without_a_word_of_why_and_one_line_of_the_log_ten_times_a_minute_at_most()
    {
        await using var shop = await ApiShop.Open();
        shop.Bug = new InvalidOperationException("a secret of ours");
        var shoppers = new Proto.Shoppers.ShoppersClient(shop.Channel());

        for (var i = 0; i < 30; i++)
        {
            var failure = await Assert.ThrowsAsync<RpcException>(async () => await shoppers.GetPassAsync(new Proto.GetPassRequest { ShopperId = "ann" }));
            Assert.Equal((StatusCode.Internal, "The server failed to answer this call."), (failure.StatusCode, failure.Status.Detail));
        }

        var lines = shop.Log.GetSnapshot().Where(line => line.Level >= LogLevel.Warning && line.Category?.StartsWith("SmartStore", StringComparison.Ordinal) == true).ToList();
        Assert.Equal(10, lines.Count);
        Assert.All(lines, line => Assert.Same(shop.Bug, line.Exception));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_unavailable_and_not_logged_as_a_bug()
    {
        await using var shop = await ApiShop.Open();
        shop.Store.CanRead = _ => new(false);
        var shoppers = new Proto.Shoppers.ShoppersClient(shop.Channel());

        var failure = await shop.PassUntil(Assert.ThrowsAsync<RpcException>(async () => await shoppers.GetListAsync(new Proto.GetListRequest { ShopperId = "cem" })));

        Assert.Equal((StatusCode.Unavailable, "The store does not answer at the moment; call again."), (failure.StatusCode, failure.Status.Detail));
        Assert.DoesNotContain(shop.Log.GetSnapshot(), line => line.Category?.Contains("CallErrors", StringComparison.Ordinal) == true);
    }
}
