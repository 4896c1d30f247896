using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Api.Calls;
using SmartStore.Core;
using SmartStore.Grains;
using SmartStore.Presence;
using SmartStore.Storage.Memory;

namespace SmartStore.Api.Tests.Calls;

/// <summary>What a caller hears when a bug of ours, or damage, keeps a call from being applied: not that calling again helps.</summary>
public sealed class QuarantineTests : IEffectSink
{
    [Fact]
    public async Task A_call_that_no_rule_could_take_is_an_internal_error_and_not_worth_a_retry()
    {
        var store = new FaultyMemoryStore(1, TimeProvider.System);
        await using var host = await Start(store, new FailingKind());

        var failure = await Assert.ThrowsAsync<FactQuarantinedException>(async () => await Shoppers(host).PutList(new ShopperId("ann"), [], CancellationToken.None));

        Assert.Single(await store.Quarantined(0, 10));
        IsNotWorthARetry(failure);
    }

    [Fact]
    public async Task A_call_about_a_shopper_whose_stored_state_is_damaged_is_an_internal_error_and_not_worth_a_retry()
    {
        await using var host = await Start(new FaultyMemoryStore(1, TimeProvider.System), new UnreadableKind());

        var failure = await Assert.ThrowsAsync<GrainParkedException>(async () => await Shoppers(host).View(new ShopperId("ann"), CancellationToken.None));

        IsNotWorthARetry(failure);
    }

    [Fact]
    public void A_partition_that_moves_is_worth_a_retry() => Assert.Equal(StatusCode.Unavailable, CallErrors.StatusOf(new GrainUnavailableException("It moves."))?.StatusCode);

    void IEffectSink.Committed(IReadOnlyList<StoredOutboxEntry> entries)
    {
    }

    private static void IsNotWorthARetry(Exception failure)
    {
        var status = CallErrors.StatusOf(failure);
        Assert.Equal(StatusCode.Internal, status?.StatusCode);
        Assert.EndsWith("calling again does not help.", status?.Detail);
    }

    private static ShopperGrains Shoppers(GrainHost host) => new(new Lazy<GrainHost>(host), TimeProvider.System);

    private async Task<GrainHost> Start(FaultyMemoryStore store, IGrainKind kind)
    {
        var host = new GrainHost(new GrainHostOptions(), store, [kind], TimeProvider.System, this, Random.Shared, NullLogger<GrainHost>.Instance);
        await host.Start();
        return host;
    }

    private sealed class UnreadableKind : IGrainKind
    {
        public string Prefix => "shopper/";

        public IGrain Activate(string key, ReadOnlyMemory<byte> state, DateTimeOffset heldSince) => throw new InvalidDataException("no state");
    }

    private sealed class FailingKind : IGrainKind, IGrain
    {
        public string Prefix => "shopper/";

        public DateTimeOffset? WakeAt => null;

        public IGrain Activate(string key, ReadOnlyMemory<byte> state, DateTimeOffset heldSince) => this;

        public void Handle(GrainEvent fact, GrainTurn turn) => throw new FormatException("no rule for this");

        public void Wake(DateTimeOffset now, GrainTurn turn)
        {
        }

        public ReadOnlyMemory<byte>? Save() => ReadOnlyMemory<byte>.Empty;
    }
}
