using System.CommandLine;
using SmartStore.Contracts.V1;
using SmartStore.Rpc.Client;
using Spectre.Console;

namespace SmartStore.Host.Cli;

/// <summary><c>staff</c>: the board of one store, live.</summary>
internal static class StaffCommand
{
    public static Command Create()
    {
        var command = new Command("staff", "Shows the staff board of a store, live: VIPs who arrive, pickups that wait.");
        var store = new Option<string>("--store") { Description = "Store id", HelpName = "ID", Required = true };
        var server = new ServerOption();
        command.Options.Add(store);
        server.AddTo(command);
        command.SetAction(async (line, cancel) =>
        {
            using var client = server.Connect(line);
            var follow = new RpcFollowOptions { OnBreak = (status, pause) => CommandLine.Say($"The stream broke ({status.Message}); trying again in {pause.TotalSeconds:0.#} s.") };
            await foreach (var update in client.WatchStore(line.GetValue(store)!, follow, cancel)) AnsiConsole.MarkupLine(Line(update));
            return CommandLine.Ok;
        });
        return command;
    }

    /// <summary>One update as a line of the board.</summary>
    internal static string Line(StoreUpdate update)
    {
        var at = update.At is null ? "" : update.At.ToDateTimeOffset().ToLocalTime().ToString("HH:mm:ss");
        return $"[grey]{at}[/] " + update.WhatCase switch
        {
            StoreUpdate.WhatOneofCase.VipArrived => $"[yellow]★ {Markup.Escape(update.VipArrived.Name)}[/] is here{In(update.VipArrived.ZoneId)}: {Markup.Escape(update.VipArrived.Reason)} [grey]({update.VipArrived.Confidence:P0} sure)[/]",
            StoreUpdate.WhatOneofCase.VipLeft => $"[grey]{Markup.Escape(update.VipLeft.ShopperId)} left[/]",
            StoreUpdate.WhatOneofCase.PickupWaiting => $"[green]▣ order {Markup.Escape(update.PickupWaiting.OrderId)}[/] for {Markup.Escape(update.PickupWaiting.Name)} waits{In(update.PickupWaiting.ZoneId)}",
            StoreUpdate.WhatOneofCase.HandedOver => $"order {Markup.Escape(update.HandedOver.OrderId)} was handed over",
            StoreUpdate.WhatOneofCase.ReceiverStatus => $"[red]receiver {Markup.Escape(update.ReceiverStatus.AnchorId)}[/] {(update.ReceiverStatus.Online ? "is back" : "is silent")}",
            StoreUpdate.WhatOneofCase.Occupancy => $"[grey]{update.Occupancy.InStore} in the store, {update.Occupancy.ZoneUnknown} somewhere in it[/]",
            _ => Markup.Escape(update.ToString()),
        };

        static string In(string zone) => zone.Length == 0 ? "" : $" in {Markup.Escape(zone)}";
    }
}
