using System.Globalization;
using System.Security.Cryptography;
using SmartStore.Core.Orders;
using SmartStore.Core.Staff;
using SmartStore.Core.Stores;

namespace SmartStore.GrainInterfaces;

/// <summary>The staff board of one store, made of copies from shoppers, orders and cases, and the codes of its orders. Key: the store's id.</summary>
public interface IStoreGrain : IFollowedGrain, IWakeableGrain, ICopyTarget
{
    /// <summary>Answers a tap with a code that this server did not issue. The same tap gets the same answer.</summary>
    [ResponseTimeout("00:00:02")]
    Task<TapReply> Tap([Immutable] TapForged fact);

    /// <summary>Answers digits that were entered, or names the order that they collect. The same tap gets the same reply.</summary>
    [ResponseTimeout("00:00:02")]
    Task<TapReply> Enter([Immutable] CodeEntered fact);

    /// <summary>The code of an order, the same until it is handed over; null: as many are given as may be.</summary>
    [ResponseTimeout("00:00:02")]
    Task<string?> Code([Immutable] CodeAsked fact);

    /// <summary>What the store's lockers may give away by themselves.</summary>
    /// <param name="seen">Of the last reply; 0: there was none.</param>
    [ResponseTimeout("00:00:02")]
    Task<ManifestsReply> Manifests(long seen);

    /// <summary>Takes codes back. Said again, it changes nothing.</summary>
    [ResponseTimeout("00:00:02")]
    Task EndCodes([Immutable] CodesEnded fact);

    /// <summary>Erases a person from the board, and from what screens have still to be told. Said again, it changes nothing.</summary>
    [ResponseTimeout("00:00:02")]
    Task Erase([Immutable] ShopperErased fact);

    /// <summary>Who is on duty, over all processes, in the order in which they came. A stream with <see cref="FollowRequest.Staff"/> puts its member on duty.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task<OnDuty[]> OnDuty();

    /// <summary>How its open cases stand.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task<QueueView> Queue();

    /// <summary>Ends a member's duty at once: they signed out, or may act for this store no more. Streams of theirs that are still open count no more.</summary>
    [ResponseTimeout("00:00:02")]
    Task SignOut(string staff);

    /// <summary>A board was locked, or is somebody else's from now on: what it showed with names ends, in every window.</summary>
    /// <param name="board">As a device is named.</param>
    /// <param name="opening">The signing in that is over: a window that has the cookie of before for a moment more opens nothing with it.</param>
    [ResponseTimeout("00:00:02")]
    Task Lock(string board, string opening);
}

/// <summary>Random codes, of which a store gives one that is free.</summary>
public static class CodeCandidates
{
    // Of 10^8 codes a store has given at most 2,000: that all of these are among them happens to nobody.
    private const int Count = 4;

    /// <summary>New ones.</summary>
    public static IReadOnlyList<string> New() => [.. Enumerable.Range(0, Count).Select(_ => One())];

    /// <summary>One, for what is told apart by more than its code.</summary>
    public static string One() => RandomNumberGenerator.GetInt32(100_000_000).ToString("D8", CultureInfo.InvariantCulture);
}

/// <summary>What lockers may give away.</summary>
/// <param name="Seen">Say it when asking again.</param>
/// <param name="Manifests">One for each locker; null: nothing changed since.</param>
[GenerateSerializer, Immutable, Alias("ManifestsReply")]
public sealed record ManifestsReply([property: Id(0)] long Seen, [property: Id(1)] IReadOnlyList<Manifest>? Manifests);
