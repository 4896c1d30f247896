using System.Globalization;
using SmartStore.Contracts.V1;
using Spectre.Console;

namespace SmartStore.Host.Cli;

/// <summary>Updates of a phone as lines of a terminal.</summary>
internal static class PhoneWords
{
    public static string Line(ShopperUpdate update) => update.WhatCase switch
    {
        ShopperUpdate.WhatOneofCase.VisitStarted => $"[green]came into {Markup.Escape(update.VisitStarted.StoreId)}[/]",
        ShopperUpdate.WhatOneofCase.VisitEnded => "[grey]left[/]",
        ShopperUpdate.WhatOneofCase.ZoneEntered => update.ZoneEntered.ZoneId.Length == 0 ? "[grey]somewhere in the shop[/]" : $"is in {Markup.Escape(update.ZoneEntered.ZoneName)}",
        ShopperUpdate.WhatOneofCase.ListRecalled => $"list: {Markup.Escape(string.Join(", ", update.ListRecalled.Items.Select(Item)))}",
        ShopperUpdate.WhatOneofCase.Suggestion => Suggestion(update.Suggestion),
        ShopperUpdate.WhatOneofCase.Pickup => $"[green]▣ {Markup.Escape(update.Pickup.Text)}[/]",
        ShopperUpdate.WhatOneofCase.SuggestionRevoked => "[grey]a suggestion was taken back[/]",
        _ => Markup.Escape(update.ToString()),
    };

    /// <summary>A suggestion with what is missing, where it stands and what it costs, and why it is shown.</summary>
    public static string Suggestion(Suggestion suggestion)
    {
        var text = $"[magenta]♦ {Markup.Escape(suggestion.Title)}[/] {Markup.Escape(suggestion.Text)}";
        if (suggestion.Recipe is { } recipe)
            foreach (var missing in recipe.Missing)
                text += $"\n         [magenta]+[/] {Markup.Escape(missing.Name)}, aisle {Markup.Escape(missing.Aisle)}, {(missing.PriceMinor / 100m).ToString("0.00", CultureInfo.InvariantCulture)}";
        return $"{text}\n         [grey]why: {Markup.Escape(suggestion.Why?.Text ?? "")}[/]";
    }

    private static string Item(RecalledItem recalled) => recalled.Aisle.Length == 0 ? recalled.Item.Name : $"{recalled.Item.Name} ({recalled.Aisle})";
}
