using Orleans.Runtime;
using SmartStore.Api.Calls;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Grains.Storage;

namespace SmartStore.Api.Tests.Calls;

/// <summary>What a caller hears when a bug of ours, damage or load keeps a call from being applied: whether calling again helps.</summary>
public sealed class QuarantineTests
{
    [Fact]
    public async Task A_call_that_no_rule_could_take_is_an_internal_error_and_not_worth_a_retry()
    {
        await using var shop = await ApiShop.Open();
        // A list without items is no fact that the API makes: the rules fail on it as on a bug of ours.
        var fact = new ListPut("rpc/broken", shop.Time.GetUtcNow(), null!);

        // It is repeated on the real clock: on the shop's, which passes quickly, its ten seconds could be over before the second try.
        var calls = new GrainCalls(TimeProvider.System);
        var failure = await shop.PassUntil(Assert.ThrowsAsync<FactQuarantinedException>(() => calls.Send(() => shop.Grain<IShopperGrain>("ann").Apply(fact))));

        IsNotWorthARetry(failure);
    }

    [Fact]
    public async Task A_call_about_a_shopper_whose_stored_state_is_damaged_is_an_internal_error_and_not_worth_a_retry()
    {
        await using var shop = await ApiShop.Open();
        await shop.Store.Write(new RecordWrite("shopper/cem", 0, "rubbish"u8.ToArray()));

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new Proto.Shoppers.ShoppersClient(shop.Channel()).GetListAsync(new Proto.GetListRequest { ShopperId = "cem" }));

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.EndsWith("calling again does not help.", failure.Status.Detail);
    }

    [Fact]
    public void A_grain_that_moves_or_a_store_that_is_away_is_worth_a_retry()
    {
        foreach (var failure in new Exception[] { new SiloUnavailableException("It moves."), new TryAgainException("It is loaded again."), new StoreUnavailableException("The disk is away."), new TimeoutException() })
            Assert.Equal(StatusCode.Unavailable, CallErrors.StatusOf(failure)?.StatusCode);
    }

    [Fact]
    public void Too_much_that_waits_is_worth_a_retry_later()
    {
        foreach (var failure in new Exception[] { new StoreBusyException("The queue is full."), new LimitExceededException("Too many calls wait.") })
            Assert.Equal(StatusCode.ResourceExhausted, CallErrors.StatusOf(failure)?.StatusCode);
    }

    private static void IsNotWorthARetry(Exception failure)
    {
        var status = CallErrors.StatusOf(failure);
        Assert.Equal(StatusCode.Internal, status?.StatusCode);
        Assert.EndsWith("calling again does not help.", status?.Detail);
    }
}
