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
    /// <param name="shared">See <see cref="ScreenOpening.Shared"/>.</param>
    [ResponseTimeout("00:00:05")]
    Task<ActTurn> Begin([Immutable] TerminalAct act, IScreenViewer? shared);

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

    /// <summary>A viewer shows this screen from now on, beginning with the one that is open. It says so again before <see cref="ScreenWatch.Lease"/> is over.</summary>
    [ResponseTimeout("00:00:05")]
    Task Watch(IScreenViewer viewer);

    /// <summary>Whether anything shows this screen.</summary>
    [ResponseTimeout("00:00:05")]
    Task<bool> IsWatched();

    /// <summary>A viewer shows it no more.</summary>
    [ResponseTimeout("00:00:05")]
    Task Unwatch(IScreenViewer viewer);
}

/// <summary>How long things last between a screen and those who show it.</summary>
public static class ScreenWatch
{
    /// <summary>A viewer that has not said so again for this long is gone.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    /// <summary>A viewer says so often that it shows a screen.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    /// <summary>Key of a terminal's screen.</summary>
    public static string Key(StoreId store, string terminal) => $"{store.Value}/{terminal}";
}

/// <summary>One of the ways on which this process shows screens: streams, or topics.</summary>
public interface IScreenEdge
{
    /// <summary>Shows the terminal's screen to those who look at it through this process; null: nobody does.</summary>
    IScreenViewer? Viewer(StoreId store, Terminal terminal);

    /// <summary>Shows screens to those who look at them through all processes, so that one of the processes is enough; null: there is no such way.</summary>
    IScreenViewer? Shared { get; }
}

/// <summary>What shows frames to those who look at screens.</summary>
public interface IScreenViewer : IGrainObserver
{
    /// <summary>Shows a frame.</summary>
    /// <param name="screen">A serialized <c>TerminalScreen</c>; empty: blank.</param>
    [ResponseTimeout("00:00:02")]
    Task Show(string store, string terminal, [Immutable] byte[] screen);
}

/// <summary>A shopper tapped a terminal that has a screen.</summary>
/// <param name="Text">What the answer says.</param>
/// <param name="Shared">Shows it to the readers of a broker that all processes share, from now on and alone; null: the one before goes on.</param>
[GenerateSerializer, Immutable, Alias("ScreenOpening")]
public sealed record ScreenOpening(
    [property: Id(0)] TapKey Tap, [property: Id(1)] ShopperId Shopper, [property: Id(2)] ScreenContent Content, [property: Id(3)] string Text, [property: Id(4)] IScreenViewer? Shared);

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
