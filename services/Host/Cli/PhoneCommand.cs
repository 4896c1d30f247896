using System.Globalization;
using Grpc.Core;
using SmartStore.Phone;
using SmartStore.Phone.State;
using Spectre.Console.Rendering;

namespace SmartStore.Host.Cli;

/// <summary><c>phone</c>: a shopper's phone in the terminal.</summary>
internal static class PhoneCommand
{
    public static Command Create()
    {
        var shopper = Setting.Id("shopper", "Shopper id");
        var device = new Option<string>("--device") { Description = "Device id: the newest stream of a device takes the place of its older one", HelpName = "ID", DefaultValueFactory = _ => "terminal" };
        return new Command("phone", "Shows a shopper's phone, live. Keys: a accept, d dismiss, s snooze, n never (the newest suggestion), q quit.") { shopper, device }.Calls(async (line, client, cancel) =>
        {
            if (!Id.IsValid(line.GetValue(device))) throw new UsageException($"--device has to be 1–{Id.MaxLength} characters of [A-Za-z0-9._:-]; '{line.GetValue(device)}' is not.");
            // The phone itself waits for the server without end. A person who has just typed its address wants to hear that it is not there.
            await client.Shoppers.GetListAsync(new GetListRequest { ShopperId = line.GetValue(shopper)! }, cancellationToken: cancel);
            await using var phone = new PhoneDevice(new PhoneOptions { ShopperId = line.GetValue(shopper)!, DeviceId = line.GetValue(device)! }, client.Channel);
            return await Show(phone, line.GetValue(shopper)!, client, cancel);
        });
    }

    private static async Task<int> Show(PhoneDevice phone, string shopper, StoreClient client, CancellationToken cancel)
    {
        if (Console.IsOutputRedirected)
        {
            // For scripts: one line an update.
            phone.Updated += change => Console.WriteLine(change.Update);
            phone.Start();
            await Task.WhenAny(phone.Ended, Task.Delay(Timeout.Infinite, cancel));
        }
        else
        {
            phone.Start();
            await AnsiConsole.Live(Draw(shopper, phone.State, note: "")).StartAsync(async live =>
            {
                var note = "";
                while (!cancel.IsCancellationRequested && !phone.Ended.IsCompleted)
                {
                    if (!Console.IsInputRedirected && Console.KeyAvailable)
                    {
                        var key = Console.ReadKey(intercept: true).KeyChar;
                        if (key == 'q') return;
                        note = await Press(key, phone.State, shopper, client, cancel) ?? note;
                    }

                    live.UpdateTarget(Draw(shopper, phone.State, note));
                    await Task.Delay(100, CancellationToken.None);
                }
            });
        }

        if (!phone.Ended.IsCompletedSuccessfully || await phone.Ended is not { } refused) return CommandLine.Ok;
        CommandLine.Refused(refused);
        return CommandLine.Failure;
    }

    // What became of a key; null: it answers nothing.
    private static async Task<string?> Press(char key, PhoneState state, string shopper, StoreClient client, CancellationToken cancel)
    {
        var (response, done) = key switch
        {
            'a' => (Response.Accepted, "accepted"),
            'd' => (Response.Dismissed, "dismissed"),
            's' => (Response.Snoozed, "put off"),
            'n' => (Response.Never, "not to be shown again"),
            _ => (Response.Unspecified, ""),
        };
        if (response == Response.Unspecified || state.Suggestions.Count == 0) return null;
        var suggestion = state.Suggestions[^1];
        try
        {
            await client.Shoppers.RespondAsync(new RespondRequest { ShopperId = shopper, SuggestionId = suggestion.Id, Response = response }, cancellationToken: cancel);
            return $"{suggestion.Title}: {done}";
        }
        catch (RpcException e) when (!cancel.IsCancellationRequested)
        {
            return e.StatusCode == StatusCode.Unavailable ? "The server does not answer; press the key again." : e.Status.Detail;
        }
    }

    private static Panel Draw(string shopper, PhoneState state, string note)
    {
        var rows = new List<IRenderable>
        {
            new Markup(state.IsInStore ? $"[green]{Markup.Escape(state.StoreId)}[/] · {Markup.Escape(state.ZoneName.Length > 0 ? state.ZoneName : "somewhere in the shop")}" : "[grey]not in a shop[/]"),
        };
        rows.AddRange(state.Pickups.Select(pickup => new Markup($"[green]▣ {Markup.Escape(pickup.Text)}[/]")));
        rows.AddRange(state.Suggestions.Select(suggestion => new Markup(PhoneWords.Suggestion(suggestion))));
        if (state.List.Count > 0)
        {
            var list = new Table().Border(TableBorder.None).AddColumns("[grey]list[/]", "[grey]aisle[/]");
            foreach (var item in state.List) list.AddRow(Markup.Escape(item.Item.Name), Markup.Escape(PhoneWords.Where(item)));
            rows.Add(list);
        }

        if (note.Length > 0) rows.Add(new Markup($"[grey]{Markup.Escape(note)}[/]"));
        return new Panel(new Rows(rows)).Header($" {Markup.Escape(shopper)} ").RoundedBorder();
    }
}

/// <summary>Updates of a phone as lines of a terminal.</summary>
internal static class PhoneWords
{
    public static string Line(ShopperUpdate update) => update.WhatCase switch
    {
        ShopperUpdate.WhatOneofCase.VisitStarted => "[green]came into the store[/]",
        ShopperUpdate.WhatOneofCase.VisitEnded => "[grey]left[/]",
        ShopperUpdate.WhatOneofCase.ZoneEntered => update.ZoneEntered.ZoneId.Length == 0 ? "[grey]somewhere in the shop[/]" : $"is in {Markup.Escape(update.ZoneEntered.ZoneName)}",
        ShopperUpdate.WhatOneofCase.ListRecalled => $"list: {Markup.Escape(string.Join(", ", update.ListRecalled.Items.Select(Item)))}",
        ShopperUpdate.WhatOneofCase.Suggestion => Suggestion(update.Suggestion),
        ShopperUpdate.WhatOneofCase.Pickup => $"[green]▣ {Markup.Escape(update.Pickup.Text)}[/]",
        ShopperUpdate.WhatOneofCase.Case => $"[yellow]◆ {Markup.Escape(Case(update.Case))}[/]",
        ShopperUpdate.WhatOneofCase.ListChanged => $"[grey]list: {Markup.Escape(string.Join(", ", update.ListChanged.Items.Select(item => item.Done ? $"{item.Name} is done" : item.Name)))}[/]",
        ShopperUpdate.WhatOneofCase.SuggestionRevoked => "[grey]a suggestion was taken back[/]",
        _ => Markup.Escape(update.ToString()),
    };

    // "help is taken by Kim, about 14:05: I come to the wines."
    private static string Case(Case one)
    {
        var by = one.StaffName.Length > 0 ? $" by {one.StaffName}" : "";
        var due = one.DueAt is { } at ? $", about {at.ToDateTimeOffset().ToLocalTime():HH:mm}" : "";
        var said = one.Entries.Count > 0 ? $": {one.Entries[^1].Text}{(one.Entries[^1].Choices.Count > 0 ? $" [{string.Join(" | ", one.Entries[^1].Choices)}]" : "")}" : "";
        return $"{one.Kind.ToString().ToLowerInvariant()} is {one.State.ToString().ToLowerInvariant()}{by}{due}{said}";
    }

    /// <summary>A suggestion with what is missing, where it stands and what it costs, and why it is shown.</summary>
    public static string Suggestion(Suggestion suggestion)
    {
        var text = $"[magenta]♦ {Markup.Escape(suggestion.Title)}[/]\n         {Markup.Escape(suggestion.Text)}";
        foreach (var missing in suggestion.Recipe?.Missing ?? [])
            text += $"\n         [magenta]+[/] {Markup.Escape(missing.Name)}, aisle {Markup.Escape(missing.Aisle)}, {(missing.PriceMinor / 100m).ToString("0.00", CultureInfo.InvariantCulture)}";
        return $"{text}\n         [grey]why: {Markup.Escape(suggestion.Why?.Text ?? "")}[/]";
    }

    /// <summary>The aisle of an item, or what to do when it is sold out.</summary>
    public static string Where(RecalledItem recalled) => recalled.OutOfStock ? string.Join(' ', ["sold out.", .. recalled.Alternatives.Select(way => way.Text)]) : recalled.Aisle;

    private static string Item(RecalledItem recalled) => Where(recalled) is { Length: > 0 } where ? $"{recalled.Item.Name} ({where})" : recalled.Item.Name;
}
