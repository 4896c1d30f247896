using SmartStore.Core.Screens;
using SmartStore.Core.Shoppers;

namespace SmartStore.GrainInterfaces;

/// <summary>One shopper: the only writer of consent, list, visit and live suggestions. Key: the shopper's id.</summary>
public interface IShopperGrain : IFollowedGrain, IWakeableGrain, ICopyTarget
{
    /// <summary>Takes a profile, list, consent or response. Completes when it is committed.</summary>
    [ResponseTimeout("00:00:02")]
    Task<ShopperReply> Apply([Immutable] ShopperFact fact);

    /// <summary>Takes what a tracker says: <see cref="ZoneObserved"/> or <see cref="StillHere"/>.</summary>
    /// <param name="known">Version of what the tracker knows of the shopper; 0: nothing.</param>
    [ResponseTimeout("00:00:02")]
    Task<LocateReply> Locate([Immutable] ShopperFact fact, long known);

    /// <summary>Takes a tap with a genuine pass. The same tap gets the same reply.</summary>
    [ResponseTimeout("00:00:02")]
    Task<TapReply> Tap([Immutable] Tapped tap);

    /// <summary>Whether a case may be opened for this shopper, and what it needs to know of them. The same wish gets the same answer.</summary>
    [ResponseTimeout("00:00:02")]
    Task<CaseGrant> AskCase([Immutable] CaseAsked fact);

    /// <summary>Takes that products of the visited store are sold out, or there again. Nothing is lost when it does not arrive: the next fact finds the same books.</summary>
    [ResponseTimeout("00:00:02")]
    Task TakeStock([Immutable] StockCrossed fact);

    /// <summary>Completes when other grains have the copies of what was committed. After a second it completes without: they get them later.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task Copied();

    /// <summary>Gives what the record holds, a few times a day.</summary>
    [ResponseTimeout("00:00:02")]
    Task<ExportReply> Export([Immutable] ExportAsked fact);

    /// <summary>Ends what was given to the shopper's devices: passes of before are expired from now on, and streams end.</summary>
    /// <param name="keep">A device whose stream goes on; empty: none.</param>
    /// <returns>How many streams end, and how the shopper stands; null: there is no such shopper.</returns>
    [ResponseTimeout("00:00:02")]
    Task<SignOutReply?> EndDevices([Immutable] DevicesEnded fact, string keep);

    /// <summary>
    /// Begins to erase the shopper: from now on there is no such shopper, streams end, and trackers and boards are told. What is left says what has to be finished. Said
    /// again with the same request, it answers the same.
    /// </summary>
    [ResponseTimeout("00:00:02")]
    Task<ErasureReply> Erase([Immutable] ErasureAsked fact);

    /// <summary>Deletes the record of a shopper whose erasure began, once trackers and boards have been told. False: they have not yet; call again.</summary>
    [ResponseTimeout("00:00:05")]
    Task<bool> EndErasure();

    /// <summary>What a terminal may show of the shopper; null: there is no such shopper or terminal, or it has no screen for a person.</summary>
    /// <param name="changes">What was chosen at the terminal.</param>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task<ScreenContent?> Screen(StoreId store, string terminal, [Immutable] ScreenChanges changes);

    /// <summary>A screen shows something of the shopper, or does so no more. It is kept in memory, for as long as the screen is open.</summary>
    [OneWay]
    Task Screened([Immutable] ShownScreen screen);

    /// <summary>How the shopper stands.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task<ShopperView> View();

    /// <summary>What the trackers of a store need to know. The store is told of changes from now on.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task<ShopperPresence> Look(StoreId store);
}

/// <summary>A shopper at a moment.</summary>
[GenerateSerializer, Immutable, Alias("ShopperView")]
public sealed record ShopperView([property: Id(0)] Shopper Shopper)
{
    /// <summary>False: no profile was ever put; NOT_FOUND.</summary>
    public bool Exists => Shopper.Profile is not null;

    /// <summary>Terminals that show something of them now.</summary>
    [Id(1)]
    public IReadOnlyList<ShownScreen> Screens { get; init; } = [];
}

/// <summary>The answer to a fact.</summary>
/// <param name="Response">What became of a response; of other facts always taken.</param>
/// <param name="List">What became of a change of the list; of other facts always taken.</param>
[GenerateSerializer, Immutable, Alias("ShopperReply")]
public sealed record ShopperReply([property: Id(0)] ShopperView View, [property: Id(1)] ResponseOutcome Response, [property: Id(2)] ListOutcome List = ListOutcome.Taken)
{
    /// <summary>What became of consents; of other facts always taken.</summary>
    [Id(3)]
    public ConsentOutcome Consent { get; init; }
}

/// <summary>What a shopper's record holds.</summary>
/// <param name="Shopper">As it stands; null: it was given as often as it is on one day.</param>
/// <param name="Updates">What the phone has still to be told: serialized <c>ShopperUpdate</c>s without cursors, oldest first.</param>
/// <param name="AgainAt">When it is given again, if it was not now.</param>
[GenerateSerializer, Immutable, Alias("ExportReply")]
public sealed record ExportReply([property: Id(0)] Shopper? Shopper, [property: Id(1)] IReadOnlyList<ReadOnlyMemory<byte>> Updates, [property: Id(2)] DateTimeOffset AgainAt);

/// <summary>What ended with a shopper's devices.</summary>
[GenerateSerializer, Immutable, Alias("SignOutReply")]
public sealed record SignOutReply([property: Id(0)] int Streams, [property: Id(1)] Shopper Shopper)
{
    /// <summary>Terminals that showed something of them.</summary>
    [Id(2)]
    public int Screens { get; init; }
}

/// <summary>An erasure that began.</summary>
/// <param name="Erasing">What there is to finish; null: there is no such shopper.</param>
[GenerateSerializer, Immutable, Alias("ErasureReply")]
public sealed record ErasureReply([property: Id(0)] Erasing? Erasing);

/// <summary>The answer to a tracker.</summary>
/// <param name="Presence">How the shopper stands; null: as the tracker knows.</param>
/// <param name="IsRefused">The grain took nothing of it: the tracker's answer stays untold.</param>
[GenerateSerializer, Immutable, Alias("LocateReply")]
public sealed record LocateReply([property: Id(0)] ShopperPresence? Presence, [property: Id(1)] bool IsRefused);

/// <summary>What the trackers need to know of a shopper.</summary>
/// <param name="Version">Greater than that of everything said earlier about this shopper.</param>
/// <param name="Exists">False: there is no such shopper.</param>
/// <param name="MayBeTracked">Consent to presence. Without it evidence is dropped, and what is held is forgotten.</param>
/// <param name="ConsentSince">Since when that consent stands. Older evidence counts for nothing.</param>
/// <param name="Visit">The open visit; null: none.</param>
/// <param name="Proven">The last zone in this visit that a tap proved; null: none.</param>
[GenerateSerializer, Immutable, Alias("ShopperPresence")]
public sealed record ShopperPresence(
    [property: Id(0)] ShopperId Shopper,
    [property: Id(1)] long Version,
    [property: Id(2)] bool Exists,
    [property: Id(3)] bool MayBeTracked,
    [property: Id(4)] DateTimeOffset ConsentSince,
    [property: Id(5)] OpenVisit? Visit,
    [property: Id(6)] ProvenZone? Proven)
{
    /// <summary>The language that they chose, BCP 47; empty: none.</summary>
    [Id(7)]
    public string Language { get; init; } = "";
}

/// <summary>The open visit of a shopper.</summary>
/// <param name="Zone">Where, as last decided; unknown: in the store.</param>
/// <param name="EvidenceAt">Time of the newest evidence that the grain has.</param>
[GenerateSerializer, Immutable, Alias("OpenVisit")]
public sealed record OpenVisit(
    [property: Id(0)] VisitId Visit, [property: Id(1)] StoreId Store, [property: Id(2)] ZoneId Zone, [property: Id(3)] DateTimeOffset StartedAt, [property: Id(4)] DateTimeOffset EvidenceAt);

/// <summary>A zone that a tap proved.</summary>
[GenerateSerializer, Immutable, Alias("ProvenZone")]
public sealed record ProvenZone([property: Id(0)] ZoneId Zone, [property: Id(1)] DateTimeOffset At);
