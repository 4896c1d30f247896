namespace SmartStore.Host.Cli;

/// <summary><c>staff</c>: the board of one store, live, and what staff do with its orders.</summary>
internal static class StaffCommand
{
    public static Command Create()
    {
        var store = Setting.Id("store", "Store id");
        var staff = new Option<string?>("--staff") { Description = "Staff id of who looks at it: they are on duty until 60 s after this command ends", HelpName = "ID" };
        var wall = new Option<bool>("--without-names") { Description = "Leave names and shopper ids out, as on a wall" };
        return new Command("staff", "Shows the staff board of a store, live: VIPs who arrive, pickups that wait. Or takes on and hands over an order.") { store, staff, wall, Claim(), Complete() }.Calls(async (line, client, cancel) =>
        {
            if (line.GetValue(staff) is { } who && !Id.IsValid(who)) throw new UsageException($"--staff has to be 1–{Id.MaxLength} characters of [A-Za-z0-9._:-]; '{who}' is not.");
            var zones = new ZoneNames(await client.Stores.GetStoreAsync(new GetStoreRequest { StoreId = line.GetValue(store)! }, cancellationToken: cancel));
            var breaks = new StreamBreaks(CommandLine.Say);
            var board = new WatchStoreRequest { StoreId = line.GetValue(store)!, StaffId = line.GetValue(staff) ?? "", WithoutNames = line.GetValue(wall) };
            await foreach (var update in client.WatchStore(board, breaks.Broke, cancel))
            {
                if (breaks.IsBroken) CommandLine.Say("The server answers again.");
                breaks.Came();
                if (update.Heartbeat is null) AnsiConsole.MarkupLine(Line(update, zones));
            }

            return CommandLine.Ok;
        });
    }

    private static Command Claim()
    {
        var (store, order, staff) = (Setting.Id("store", "Store id"), Setting.Id("order", "Order id"), Setting.Id("staff", "Who takes it on"));
        var release = new Option<bool>("--release") { Description = "Give it back instead" };
        return new Command("claim", "Takes an order on, so that nobody else brings it; after 10 minutes it is given back by itself.") { store, order, staff, release }.Calls(async (line, client, cancel) =>
        {
            var request = new ClaimRequest { StoreId = line.GetValue(store)!, OrderId = line.GetValue(order)!, StaffId = line.GetValue(staff)!, Release = line.GetValue(release) };
            return Say(await client.Staff.ClaimAsync(request, cancellationToken: cancel));
        });
    }

    private static Command Complete()
    {
        var (store, order, staff) = (Setting.Id("store", "Store id"), Setting.Id("order", "Order id"), Setting.Id("staff", "Who handed it over"));
        var proof = new Option<string>("--proof") { Description = "What proved who fetched it: tap, code:NNNNNNNN, id or signature; without it a tap of the last 5 minutes counts", HelpName = "PROOF", DefaultValueFactory = _ => "" };
        return new Command("complete", "Says that an order was handed over.") { store, order, staff, proof }.Calls(async (line, client, cancel) =>
        {
            var request = new CompleteRequest { StoreId = line.GetValue(store)!, OrderId = line.GetValue(order)!, StaffId = line.GetValue(staff)!, Proof = line.GetValue(proof)! };
            return Say(await client.Staff.CompleteAsync(request, cancellationToken: cancel));
        });
    }

    private static int Say(Order order)
    {
        var state = order.State == OrderState.HandedOver ? "handed over" : order.State.ToString().ToLowerInvariant();
        Console.WriteLine($"order {order.Id} is {state}{(order.ClaimedBy.Length > 0 ? $" by {(order.ClaimedByName.Length > 0 ? order.ClaimedByName : order.ClaimedBy)}" : "")}{(order.Proof.Length > 0 ? $", proof: {order.Proof}" : "")}");
        return CommandLine.Ok;
    }

    /// <summary>One update as a line of the board.</summary>
    internal static string Line(StoreUpdate update, ZoneNames names)
    {
        var at = update.At is null ? "" : update.At.ToDateTimeOffset().ToLocalTime().ToString("HH:mm:ss");
        return $"[grey]{at}[/] " + update.WhatCase switch
        {
            StoreUpdate.WhatOneofCase.VipArrived => $"[yellow]★ {Who(update.VipArrived.Name, "a VIP")}[/] is here{In(update.VipArrived.ZoneId)}{Sure(update.VipArrived)}: {Markup.Escape(update.VipArrived.Reason)}",
            StoreUpdate.WhatOneofCase.VipLeft => $"[grey]{Who(update.VipLeft.ShopperId, "a VIP")} left[/]",
            StoreUpdate.WhatOneofCase.PickupWaiting => Pickup(update.PickupWaiting),
            StoreUpdate.WhatOneofCase.PickupEnded => $"[grey]order {Markup.Escape(update.PickupEnded.OrderId)} waits no longer: {Markup.Escape(update.PickupEnded.Why)}[/]",
            StoreUpdate.WhatOneofCase.HandedOver => $"order {Markup.Escape(update.HandedOver.OrderId)} was handed over{(update.HandedOver.Proof.Length > 0 ? $", proof: {Markup.Escape(update.HandedOver.Proof)}" : "")}",
            StoreUpdate.WhatOneofCase.Assistance => $"[red]! {Markup.Escape(update.Assistance.Text)}[/]",
            StoreUpdate.WhatOneofCase.Case => $"[{(update.Case.Escalation > 0 ? "red" : "yellow")}]◆[/] {Markup.Escape(CaseCommand.Line(update.Case, names))}",
            StoreUpdate.WhatOneofCase.ReceiverStatus => Receiver(update.ReceiverStatus),
            StoreUpdate.WhatOneofCase.Occupancy => $"[grey]{Markup.Escape(People(update.Occupancy))}[/]",
            _ => Markup.Escape(update.ToString()),
        };

        // "3 in the store: entrance 1, produce 1, no zone known 1"
        string People(Occupancy now)
        {
            var places = now.Zones.Where(zone => zone.Shoppers > 0).Select(zone => $"{names.Of(zone.ZoneId)} {zone.Shoppers}").Concat(now.ZoneUnknown > 0 ? [$"no zone known {now.ZoneUnknown}"] : []);
            return now.InStore == 0 ? "nobody is in the store" : $"{now.InStore} in the store: {string.Join(", ", places)}";
        }

        string Pickup(PickupWaiting order)
        {
            var colour = order.Escalation switch { 0 => "green", 1 => "yellow", _ => "red" };
            var who = order.Name.Length > 0 ? $" for {Markup.Escape(order.Name)}" : "";
            var tapped = order.TerminalId.Length > 0 ? $", tapped at {Markup.Escape(order.TerminalId)}" : "";
            var by = order.ClaimedByName.Length > 0 ? order.ClaimedByName : order.ClaimedBy;
            return $"[{colour}]▣ order {Markup.Escape(order.OrderId)}[/]{who} waits{In(order.ZoneId)}{tapped}{(by.Length > 0 ? $", {Markup.Escape(by)} brings it" : "")}";
        }

        // The server says whether it is offline, silent or was never heard.
        static string Receiver(ReceiverStatus receiver)
        {
            var colour = receiver.Online ? "green" : "red";
            var text = receiver.Text.Length > 0 ? receiver.Text : $"Receiver {receiver.AnchorId} is {(receiver.Online ? "online" : "degraded")}.";
            return $"[{colour}]{Markup.Escape(text)}[/]";
        }

        // A board without names leaves them empty.
        static string Who(string name, string otherwise) => Markup.Escape(name.Length > 0 ? name : otherwise);

        string In(string zone) => zone.Length == 0 ? "" : $" in {Markup.Escape(names.Of(zone))}";

        // How sure the server is of the zone. Without one there is nothing to be sure of.
        static string Sure(VipArrived vip) => vip.ZoneId.Length == 0 ? "" : $" [grey]({vip.Confidence:P0} sure)[/]";
    }
}

/// <summary>The zones of one store as people call them; a zone that was added since goes by its id.</summary>
internal sealed class ZoneNames(Store store)
{
    private readonly Dictionary<string, string> _names = store.Zones.ToDictionary(zone => zone.Id, zone => zone.Name);

    public string Of(string zone) => _names.GetValueOrDefault(zone, zone);
}
