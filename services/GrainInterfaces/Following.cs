namespace SmartStore.GrainInterfaces;

/// <summary>A grain whose updates can be followed: a shopper's or a store's.</summary>
public interface IFollowedGrain : IGrainWithStringKey
{
    /// <summary>Gives what a stream has missed and enters it for what follows, in one step: nothing falls in between. Also renews an entry.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:05")]
    Task<Followed> Follow(FollowRequest request);

    /// <summary>A stream has ended.</summary>
    [AlwaysInterleave]
    Task Unfollow(string stream);
}

/// <summary>One object in each process with streams: it hands the updates of grains to them.</summary>
public interface IStreamHub : IGrainObserver
{
    /// <summary>Updates of a grain that were just committed. Returns at once: it waits for no reader.</summary>
    /// <param name="grain">Key of the grain, such as <c>shopper/anna</c>.</param>
    /// <param name="previous">The sequence before them: a stream that has another one has missed something and follows again.</param>
    [ResponseTimeout("00:00:02")]
    Task Deliver(string grain, long previous, [Immutable] IReadOnlyList<SequencedUpdate> updates);

    /// <summary>What a grain tells without storing it has another version now. A notice that is lost is made up for when the stream renews its entry.</summary>
    [ResponseTimeout("00:00:02")]
    Task Changed(string grain, long live);

    /// <summary>A newer stream of the same device has taken the place of this one.</summary>
    [ResponseTimeout("00:00:02")]
    Task Superseded(string stream);

    /// <summary>A stream has to end.</summary>
    [ResponseTimeout("00:00:02")]
    Task Ended(string stream, StreamEnd why);

    /// <summary>The grain ends its activation: its streams have to follow again.</summary>
    [ResponseTimeout("00:00:02")]
    Task Moved(string grain);
}

/// <summary>A stream wants a grain's updates.</summary>
/// <param name="Stream">Names the stream, 1..64 characters, unique.</param>
/// <param name="Device">The reader's device; empty: an anonymous one, which replaces no other stream.</param>
/// <param name="OpenedAt">When the stream was opened: of two streams of one device the newer one stays.</param>
/// <param name="Life">From the reader's cursor; empty: it has none.</param>
/// <param name="After">Sequence of the reader's cursor. Without a life it is ignored.</param>
[GenerateSerializer, Immutable, Alias("FollowRequest")]
public sealed record FollowRequest(string Stream, string Device, DateTimeOffset OpenedAt, string Life, long After, IStreamHub Hub)
{
    /// <summary>The member of the staff whose screen it is; empty: nobody's.</summary>
    [Id(0)] public string Staff { get; init; } = "";

    /// <summary>The board that shows names by it, because somebody signed in there; empty: none. It ends when the board is locked.</summary>
    [Id(1)] public string Board { get; init; } = "";

    /// <summary>Which signing in there; what was locked is not followed again.</summary>
    [Id(2)] public string Opening { get; init; } = "";
}

/// <summary>What became of a request to follow.</summary>
public enum FollowOutcome
{
    /// <summary>The stream is entered.</summary>
    Following = 0,

    /// <summary>There is no such shopper or store: NOT_FOUND.</summary>
    NoSuchGrain = 1,

    /// <summary>The cursor is of another life, or what followed it is gone: OUT_OF_RANGE.</summary>
    CursorGone = 2,

    /// <summary>As many streams as are allowed are open: RESOURCE_EXHAUSTED.</summary>
    TooManyStreams = 3,

    /// <summary>A newer stream of the same device is open: ABORTED.</summary>
    Superseded = 4,

    /// <summary>The board was locked since somebody signed in there: UNAUTHENTICATED.</summary>
    Locked = 5,
}

/// <summary>Why a grain ends a stream.</summary>
public enum StreamEnd
{
    /// <summary>There is no such shopper any more: NOT_FOUND.</summary>
    Erased = 0,

    /// <summary>The shopper ended the device's sessions: UNAUTHENTICATED.</summary>
    SignedOut = 1,

    /// <summary>The board was locked, or is somebody else's now: UNAUTHENTICATED.</summary>
    Locked = 2,
}

/// <summary>The answer to a <see cref="FollowRequest"/>.</summary>
/// <param name="Life">First part of this grain's cursors.</param>
/// <param name="Head">Sequence of the last committed update: what follows has a greater one.</param>
/// <param name="Missed">Everything unexpired and unrevoked after the cursor, in order; without a cursor, how things stand.</param>
/// <param name="Live">Version of what the grain tells without storing it: of a shopper, the list's. 0: it tells no such thing.</param>
[GenerateSerializer, Immutable, Alias("Followed")]
public sealed record Followed(FollowOutcome Outcome, string Life, long Head, IReadOnlyList<SequencedUpdate> Missed, long Live = 0)
{
    /// <summary>Nothing is followed.</summary>
    public static Followed Not(FollowOutcome outcome) => new(outcome, "", 0, []);
}

/// <summary>An update with its place.</summary>
/// <param name="Sequence">Its place; <see cref="Midway"/>: it is one of several that only together tell how things stand, and not the last of them.</param>
/// <param name="ExpiresAtUnixMs">After this it need not be sent.</param>
/// <param name="Body">A serialized <c>ShopperUpdate</c> or <c>StoreUpdate</c> without its cursor.</param>
[GenerateSerializer, Immutable, Alias("SequencedUpdate")]
public sealed record SequencedUpdate(long Sequence, long ExpiresAtUnixMs, ReadOnlyMemory<byte> Body)
{
    /// <summary>Resuming there would lose the rest, so no reader may: the cursor is told to be gone.</summary>
    public const long Midway = long.MaxValue;
}

/// <summary>Tells that a silo has left with the grains in its memory. They knew streams of this process; where they are loaded again they do not.</summary>
public sealed class SiloLosses
{
    /// <summary>From any thread.</summary>
    public event EventHandler? Lost;

    /// <summary>A silo has left.</summary>
    public void Tell() => Lost?.Invoke(this, EventArgs.Empty);
}
