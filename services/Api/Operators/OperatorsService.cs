using Google.Protobuf.WellKnownTypes;
using SmartStore.Api.Shoppers;
using SmartStore.Api.Streams;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Operators;

/// <summary>The <c>Operators</c> service: what <c>smartstore listen</c> and <c>smartstore why</c> show, the list of stores, the import of documents, and the registry of devices.</summary>
internal sealed class OperatorsService(ShopperCalls shoppers, AccessNotes accesses, DeviceCalls devices, StoreLines stores, ImportCalls imports, IStoreCatalog catalog, IGrainFactory grains, GrainCalls calls, StreamCalls streams, TimeProvider time) : Proto.Operators.OperatorsBase
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    public override Task Listen(Proto.ListenRequest request, IServerStreamWriter<Proto.ReceiversHeard> responseStream, ServerCallContext context)
    {
        Refusal.RequireIds(("store_id", request.StoreId));
        return streams.Run(responseStream, context, call => Run(request.StoreId, call));
    }

    public override async Task<Proto.WhyReply> Why(Proto.WhyRequest request, ServerCallContext context)
    {
        var shopper = await shoppers.Known(request.ShopperId, context);
        await accesses.Note(context, request.ShopperId, "decisions", isOperators: true);
        return new Proto.WhyReply
        {
            Decisions =
            {
                shopper.Trace.Reverse().Select(entry => new Proto.Decision
                {
                    At = entry.At.ToTimestamp(),
                    Fact = TraceWords.Fact(entry),
                    Outcome = TraceWords.Sent(entry),
                    Why = TraceWords.Why(entry),
                }),
            },
        };
    }

    public override async Task<Proto.EvidenceReply> Evidence(Proto.EvidenceRequest request, ServerCallContext context)
    {
        Refusal.RequireIds(("shopper_id", request.ShopperId), ("store_id", request.StoreId));
        if (catalog.Find(new StoreId(request.StoreId)) is null) throw Refusal.NoStore(request.StoreId);
        var shopper = await shoppers.Known(request.ShopperId, context);
        if (!shopper.Consent.Presence) throw new RpcException(new Status(StatusCode.FailedPrecondition, $"Shopper \"{request.ShopperId}\" does not agree to presence: nothing is heard of them."));
        await accesses.Note(context, request.ShopperId, "evidence", isOperators: true);
        var looks = await calls.Send(() => grains.GetGrain<IPresenceGrain>(request.StoreId).Evidence(shopper.Id), context.CancellationToken);
        return new Proto.EvidenceReply
        {
            Steps =
            {
                looks.Select(look => new Proto.EvidenceStep
                {
                    At = look.At.ToTimestamp(),
                    Zones = { look.Zones.Select(zone => new Proto.ZoneEvidence { ZoneId = zone.Zone.Value, LevelDbm = zone.LevelDbm, Posterior = zone.Posterior, Known = zone.IsKnown }) },
                    ToldZoneId = look.Told,
                }),
            },
        };
    }

    public override Task<Proto.ListStoresReply> ListStores(Proto.ListStoresRequest request, ServerCallContext context) => stores.List(context.CancellationToken);

    public override Task<Proto.ListDevicesReply> ListDevices(Proto.ListDevicesRequest request, ServerCallContext context) => devices.List(request, context.CancellationToken);

    public override Task<Proto.PutDeviceReply> PutDevice(Proto.PutDeviceRequest request, ServerCallContext context) => devices.Put(request);

    public override Task<Proto.RemoveDeviceReply> RemoveDevice(Proto.RemoveDeviceRequest request, ServerCallContext context) => devices.Remove(request);

    public override Task<Proto.ImportReply> Import(Proto.ImportRequest request, ServerCallContext context) => imports.Import(request, context);

    private async Task Run(string id, StreamCall<Proto.ReceiversHeard> call)
    {
        var (presence, rates) = (grains.GetGrain<IPresenceGrain>(id), new Dictionary<string, HeardRate>(StringComparer.Ordinal));
        while (true)
        {
            await call.Write(Heard(await calls.Send(presence.Receivers, call.Cancel) ?? throw Refusal.NoStore(id), rates));
            await Task.Delay(Every, time, call.Cancel);
        }
    }

    private static Proto.ReceiversHeard Heard(ReceiversPicture picture, Dictionary<string, HeardRate> rates)
    {
        var heard = new Proto.ReceiversHeard { At = picture.At.ToTimestamp(), Refused = { picture.Refused.Select(Of) } };
        foreach (var anchor in picture.Anchors)
        {
            if (!rates.TryGetValue(anchor.Anchor, out var rate)) rates[anchor.Anchor] = rate = new HeardRate();
            heard.Receivers.Add(new Proto.ReceiverHeard
            {
                Id = anchor.Anchor,
                ZoneId = anchor.Zone.Value,
                LastHeardAt = anchor.LastHeardAt?.ToTimestamp(),
                PerSecond = rate.Next(anchor.HeardCount, picture.At),
                Online = anchor.IsOnline,
                Refused = { anchor.Refused.Select(Of) },
                Late = anchor.Truth.Late,
                NotUnderstood = anchor.Truth.NotUnderstood,
                NotMeasured = anchor.Truth.NotMeasured,
                ClockKnown = anchor.Truth.ClockAheadS is not null,
                ClockAheadS = anchor.Truth.ClockAheadS ?? 0,
            });
        }
        return heard;
    }

    private static Proto.RefusedCount Of(RefusalCount refused) => new() { Reason = refused.Reason, Count = refused.Count };
}

/// <summary>How often something was counted over the last ten looks.</summary>
internal sealed class HeardRate
{
    private const int LooksMax = 10;
    private readonly Queue<(long Count, DateTimeOffset At)> _looks = new();

    /// <summary>Takes the present count and gives the mean per second since the oldest look that is remembered; 0 on the first.</summary>
    public double Next(long count, DateTimeOffset now)
    {
        var perSecond = _looks.TryPeek(out var oldest) && now > oldest.At && count >= oldest.Count ? (count - oldest.Count) / (now - oldest.At).TotalSeconds : 0;
        if (_looks.Count == LooksMax) _looks.Dequeue();
        _looks.Enqueue((count, now));
        return perSecond;
    }
}
