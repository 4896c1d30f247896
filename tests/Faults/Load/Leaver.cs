using Grpc.Core;
using SmartStore.Link;

namespace SmartStore.Faults.Tests.Load;

/// <summary>A shopper who walks about, and agrees to be tracked and withdraws in turns, at another server than that which hears their phone. Nothing else is theirs, so that all they hear of is where they are.</summary>
internal sealed class Leaver(string id, int number, Crowd crowd)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    // Long enough to be found in a zone, and in the next one.
    private static readonly TimeSpan Stays = TimeSpan.FromSeconds(4);
    private const int StepsInAZone = 15;

    private int _next;

    /// <summary>Registers and listens.</summary>
    public async Task Register(CancellationToken cancel)
    {
        await crowd.Edges.Call(number, (client, options) => client.Stores.PutShopperAsync(new PutShopperRequest { Shopper = new Shopper { Id = id, Name = $"Name of {id}", Tier = Tier.Regular } }, options), cancel);
        await Say(yes: true, cancel);
    }

    /// <summary>Hears where the shopper is said to be, until it is told to stop.</summary>
    public Task Listen(CancellationToken stop)
    {
        var stream = new FollowedStream<ShopperUpdate>(
            (cursor, cancel) => crowd.Edges.Client(number + _next++).Shoppers.Watch(new WatchShopperRequest { ShopperId = id, AfterCursor = cursor, DeviceId = "phone" }, cancellationToken: cancel), static update => update.Cursor)
        {
            Jitter = static () => 0.1 * Random.Shared.NextDouble(),
        };
        return Following.Run(stream, update =>
        {
            if (update.WhatCase is ShopperUpdate.WhatOneofCase.VisitStarted or ShopperUpdate.WhatOneofCase.ZoneEntered or ShopperUpdate.WhatOneofCase.Suggestion) crowd.Ledger.Place(id, $"{update.WhatCase}", update.At.ToDateTimeOffset());
        }, stop);
    }

    /// <summary>Walks, agrees and withdraws until the load ends.</summary>
    public async Task Live(CancellationToken ending, CancellationToken cancel)
    {
        using var walking = CancellationTokenSource.CreateLinkedTokenSource(ending);
        var walk = Walk(walking.Token);
        try
        {
            for (var yes = true; ;)
            {
                await Task.Delay(Stays, ending);
                await Check(yes, cancel);
                await Say(yes = !yes, cancel);
            }
        }
        catch (Exception e) when (ending.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            // The load has ended.
        }

        await walk;
    }

    // The phone sends on all the time, whatever its shopper said.
    private async Task Walk(CancellationToken ending)
    {
        using var timer = new PeriodicTimer(Step);
        try
        {
            for (var step = 0; await timer.WaitForNextTickAsync(ending); step++) await crowd.Hear(id, number, CornerShop.Zones[step / StepsInAZone % CornerShop.Zones.Length], ending);
        }
        catch (OperationCanceledException)
        {
            // The load has ended.
        }
    }

    // What was said last is what holds, whichever server is asked.
    private async Task Check(bool yes, CancellationToken cancel)
    {
        var held = await crowd.Edges.Call(number, (client, options) => client.Shoppers.GetConsentAsync(new GetConsentRequest { ShopperId = id }, options), cancel);
        if (held.Purposes.Contains(Purpose.Presence) != yes) crowd.Ledger.Deny($"consent/{id}", yes ? "was given, and is not held" : "was withdrawn, and is held");
    }

    private async Task Say(bool yes, CancellationToken cancel)
    {
        if (yes) crowd.Ledger.Agree(id);
        var request = new PutConsentRequest { ShopperId = id };
        if (yes) request.Purposes.Add(Purpose.Presence);
        await crowd.Edges.Call(number + 1, (client, options) => client.Shoppers.PutConsentAsync(request, options), cancel);
        if (!yes) crowd.Ledger.Withdraw(id);
    }
}
