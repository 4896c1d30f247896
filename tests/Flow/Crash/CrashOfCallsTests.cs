using Grpc.Core;

namespace SmartStore.Flow.Tests.Crash;

/// <summary>kill -9 while apps put lists and consents and an order system puts orders: what was answered with OK is there, whole and once.</summary>
public sealed class CrashOfCallsTests
{
    private const int Shoppers = 10;
    private const int RoundsBeforeTheKill = 5;

    [Fact]
    public async Task Lists_consents_and_orders_that_were_answered_are_there_after_a_kill()
    {
        using var data = new FreshFolder();
        await using var first = await ServerProcess.Start(data.Path);
        List<Regular> regulars = [];
        await using (var client = await ShopClient.Connect(first))
        {
            await client.Furnish();
            for (var i = 0; i < Shoppers; i++) regulars.Add(new Regular(await client.NewShopper([Purpose.Presence])));
            var streams = regulars.Select(regular => client.Watch(regular.Id)).ToList();
            var shopping = regulars.Select(regular => regular.ShopUntilTheServerDies(client)).ToList();
            await Eventually.Is(() => regulars.All(regular => regular.Listed.Answered >= RoundsBeforeTheKill), () => "some rounds of every shopper");
            await first.Kill();
            await Task.WhenAll(shopping);
            foreach (var (regular, stream) in regulars.Zip(streams)) await regular.Leave(stream);
        }

        await using var second = await ServerProcess.Start(data.Path, samePorts: first);
        await using (var client = await ShopClient.Connect(second))
            foreach (var regular in regulars)
                await regular.FindEverything(client);
    }

    /// <summary>One shopper: in each round a new list, another consent, a new order, and the one before it is cancelled.</summary>
    private sealed class Regular(string id)
    {
        private readonly string _last = $"last-of-{id}";
        private readonly Step _consented = new();
        private readonly Step _ordered = new();
        private readonly Step _cancelled = new();
        private IReadOnlyList<ShopperUpdate> _told = [];

        public string Id => id;

        public Step Listed { get; } = new();

        public async Task ShopUntilTheServerDies(ShopClient client)
        {
            try
            {
                for (var round = 1; ; round++)
                {
                    await Listed.Do(round, () => client.PutList(id, new ListItem { Id = "milk", Name = "Milk", ProductId = "milk", Quantity = 1 }, new ListItem { Id = $"round-{round}", Name = $"Round {round}", Quantity = 1 }));
                    await _consented.Do(round, () => client.Consent(id, Consents(round)));
                    await _ordered.Do(round, () => client.PutOrder(Order(round), id, OrderState.Ready));
                    if (round > 1) await _cancelled.Do(round - 1, () => client.PutOrder(Order(round - 1), id, OrderState.Cancelled));
                }
            }
            catch (RpcException)
            {
                // The server died.
            }
        }

        public async Task Leave(Updates<ShopperUpdate> stream)
        {
            await stream.Refusal();
            _told = stream.Seen;
            await stream.DisposeAsync();
        }

        public async Task FindEverything(ShopClient client)
        {
            var list = (await client.GetList(id)).Items;
            Assert.Equal(2, list.Count);
            Assert.Contains(list[1].Id, Listed.Possible.Select(round => $"round-{round}"));
            var consent = await client.Shoppers.GetConsentAsync(new GetConsentRequest { ShopperId = id });
            Assert.Contains(_consented.Possible, round => Consents(round).SequenceEqual(consent.Purposes.Order()));

            await client.PutOrder(_last, id, OrderState.Ready);
            await using (var afresh = client.Watch(id))
            {
                await afresh.First(update => update.Pickup?.OrderId == _last, "the last order");
                var live = afresh.Seen.Where(update => update.Pickup is { State: OrderState.Ready }).Select(update => update.Pickup.OrderId).SkipLast(1).ToList();
                Assert.Contains(PossibleOrders(), orders => orders.SequenceEqual(live));
            }

            // With the last cursor from before the kill: what the phone knew and what it missed together are each order once.
            await using var resumed = client.Watch(id, _told.LastOrDefault(update => update.Cursor.Length > 0)?.Cursor ?? "");
            await resumed.First(update => update.Pickup?.OrderId == _last, "the last order, after the cursor");
            var told = _told.Concat(resumed.Seen).Where(update => update.Pickup is not null).Select(update => $"{update.Pickup.OrderId} {update.Pickup.State}").ToList();
            Assert.Equal(told.Distinct(), told);
            Assert.Subset(told.ToHashSet(), MustBeTold().ToHashSet());
        }

        private string Order(int round) => $"o{round}-of-{id}";

        private static Purpose[] Consents(int round) => round % 2 == 0 ? [Purpose.Presence] : [Purpose.Presence, Purpose.Suggestions];

        // The orders that may wait: the last one that was put, and the one before it where its cancellation is in doubt.
        private IEnumerable<List<string>> PossibleOrders() =>
            from put in _ordered.Possible
            from cancelled in _cancelled.Possible
            select Enumerable.Range(cancelled + 1, put - cancelled).Select(Order).ToList();

        // An order that was cancelled while the phone was away is told only as cancelled.
        private IEnumerable<string> MustBeTold() => Enumerable.Range(1, _ordered.Answered).Select(Order).Where((_, i) => i + 1 > _cancelled.Tried).Select(order => $"{order} {OrderState.Ready}");
    }

    /// <summary>How far one kind of call came.</summary>
    private sealed class Step
    {
        /// <summary>The last round that was answered with OK; 0: none.</summary>
        public int Answered { get; private set; }

        /// <summary>The last round that was sent.</summary>
        public int Tried { get; private set; }

        /// <summary>What may be on disk.</summary>
        public IEnumerable<int> Possible => new[] { Answered, Tried }.Distinct();

        public async Task Do(int round, Func<Task> call)
        {
            Tried = round;
            await call();
            Answered = round;
        }
    }
}
