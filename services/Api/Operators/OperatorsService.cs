using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using SmartStore.Api.Calls;
using SmartStore.Api.Streams;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Zones;
using SmartStore.Presence;
using SmartStore.Presence.Contract;
using SmartStore.Presence.Tracking;

namespace SmartStore.Api.Operators;

/// <summary>The <c>Operators</c> service: what <c>smartstore listen</c> and <c>smartstore why</c> show.</summary>
internal sealed class OperatorsService(ShopperGrains shoppers, TrackedStores stores, IRefusals refusals, StreamCalls calls, TimeProvider time) : Proto.Operators.OperatorsBase
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override Task Listen(Proto.ListenRequest request, IServerStreamWriter<Proto.ReceiversHeard> responseStream, ServerCallContext context)
    {
        Refusal.Require(IdCheck.Check(("store_id", request.StoreId)));
        return calls.Run(responseStream, context, call => Run(request.StoreId, call));
    }

    /// <inheritdoc/>
    public override async Task<Proto.WhyReply> Why(Proto.WhyRequest request, ServerCallContext context)
    {
        Refusal.Require(IdCheck.Check(("shopper_id", request.ShopperId)));
        var view = await shoppers.View(new ShopperId(request.ShopperId), context.CancellationToken) ?? throw Refusal.NoShopper(request.ShopperId);
        return new Proto.WhyReply
        {
            Decisions =
            {
                view.Trace.Select(entry => new Proto.Decision
                {
                    At = entry.At.ToTimestamp(),
                    Fact = TraceWords.Fact(entry),
                    Outcome = TraceWords.Sent(entry),
                    Why = TraceWords.Why(entry),
                }),
            },
        };
    }

    private async Task Run(string id, StreamCall<Proto.ReceiversHeard> call)
    {
        var rates = new Dictionary<string, HeardRate>(StringComparer.Ordinal);
        while (true)
        {
            await call.Write(Picture(stores.Find(id) ?? throw Refusal.NoStore(id), rates));
            await Task.Delay(Every, time, call.Cancel);
        }
    }

    private Proto.ReceiversHeard Picture(TrackedStore store, Dictionary<string, HeardRate> rates)
    {
        var now = time.GetUtcNow();
        var picture = new Proto.ReceiversHeard { At = now.ToTimestamp() };
        var refused = refusals.Of(store.Id).ToLookup(refusal => refusal.Device, refusal => new Proto.RefusedCount { Reason = refusal.Reason, Count = refusal.Count });
        // When a receiver itself reported: its health counts one that was never heard as heard when the store was loaded.
        var reported = store.Receivers().ToDictionary(receiver => receiver.Anchor, receiver => receiver.LastHeardAt, StringComparer.Ordinal);
        for (var i = 0; i < store.Layout.Anchors.Count; i++)
        {
            var anchor = store.Layout.Anchors[i];
            if (!rates.TryGetValue(anchor.Id, out var rate)) rates[anchor.Id] = rate = new HeardRate();
            var receiver = new Proto.ReceiverHeard
            {
                Id = anchor.Id,
                ZoneId = anchor.Zone.Value,
                PerSecond = rate.Next(store.HeardCount(i), now),
                Online = store.Health[i].Status != ReceiverStatus.Degraded,
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
}
