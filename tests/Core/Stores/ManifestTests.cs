using System.Text;
using SmartStore.Core.Orders;

namespace SmartStore.Core.Tests.Stores;

/// <summary>What lockers may give away by themselves.</summary>
public sealed class ManifestTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly long NoonMs = Noon.ToUnixTimeMilliseconds();

    private StoreBoard _board = StoreBoard.Empty(new StoreId("corner"));
    private long _versions;

    [Fact]
    public void It_holds_the_ready_orders_that_lie_in_the_locker_and_need_no_person()
    {
        Stands("o1", OrderState.Ready, "L1");
        Stands("o2", OrderState.Claimed, "L1");
        Stands("o3", OrderState.Ready, "L2");
        Stands("o4", OrderState.Ready, "L1", needsCheck: true);
        Stands("o5", OrderState.Ready, "L1", trouble: true);
        Stands("o6", OrderState.Ready, "");
        Stands("o7", OrderState.Ready, "L1", holdUntil: Noon);
        Assert.Equal("L1: o1; L2: o3", Orders(0));
    }

    [Fact]
    public void Its_version_grows_when_its_orders_change_and_every_hour_and_not_otherwise()
    {
        Assert.Equal([NoonMs, NoonMs], Versions(0));
        Stands("o1", OrderState.Ready, "L1");
        Assert.Equal([NoonMs + 1_000, NoonMs], Versions(1));
        Assert.Equal([NoonMs + 1_000, NoonMs], Versions(3_599));
        Assert.Equal([NoonMs + 1_000, NoonMs + 3_600_000], Versions(3_600));
        Stands("o1", OrderState.HandedOver, "L1");
        Assert.Equal(NoonMs + 3_600_000, Versions(3_600)[0]);
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_take_its_version_back()
    {
        Versions(1_000);
        Stands("o1", OrderState.Ready, "L1");
        Assert.Equal(NoonMs + 1_000_001, Versions(0)[0]);
    }

    [Fact]
    public void It_holds_200_orders_at_most_those_that_are_ready_for_longest()
    {
        for (var i = 0; i <= Manifest.OrdersMax; i++) Stands($"o{i}", OrderState.Ready, "L1");
        var orders = Given(1).Single(manifest => manifest.Terminal == "L1").Orders;
        Assert.Equal((Manifest.OrdersMax, "o0"), (orders.Count, orders[0].Order.Value));
    }

    [Fact]
    public void Signed_at_its_largest_it_stays_below_64_KiB()
    {
        var longest = new string('o', Id.MaxLength);
        var order = new ManifestOrder(new OrderId(longest), long.MaxValue, new string('s', Order.SlotMax), Noon, Noon);
        var bytes = new Manifest("L1", long.MaxValue, Noon, [.. Enumerable.Repeat(order, Manifest.OrdersMax)]).ToJson([new PublicSigningKey(new string('k', 43), new string('x', 43), new string('y', 43))]);
        Assert.InRange(((bytes.Length + 2) / 3 * 4) + 200, 1, 64 * 1024);
    }

    [Fact]
    public void Its_payload_is_that_of_the_contract()
    {
        var manifest = new Manifest("L1", 7, Noon, [new ManifestOrder(new OrderId("o1"), 3, "A1", Noon.AddSeconds(-1), Noon.AddHours(1))]);
        Assert.Equal(
            $$"""{"version":7,"at":{{NoonMs}},"keys":[{"kid":"k","x":"x","y":"y"}],"orders":[{"order":"o1","version":3,"slot":"A1","not_before":{{NoonMs - 1_000}},"until":{{NoonMs + 3_600_000}}}]}""",
            Encoding.UTF8.GetString(manifest.ToJson([new PublicSigningKey("k", "x", "y")])));
    }

    private void Stands(string order, OrderState state, string terminal, bool needsCheck = false, bool trouble = false, DateTimeOffset? holdUntil = null)
    {
        var at = Noon.AddSeconds(++_versions);
        Apply(new OrderStood($"c{_versions}", at, new OrderId(order), _versions, state, new ShopperId("ann"), new ZoneId("desk"), IsHere: true)
        {
            Standing = new OrderStanding
            {
                Terminal = terminal,
                Slot = "A1",
                NeedsCheck = needsCheck,
                HoldUntil = holdUntil ?? Noon.AddHours(72),
                Trouble = trouble ? new OrderTrouble(OrderTrouble.PutBack, "why", at) : null,
            },
        });
    }

    private string Orders(int second) => string.Join("; ", Given(second).Select(manifest => $"{manifest.Terminal}: {string.Join(' ', manifest.Orders.Select(order => order.Order.Value))}"));

    private long[] Versions(int second) => [.. Given(second).Select(manifest => manifest.Version)];

    private IReadOnlyList<Manifest> Given(int second) => Apply(new ManifestsAsked("m", Noon.AddSeconds(second), ["L1", "L2"])).OfType<ManifestsGiven>().Single().Manifests;

    private IReadOnlyList<StoreDecision> Apply(StoreFact fact)
    {
        var decisions = StoreDecider.Decide(_board, fact, StoreRules.Default);
        _board = decisions.Aggregate(_board, StoreDecider.Evolve);
        return decisions;
    }
}
