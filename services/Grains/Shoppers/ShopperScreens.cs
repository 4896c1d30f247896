using SmartStore.Core.Screens;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.Shoppers;

/// <summary>The terminals that show something of one shopper, in memory alone: they close when the shopper is seen elsewhere, and show what the lists are now.</summary>
internal sealed class ShopperScreens(IGrainFactory grains)
{
    private IReadOnlyList<ShownScreen> _open = [];

    /// <summary>Counts up with each change; 0: there was none.</summary>
    public long Version { get; private set; }

    /// <summary>Those that are open, the oldest first.</summary>
    public IReadOnlyList<ShownScreen> Open(DateTimeOffset now) => [.. _open.Where(screen => now < screen.Until)];

    /// <summary>A screen has opened, goes on, or has closed.</summary>
    public void Heard(ShownScreen screen, DateTimeOffset now)
    {
        Version++;
        _open = [.. Open(now).Where(known => known.Session != screen.Session)];
        if (now < screen.Until) _open = [.. _open, screen];
        foreach (var older in _open.SkipLast(ShownScreen.PerShopperMax)) Close(older);
    }

    /// <summary>Closes all of them.</summary>
    public int End(DateTimeOffset now)
    {
        var open = Open(now);
        foreach (var screen in open) Close(screen);
        return open.Count;
    }

    /// <summary>The shopper is another now.</summary>
    public void Follow(Shopper before, Shopper after, IBooks books, DateTimeOffset now)
    {
        if (_open.Count == 0) return;
        foreach (var screen in Open(now))
        {
            if (books.Find(screen.Store) is not { } book || book.Terminal(screen.Terminal) is not { } terminal) continue;
            if (after.Profile is null || IsElsewhere(before, after, screen.Store, terminal.Zone)) Close(screen);
            else if (before.ListsVersion != after.ListsVersion || !ReferenceEquals(before.Orders, after.Orders))
                _ = Grain(screen).Refresh(screen.Session, ScreenContent.Of(after, book, terminal, books, screen.Changes, now));
        }
    }

    // What the tracker says, or the end of the visit. Who is not tracked is never seen elsewhere.
    private static bool IsElsewhere(Shopper before, Shopper after, StoreId store, ZoneId zone) => after.Visit is { } visit
        ? visit.Store != store || (!visit.Zone.IsUnknown && visit.Zone != zone)
        : before.Visit is not null;

    private void Close(ShownScreen screen) => _ = Grain(screen).End(screen.Session);

    private IScreenGrain Grain(ShownScreen screen) => grains.GetGrain<IScreenGrain>(ScreenWatch.Key(screen.Store, screen.Terminal));
}
