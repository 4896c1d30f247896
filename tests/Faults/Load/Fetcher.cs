using System.Text.Json;
using Grpc.Core;

namespace SmartStore.Faults.Tests.Load;

/// <summary>
/// One shopper's orders, each from ready to its end: at a desk, where two members of the staff want to bring it at once; at a locker that asks; or at a locker that is cut off and
/// opens by a voucher. Whoever has an order is heard as its claim, whoever gives it away as its end: there is one of each.
/// </summary>
/// <param name="pass">A pass that is fresh.</param>
internal sealed class Fetcher(string shopper, int number, bool hasPhone, Random dice, Crowd crowd, Func<CancellationToken, Task<string>> pass)
{
    /// <summary>Whoever claims an order: a member of the staff, or a locker by its grant.</summary>
    public const string Claims = "claims";

    /// <summary>Whoever hands an order over.</summary>
    public const string Handovers = "handovers";

    private const int StaffMembers = 5;
    private const int LockersTried = 60;

    private static readonly TimeSpan TapAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly List<string> _orders = [];
    private readonly HashSet<string> _late = new(StringComparer.Ordinal);

    private string Phone => Load.Phone.Receiver(shopper);

    // Some of what was answered is sent again.
    private bool IsRepeated => dice.NextDouble() < crowd.Options.Duplicates;

    /// <summary>That somebody has an order, whoever it is.</summary>
    public static Fact Claim(string order) => new($"claim/{order}", $"claim/{order}", 1);

    /// <summary>A case of an order.</summary>
    public static string CaseSubject(string order) => $"case/{order}";

    /// <summary>Puts an order and fetches it.</summary>
    public async Task Fetch(CancellationToken cancel)
    {
        var order = $"f{_orders.Count + 1}-{shopper}";
        _orders.Add(order);
        try
        {
            switch (dice.Next(3))
            {
                case 0: await AtDesk(order, cancel); break;
                case 1: await AtLocker(order, cancel); break;
                default: await ByVoucher(order, cancel); break;
            }
        }
        catch (RpcException refused) when (refused.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            // The store had taken it, and knows nothing of it or something else.
            crowd.Ledger.Deny(Regular.OrderSubject(order), refused.Status.Detail);
        }
    }

    /// <summary>Reads what became of the orders.</summary>
    public async Task Read(CancellationToken cancel)
    {
        foreach (var order in _orders)
        {
            var held = await Held(order, cancel);
            crowd.Ledger.Find(Regular.OrderSubject(order), held);
            // What staff never saw wait, because it was fetched before its shop heard of it, need not end on their screen.
            if (held < Regular.VersionOf(OrderState.HandedOver) || !crowd.Staff.HasShown(order)) continue;
            var told = new Fact($"told/{order}", Regular.OrderSubject(order), held) { Brings = [new Effect(StaffScreen.Receiver, Regular.OrderSubject(order)), .. hasPhone && !_late.Contains(order) ? [new Effect(Phone, Regular.OrderSubject(order))] : Array.Empty<Effect>()] };
            crowd.Ledger.Send(told);
            crowd.Ledger.Acknowledge(told);
        }
    }

    private async Task AtDesk(string order, CancellationToken cancel)
    {
        await Put(order, OrderState.Ready, "", cancel);
        await Tap(crowd.Terminal("pickup"), $"tap-{order}", cancel);
        var (claim, first) = (Claim(order), dice.Next(StaffMembers));
        string[] staff = [$"staff-{first}", $"staff-{(first + 1) % StaffMembers}"];
        crowd.Ledger.Send(claim);
        if (await Both(staff, Claims, claim, who => (client, options) => client.Staff.ClaimAsync(new ClaimRequest { StoreId = CornerShop.Id, OrderId = order, StaffId = who }, options), cancel) == 0) crowd.Ledger.Deny(claim.Subject, "nobody may have it");
        // Whoever does not have it tries, too.
        var end = End(order);
        crowd.Ledger.Send(end);
        if (await Both(staff, Handovers, end, who => (client, options) => client.Staff.CompleteAsync(new CompleteRequest { StoreId = CornerShop.Id, OrderId = order, StaffId = who }, options), cancel) == 0) crowd.Ledger.Deny(end.Subject, "nobody may hand it over");
    }

    private async Task AtLocker(string order, CancellationToken cancel)
    {
        await Put(order, OrderState.Ready, Crowd.LockerOnline, cancel);
        var claim = Claim(order);
        crowd.Ledger.Send(claim);
        for (var tries = 1; ; tries++)
        {
            // The shopper's copy of the order may still be on its way.
            using var answer = JsonDocument.Parse(await Tap(crowd.Locker, $"tap{tries}-{order}", cancel));
            if (answer.RootElement.GetProperty("outcome").GetString() == "granted")
            {
                var grant = answer.RootElement.GetProperty("grant").GetString()!;
                Has(Claims, claim, grant);
                await new DoorReports(order, "grant", grant, DateTimeOffset.UtcNow, IsLate: false, IsRepeated).Tell(crowd.Locker, crowd, End(order), cancel);
                return;
            }

            if (tries == LockersTried)
            {
                crowd.Ledger.Deny(claim.Subject, answer.RootElement.ToString());
                return;
            }

            await Task.Delay(TapAgainAfter, cancel);
        }
    }

    // The door opens without a word to the server, which may cancel the order meanwhile.
    private async Task ByVoucher(string order, CancellationToken cancel)
    {
        await Put(order, OrderState.Ready, Crowd.LockerCutOff, cancel);
        var voucher = (await crowd.Edges.Call(number, (client, options) => client.Shoppers.GetPassAsync(new GetPassRequest { ShopperId = shopper, OrderId = order }, options), cancel)).Voucher;
        var (openedAt, isLate) = (DateTimeOffset.UtcNow, dice.Next(3) == 0);
        if (isLate)
        {
            _late.Add(order);
            await Put(order, OrderState.Cancelled, Crowd.LockerCutOff, cancel);
        }

        // Staff are told of each door that opened without the server. A phone need not hear what became of an order that it was told is cancelled.
        var end = End(order);
        crowd.CutOff.Release(new DoorReports(order, "voucher", voucher, openedAt, isLate, IsRepeated), end with { Brings = [.. isLate ? [] : end.Brings, new Effect(StaffScreen.Receiver, Regular.OrderSubject(order))] });
    }

    private Fact End(string order) => new($"{Regular.OrderSubject(order)}/{Regular.VersionOf(OrderState.HandedOver)}", Regular.OrderSubject(order), Regular.VersionOf(OrderState.HandedOver))
    {
        IsKept = true,
        Brings = hasPhone ? [new Effect(Phone, Regular.OrderSubject(order))] : [],
    };

    private async Task Put(string order, OrderState state, string locker, CancellationToken cancel)
    {
        var fact = new Fact($"{Regular.OrderSubject(order)}/{Regular.VersionOf(state)}", Regular.OrderSubject(order), Regular.VersionOf(state)) { IsKept = true, Payload = $"{state} {locker}", Brings = hasPhone ? [new Effect(Phone, Regular.OrderSubject(order))] : [] };
        var request = new PutOrderRequest { Order = new Order { Id = order, StoreId = CornerShop.Id, ShopperId = shopper, State = state, PickupZoneId = "pickup", TerminalId = locker, Slot = locker.Length > 0 ? DoorReports.Slot : "", Version = fact.Version } };
        crowd.Ledger.Send(fact);
        await crowd.Edges.Call(number + 1, (client, options) => client.Stores.PutOrderAsync(request, options), cancel);
        crowd.Ledger.Acknowledge(fact);
    }

    private async Task<string> Tap(TapTerminal terminal, string name, CancellationToken cancel)
    {
        var payload = $$"""{"id":"{{name}}","at":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}},"kind":"nfc","pass":"{{await pass(cancel)}}"}""";
        var fact = new Fact(name, TapTerminal.AnswerTo(name), 1) { Payload = payload, Brings = [new Effect(terminal.Receiver, TapTerminal.AnswerTo(name))] };
        crowd.Ledger.Send(fact);
        var answer = await terminal.Tap(fact, cancel);
        if (IsRepeated) await terminal.Tap(fact, cancel);
        return answer;
    }

    // Two at once, at two servers.
    private async Task<int> Both(string[] staff, string what, Fact fact, Func<string, Func<Client, CallOptions, AsyncUnaryCall<Order>>> call, CancellationToken cancel)
    {
        int[] times = [.. staff.Select(_ => IsRepeated ? 2 : 1)];
        var did = await Task.WhenAll(staff.Select(async (who, i) =>
        {
            for (; times[i] > 0; times[i]--)
            {
                try
                {
                    await crowd.Edges.Call(number + i, call(who), cancel);
                    Has(what, fact, who);
                }
                catch (RpcException refused) when (refused.StatusCode == StatusCode.FailedPrecondition)
                {
                    return false;
                }
            }

            return true;
        }));
        return did.Count(isDone => isDone);
    }

    private void Has(string what, Fact fact, string who)
    {
        crowd.Ledger.Acknowledge(fact);
        crowd.Ledger.Hear(what, fact.Subject, fact.Version, "", who);
    }

    // There is no call that reads an order. What collects one that is not ready any more is refused, and the refusal says what became of it.
    private async Task<long> Held(string order, CancellationToken cancel)
    {
        try
        {
            await crowd.Edges.Call(number, (client, options) => client.Shoppers.GetPassAsync(new GetPassRequest { ShopperId = shopper, OrderId = order }, options), cancel);
            return Regular.VersionOf(OrderState.Ready);
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.NotFound)
        {
            return 0;
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.FailedPrecondition)
        {
            return refused.Status.Detail switch
            {
                var text when text.Contains(" is HANDED_OVER", StringComparison.Ordinal) => Regular.VersionOf(OrderState.HandedOver),
                var text when text.Contains(" is CANCELLED", StringComparison.Ordinal) => Regular.VersionOf(OrderState.Cancelled),
                var text when text.Contains(" is CLAIMED", StringComparison.Ordinal) => Regular.VersionOf(OrderState.Ready),
                var text => throw new InvalidOperationException($"The refusal does not say what became of the order: {text}", refused),
            };
        }
    }
}
