using SmartStore.Core.Pickup;
using SmartStore.Core.Screens;

namespace SmartStore.GrainInterfaces;

/// <summary>What one terminal shows. It lies in memory alone, for a minute at a time. Key: the store's id, a slash, the terminal's.</summary>
public interface IScreenGrain : IGrainWithStringKey
{
    /// <summary>A shopper tapped: the screen of whoever was there before closes, and theirs opens. The same tap, said again, opens nothing.</summary>
    [ResponseTimeout("00:00:05")]
    Task Open([Immutable] ScreenOpening opening);

    /// <summary>Judges an act.</summary>
    [ResponseTimeout("00:00:05")]
    Task<ActTurn> Begin([Immutable] TerminalAct act, IScreenViewer? viewer);

    /// <summary>Keeps the answer to an act that was carried out, and shows what came of it.</summary>
    /// <param name="content">Null: as before.</param>
    [ResponseTimeout("00:00:05")]
    Task Finish([Immutable] TapAnswer answer, [Immutable] ScreenContent? content);

    /// <summary>Keeps the answer to an act of nobody: whatever is shown stays.</summary>
    [ResponseTimeout("00:00:05")]
    Task Keep([Immutable] TapAnswer answer);

    /// <summary>The shopper's lists or orders have changed.</summary>
    [OneWay]
    Task Refresh(string session, [Immutable] ScreenContent content);

    /// <summary>The shopper is elsewhere, or ended it on the phone.</summary>
    [OneWay]
    Task End(string session);

    /// <summary>A viewer shows this screen from now on. It says so again before <see cref="ScreenWatch.Lease"/> is over.</summary>
    [ResponseTimeout("00:00:05")]
    Task Watch(IScreenViewer viewer);

    /// <summary>A viewer shows it no more.</summary>
    [ResponseTimeout("00:00:05")]
    Task Unwatch(IScreenViewer viewer);
}

/// <summary>How long things last between a screen and those who show it.</summary>
public static class ScreenWatch
{
    /// <summary>A viewer that has not said so again for this long is gone.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    /// <summary>Key of a terminal's screen.</summary>
    public static string Key(StoreId store, string terminal) => $"{store.Value}/{terminal}";
}

/// <summary>One object in each process that shows screens: on streams, or on terminals' topics.</summary>
public interface IScreenViewer : IGrainObserver
{
    /// <summary>Shows a frame.</summary>
    /// <param name="screen">A serialized <c>TerminalScreen</c>; empty: blank.</param>
    [ResponseTimeout("00:00:02")]
    Task Show(string store, string terminal, [Immutable] byte[] screen);
}

/// <summary>A shopper tapped a terminal that has a screen.</summary>
/// <param name="Text">What the answer says.</param>
/// <param name="Viewer">Shows it, from now on; null: others do.</param>
[GenerateSerializer, Immutable, Alias("ScreenOpening")]
public sealed record ScreenOpening(
    [property: Id(0)] TapKey Tap, [property: Id(1)] ShopperId Shopper, [property: Id(2)] ScreenContent Content, [property: Id(3)] string Text, [property: Id(4)] IScreenViewer? Viewer);

/// <summary>What becomes of an act.</summary>
/// <param name="Answer">There is nothing more to do; null: it is to be carried out.</param>
/// <param name="Session">The open screen at which it was done; null: it was done at none.</param>
[GenerateSerializer, Immutable, Alias("ActTurn")]
public sealed record ActTurn([property: Id(0)] TapAnswer? Answer, [property: Id(1)] ScreenSession? Session);

/// <summary>What a shopper's grain hears of a screen of theirs.</summary>
/// <param name="Until">When it closes by itself; past: it is closed.</param>
[GenerateSerializer, Immutable, Alias("ShownScreen")]
public sealed record ShownScreen(
    [property: Id(0)] StoreId Store, [property: Id(1)] string Terminal, [property: Id(2)] string Session, [property: Id(3)] DateTimeOffset Until, [property: Id(4)] ScreenChanges Changes)
{
    /// <summary>Screens of one shopper; the oldest closes when one more opens.</summary>
    public const int PerShopperMax = 2;
}
