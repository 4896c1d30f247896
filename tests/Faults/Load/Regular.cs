using Grpc.Core;

namespace SmartStore.Faults.Tests.Load;

/// <summary>
/// One shopper in the shop, with an app, a phone and perhaps an order. Does one thing after the other; some of them are sent again although they were
/// answered. What is kept goes through the ledger; sightings are volatile and do not.
/// </summary>
internal sealed class Regular(string id, int number, Crowd crowd)
{
    /// <summary>The item of the list whose quantity is the list's version.</summary>
    public const string CountedItem = "milk";

    // Of all shoppers together. A shopper keeps the answers to the last 64 taps, and an order of theirs may have been asked for some.
    private const int TapsAskedAgain = 3_000;
    private const int AnswersKept = 50;

    private static readonly TimeSpan PassIsFresh = TimeSpan.FromSeconds(30);

    private readonly Random _dice = new(unchecked((crowd.Options.Seed * 1_000_003) + number));
    private readonly List<(TapTerminal Terminal, Fact Tap)> _taps = [];
    private Fetcher? _fetcher;
    private readonly HashSet<string> _orders = new(StringComparer.Ordinal);
    private (string Token, long At) _pass = ("", 0);
    private int _listVersion;
    private int _tapCount;
    private int _zone;
    private (int Number, OrderState State) _order = (0, OrderState.HandedOver);

    public static string ListOf(string shopper) => $"list/{shopper}";

    public static string OrderSubject(string order) => $"order/{order}";

    /// <summary>An order goes from 2 to 5, for a locker that is cut off may give away what is cancelled; 1 is kept for asking what is held.</summary>
    public static long VersionOf(OrderState state) => state switch { OrderState.Preparing => 2, OrderState.Ready => 3, OrderState.Cancelled => 4, _ => 5 };

    private Fetcher Fetcher => _fetcher ??= new Fetcher(id, number, HasPhone, _dice, crowd, Pass);

    private bool HasPhone => number < crowd.Options.Phones;

    // Staff are told of a VIP anew when an order of theirs is ready: so that a greeting counts once, they have none.
    private bool IsVip => number % 20 == 0;

    private bool HasOrders => !IsVip && number < crowd.Options.WithOrders;

    /// <summary>Registers, agrees to everything, and listens.</summary>
    public async Task Register(CancellationToken cancel)
    {
        await crowd.Edges.Call(number, (client, options) => client.Stores.PutShopperAsync(new PutShopperRequest { Shopper = new Shopper { Id = id, Name = $"Name of {id}", Tier = IsVip ? Tier.Vip : Tier.Regular } }, options), cancel);
        await crowd.Edges.Call(number, (client, options) => client.Shoppers.PutConsentAsync(new PutConsentRequest { ShopperId = id, Purposes = { Purpose.Presence, Purpose.Suggestions, Purpose.StaffRecognition } }, options), cancel);
        if (HasPhone) crowd.Listen(new Phone(id, crowd.Edges, crowd.Options.PhonesAt ?? number, crowd.Ledger));
    }

    /// <summary>Puts the first list and comes in with a tap.</summary>
    public async Task Arrive(CancellationToken cancel)
    {
        await PutList(cancel);
        await Tap(cancel);
    }

    /// <summary>Does something at each beat, until the load ends.</summary>
    public async Task Live(TimeSpan beat, CancellationToken ending, CancellationToken cancel)
    {
        await Task.Delay(beat * _dice.NextDouble(), ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var timer = new PeriodicTimer(beat);
        try
        {
            do await Act(cancel);
            while (await timer.WaitForNextTickAsync(ending));
        }
        catch (Exception e) when (ending.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            // The load has ended.
        }
    }

    /// <summary>Reads what the store holds, and asks for the answers of the last taps again.</summary>
    public async Task Read(CancellationToken cancel)
    {
        var list = await crowd.Edges.Call(number, (client, options) => client.Shoppers.GetListAsync(new GetListRequest { ShopperId = id }, options), cancel);
        crowd.Ledger.Find(ListOf(id), list.Items.FirstOrDefault(item => item.Id == CountedItem)?.Quantity ?? 0);
        await Fetcher.Read(cancel);
        foreach (var order in _orders) crowd.Ledger.Find(OrderSubject(order), await HeldVersion(order, cancel));
        // A terminal that sends each tap once does not ask again either.
        if (crowd.Options.TrustsTheBroker) return;
        foreach (var (terminal, tap) in _taps.TakeLast(Math.Clamp(TapsAskedAgain / crowd.Options.Shoppers, 2, AnswersKept))) await terminal.Tap(tap, cancel);
    }

    private async Task Act(CancellationToken cancel)
    {
        switch (_dice.Next(100))
        {
            case < 20:
                await PutList(cancel);
                break;
            case < 35:
                await Tap(cancel);
                break;
            case < 50 when HasOrders && crowd.Options.Fetches:
                await Fetcher.Fetch(cancel);
                break;
            case < 50 when HasOrders:
                await PutOrder(cancel);
                break;
            default:
                // Two more steps in the same zone, then perhaps the next one.
                if (_dice.Next(3) == 0) _zone = Math.Clamp(_zone + _dice.Next(3) - 1, 0, CornerShop.Zones.Length - 1);
                await Repeated(() => crowd.Hear(id, number, CornerShop.Zones[_zone], cancel));
                break;
        }
    }

    private async Task PutList(CancellationToken cancel)
    {
        var version = ++_listVersion;
        var fact = new Fact($"{ListOf(id)}/{version}", ListOf(id), version) { IsKept = true, Brings = HasPhone ? [new Effect(Phone.Receiver(id), ListOf(id))] : [] };
        var request = new PutListRequest { ShopperId = id, Items = { new ListItem { Id = CountedItem, Name = "Milk", ProductId = "milk", Quantity = version }, new ListItem { Id = "tomatoes", Name = "Tomatoes", ProductId = "tomatoes", Quantity = 1 }, new ListItem { Id = "basil", Name = "Basil", ProductId = "basil", Quantity = 1 } } };
        await Do(fact, () => crowd.Edges.Call(number, (client, options) => client.Shoppers.PutListAsync(request, options), cancel));
    }

    private async Task PutOrder(CancellationToken cancel)
    {
        _order = _order.State switch
        {
            OrderState.Preparing => (_order.Number, OrderState.Ready),
            OrderState.Ready => (_order.Number, _dice.Next(2) == 0 ? OrderState.HandedOver : OrderState.Cancelled),
            _ => (_order.Number + 1, OrderState.Preparing),
        };
        var order = $"o{_order.Number}-{id}";
        _orders.Add(order);
        // Staff have to hear of an order that stays ready: its shopper is here.
        Effect[] brings = [.. HasPhone ? [new Effect(Phone.Receiver(id), OrderSubject(order))] : Array.Empty<Effect>(), .. _order.State == OrderState.Ready ? [new Effect(StaffScreen.Receiver, OrderSubject(order))] : Array.Empty<Effect>()];
        var fact = new Fact($"{OrderSubject(order)}/{VersionOf(_order.State)}", OrderSubject(order), VersionOf(_order.State)) { IsKept = true, Payload = _order.State.ToString(), Brings = brings };
        var request = Request(order, _order.State, fact.Version);
        // The order system has a home of its own.
        await Do(fact, () => crowd.Edges.Call(number + 1, (client, options) => client.Stores.PutOrderAsync(request, options), cancel));
    }

    private async Task Tap(CancellationToken cancel)
    {
        var (isFirst, name) = (_tapCount == 0, $"t{++_tapCount}-{id}");
        if (!isFirst) _zone = _dice.Next(CornerShop.Zones.Length);
        var terminal = crowd.Terminal(CornerShop.Zones[_zone]);
        var pass = await Pass(cancel);
        List<Effect> brings = [new Effect(terminal.Receiver, TapTerminal.AnswerTo(name))];
        if (isFirst && HasPhone) brings.Add(new Effect(Phone.Receiver(id), $"visit/{id}"));
        if (isFirst && IsVip) brings.Add(new Effect(StaffScreen.Receiver, StaffScreen.Greeting(id)));
        var payload = $$"""{"id":"{{name}}","at":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}},"kind":"nfc","pass":"{{pass}}"}""";
        var fact = new Fact(name, TapTerminal.AnswerTo(name), 1) { Payload = payload, Brings = brings };
        _taps.Add((terminal, fact));
        crowd.Ledger.Send(fact);
        await Repeated(() => terminal.Tap(fact, cancel));
    }

    private async Task Do<T>(Fact fact, Func<Task<T>> send)
    {
        crowd.Ledger.Send(fact);
        await Repeated(async () =>
        {
            await send();
            crowd.Ledger.Acknowledge(fact);
        });
    }

    // Some of what was answered is sent again, as devices and systems do after a reconnect.
    private async Task Repeated(Func<Task> send)
    {
        await send();
        if (_dice.NextDouble() < crowd.Options.Duplicates) await send();
    }

    private async Task<string> Pass(CancellationToken cancel)
    {
        if (_pass.Token.Length > 0 && Environment.TickCount64 - _pass.At < PassIsFresh.TotalMilliseconds) return _pass.Token;
        var pass = await crowd.Edges.Call(number, (client, options) => client.Shoppers.GetPassAsync(new GetPassRequest { ShopperId = id }, options), cancel);
        _pass = (pass.Token, Environment.TickCount64);
        return pass.Token;
    }

    // There is no call that reads an order. One that is older than what is held is refused, and the refusal names what is held.
    private async Task<long> HeldVersion(string order, CancellationToken cancel)
    {
        try
        {
            await crowd.Edges.Call(number, (client, options) => client.Stores.PutOrderAsync(Request(order, OrderState.Preparing, version: 1), options), cancel);
            return 0;
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.FailedPrecondition)
        {
            const string before = "is lower than ";
            var detail = refused.Status.Detail;
            var from = detail.IndexOf(before, StringComparison.Ordinal);
            if (from < 0) throw new InvalidOperationException($"The refusal does not name the version that is held: {detail}", refused);
            return long.Parse(detail[(from + before.Length)..detail.IndexOf(',', from)]);
        }
    }

    private PutOrderRequest Request(string order, OrderState state, long version) =>
        new() { Order = new Order { Id = order, StoreId = CornerShop.Id, ShopperId = id, State = state, PickupZoneId = "pickup", Version = version } };
}
