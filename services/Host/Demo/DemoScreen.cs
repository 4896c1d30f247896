using SmartStore.Core.Stores;

namespace SmartStore.Host.Demo;

/// <summary>What a person sees of the demo: one line for each thing that reaches a phone or the staff board.</summary>
/// <param name="zones">How people call the zones.</param>
internal sealed class DemoScreen(ZoneNames zones)
{
    private readonly Lock _gate = new();
    private int _inStore;

    /// <summary>Where the pages are.</summary>
    public static void Addresses(Uri http, string store, string shopper, string terminal) => AnsiConsole.MarkupLine(
        $"Staff board  [aqua]{http}staff/{store}[/]\nOn a wall    [aqua]{http}staff/{store}?wall[/]\nPhone        [aqua]{http}me?shopper={shopper}[/]\nKiosk        [aqua]{http}kiosk/{store}/{terminal}[/]\n");

    public static void Welcome(StoreLayout layout) => AnsiConsole.MarkupLine(
        $"[bold]{Markup.Escape(layout.Name)}[/] is open: {layout.Zones.Count} zones, {layout.Anchors.Count} anchors. Ctrl-C closes it.\n" +
        "In another terminal: [aqua]./run.sh phone --shopper anna[/], [aqua]./run.sh staff --store demo[/], [aqua]./run.sh why --shopper anna[/]\n");

    public void SentIn(Shopper shopper) => Line("door", shopper.Name, "[grey]walks up to the door[/]");

    public void Phone(Shopper shopper, ShopperUpdate update) => Line("phone", shopper.Name, PhoneWords.Line(update));

    public void Staff(StoreUpdate update)
    {
        if (update.Heartbeat is not null) return;
        lock (_gate)
        {
            // Who goes from zone to zone is on the phones' lines already.
            if (update.Occupancy is { } now && now.InStore == _inStore) return;
            _inStore = update.Occupancy?.InStore ?? _inStore;
            AnsiConsole.MarkupLine($"[yellow]staff[/]  {StaffCommand.Line(update, zones)}");
        }
    }

    private void Line(string where, string who, string what)
    {
        lock (_gate) AnsiConsole.MarkupLine($"[blue]{where,-5}[/]  [grey]{DateTime.Now:HH:mm:ss}[/] [bold]{Markup.Escape(who)}[/]  {what}");
    }
}
