using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using SmartStore.Contracts.V1;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Presence;
using SmartStore.Presence.Contract;
using SmartStore.Presence.Tracking;
using SmartStore.Rpc;
using SmartStore.Rpc.Server;

namespace SmartStore.Push.Operators;

/// <summary>The <c>Operators</c> service: what <c>smartstore listen</c> and <c>smartstore why</c> show.</summary>
public sealed class OperatorsService(ShopperGrains shoppers, TrackedStores stores, IRefusals refusals, TimeProvider time) : IRpcService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public ServiceDescriptor Descriptor { get; } = OperatorsReflection.Descriptor.Services.Single(service => service.Name == "Operators");

    /// <inheritdoc/>
    public void Bind(RpcServiceBuilder methods)
    {
        ArgumentNullException.ThrowIfNull(methods);
        methods
            .ServerStream<ListenRequest, ReceiversHeard>("Listen", RpcPolicy.Roles("operator", "staff"), Listen)
            .Unary<WhyRequest, WhyReply>("Why", RpcPolicy.Subject<WhyRequest>(request => request.ShopperId, "operator"), Why, new RpcMethodLimits { SideEffectFree = true });
    }

    private async ValueTask Listen(ListenRequest request, RpcContext context, IRpcWriter<ReceiversHeard> writer)
    {
        Requests.Require(IdCheck.Check(("store_id", request.StoreId)));
        var rates = new Dictionary<string, HeardRate>(StringComparer.Ordinal);
        while (true)
        {
            var store = stores.Find(request.StoreId) ?? throw new RpcException(StatusCode.NotFound, $"There is no store \"{request.StoreId}\".");
            await writer.WriteAsync(Picture(store, rates));
            await Task.Delay(Every, time, context.Cancellation);
        }
    }

    private ReceiversHeard Picture(TrackedStore store, Dictionary<string, HeardRate> rates)
    {
        var now = time.GetUtcNow();
        var picture = new ReceiversHeard { At = now.ToTimestamp() };
        var refused = refusals.Of(store.Id).ToLookup(refusal => refusal.Device, refusal => new RefusedCount { Reason = refusal.Reason, Count = refusal.Count });
        // When a receiver itself reported: its health counts one that was never heard as heard when the store was loaded.
        var reported = store.Receivers().ToDictionary(receiver => receiver.Anchor, receiver => receiver.LastHeardAt, StringComparer.Ordinal);
        for (var i = 0; i < store.Layout.Anchors.Count; i++)
        {
            var anchor = store.Layout.Anchors[i];
            if (!rates.TryGetValue(anchor.Id, out var rate)) rates[anchor.Id] = rate = new HeardRate();
            var receiver = new ReceiverHeard
            {
                Id = anchor.Id,
                ZoneId = anchor.Zone.Value,
                PerSecond = rate.Next(store.HeardCount(i), now),
                Online = store.Health[i].Status != Core.Zones.ReceiverStatus.Degraded,
                Refused = { refused[anchor.Id] },
            };
            var last = Math.Max(store.LastHeard(i), reported.GetValueOrDefault(anchor.Id)?.ToUnixTimeMilliseconds() ?? 0);
            if (last > 0) receiver.LastHeardAt = DateTimeOffset.FromUnixTimeMilliseconds(last).ToTimestamp();
            picture.Receivers.Add(receiver);
        }

        // What no anchor of this store sent: phones, terminals, and names that are not in the layout.
        var anchors = store.Layout.Anchors.Select(anchor => anchor.Id).ToHashSet(StringComparer.Ordinal);
        picture.Refused.Add(refused.Where(group => !anchors.Contains(group.Key)).SelectMany(group => group));
        return picture;
    }

    private async ValueTask<WhyReply> Why(WhyRequest request, RpcContext context)
    {
        Requests.Require(IdCheck.Check(("shopper_id", request.ShopperId)));
        var view = await shoppers.View(new ShopperId(request.ShopperId), context.Cancellation) ?? throw new RpcException(StatusCode.NotFound, $"There is no shopper \"{request.ShopperId}\".");
        return new WhyReply
        {
            Decisions =
            {
                view.Trace.Select(entry => new Decision
                {
                    At = entry.At.ToTimestamp(),
                    Fact = TraceWords.Fact(entry),
                    Outcome = TraceWords.Sent(entry),
                    Why = TraceWords.Why(entry),
                }),
            },
        };
    }
}
