using SmartStore.Core.Stores;
using SmartStore.Terminal.Lockers;

namespace SmartStore.Host.Demo;

/// <summary>What a person sees of the demo: one line for each thing that reaches a phone or the staff board.</summary>
/// <param name="zones">How people call the zones.</param>
internal sealed class DemoScreen(ZoneNames zones)
{
    private readonly Lock _gate = new();
    private int _inStore;

    /// <summary>Where the pages are.</summary>
    public static void Addresses(Uri http, string store, string shopper, string terminal) => AnsiConsole.MarkupLine(
        $"Staff board  [aqua]{http}staff/{store}[/]\nOn a wall    [aqua]{http}staff/{store}?wall[/]\nPhone        [aqua]{http}me?shopper={shopper}[/]\nKiosk        [aqua]{http}kiosk/{store}/{terminal}[/]\nManager      [aqua]{http}manage[/]\n");

    public static void Welcome(StoreLayout layout) => AnsiConsole.MarkupLine(
        $"[bold]{Markup.Escape(layout.Name)}[/] is open: {layout.Zones.Count} zones, {layout.Anchors.Count} anchors. Ctrl-C closes it.\n" +
        "Orders are fetched at the desk and at the locker, Anna's list is shared with a phone at home, milk sells out, somebody calls for help.\n" +
        "In another terminal: [aqua]./run.sh phone --shopper anna[/], [aqua]./run.sh staff --store demo[/], [aqua]./run.sh why --shopper anna[/]\n");

    public void SentIn(Shopper shopper) => Line("door", shopper.Name, "[grey]walks up to the door[/]");

    public void Phone(Shopper shopper, ShopperUpdate update) => Line("phone", shopper.Name, PhoneWords.Line(update));

    /// <summary>Another phone of the same shopper: what it adds, and what it sees of the list.</summary>
    public void OtherPhone(Shopper shopper, string what) => Line("phone", $"{shopper.Name}, at home", what);

    /// <summary>What a till says of a shelf.</summary>
    public void Till(string what) => Line("till", "till-1", $"[grey]{Markup.Escape(what)}[/]");

    /// <summary>What a terminal shows to whoever tapped there.</summary>
    public void Terminal(string terminal, string who, string text) => Line("tap", terminal, $"[aqua]{Markup.Escape(who)}: {Markup.Escape(text)}[/]");

    public void Door(string terminal, DoorMoved door) => Line("door", terminal, $"[aqua]slot {Markup.Escape(door.Slot)} {Markup.Escape(door.Word)}[/]");

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
