using System.Text;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using V1 = SmartStore.Contracts.V1;

namespace SmartStore.Presence.Tests;

public sealed class StoreGrainTests
{
    private readonly StoreGrainKind _kind = new(StoreRules.Default);
    private StoreGrain _store;

    public StoreGrainTests() => _store = (StoreGrain)_kind.Activate("store/corner", default, Ann.Noon);

    [Fact]
    public void What_shoppers_grains_send_reaches_the_staff_and_a_new_screen()
    {
        var ann = Ann.WithEverything();
        ann.Order("o1", OrderState.Ready, 1);
        var told = Deliver(ann.Zone("entrance", 2));

        Assert.Equal(new V1.PickupWaiting { OrderId = "o1", ShopperId = "ann", Name = "Ann", ZoneId = "desk" }, told[0].PickupWaiting);
        Assert.Equal(
            new V1.VipArrived { ShopperId = "ann", Name = "Ann", Tier = V1.Tier.Vip, ZoneId = "entrance", Confidence = 0.9, Reason = "VIP customer who agreed to be greeted; an order is ready for pickup." },
            told[1].VipArrived);

        Deliver(ann.Zone("dairy", 9));
        Reload();
        var live = _store.Live(Ann.Noon.AddSeconds(10)).Select(update => V1.StoreUpdate.Parser.ParseFrom(update.Payload.Span)).ToList();
        Assert.Equal(["dairy", "o1"], [live[0].VipArrived.ZoneId, live[1].PickupWaiting.OrderId]);

        Assert.Equal("ann", Assert.Single(Deliver(ann.Consent(Purposes.None))).VipLeft.ShopperId);
        Assert.Empty(_store.Live(Ann.Noon.AddSeconds(10)));
        Assert.True(_store.Save()!.Value.IsEmpty);
    }

    [Fact]
    public void A_forged_tap_gets_the_same_bytes_again_after_a_restart()
    {
        var first = Tap();
        Reload();
        var second = Tap();

        Assert.Contains("\"refused\"", first, StringComparison.Ordinal);
        Assert.Equal(first, second);
        Assert.Equal(first, Encoding.UTF8.GetString(_store.AnswerOf(Ann.Origin("x").Key)!.ToJson()));

        string Tap()
        {
            var turn = new Turn("t");
            _store.Handle(StoreEvents.TapForged(Ann.Noon, Ann.Origin("x")), turn);
            return Encoding.UTF8.GetString(Assert.IsType<Core.Pickup.TapAnswer>(turn.Replied).ToJson());
        }
    }

    private List<V1.StoreUpdate> Deliver(Turn from)
    {
        var told = new List<V1.StoreUpdate>();
        foreach (var fact in from.Sent)
        {
            var turn = new Turn(fact.Id);
            _store.Handle(fact, turn);
            told.AddRange(turn.Staff);
        }
        return told;
    }

    private void Reload() => _store = (StoreGrain)_kind.Activate("store/corner", _store.Save()!.Value, Ann.Noon);
}
