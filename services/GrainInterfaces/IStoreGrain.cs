using SmartStore.Core.Staff;

namespace SmartStore.GrainInterfaces;

/// <summary>The staff board of one store, made of copies from shoppers and orders. Key: the store's id.</summary>
public interface IStoreGrain : IFollowedGrain, IWakeableGrain, ICopyTarget
{
    /// <summary>Answers a tap with a code that this server did not issue. The same tap gets the same answer.</summary>
    [ResponseTimeout("00:00:02")]
    Task<TapReply> Tap([Immutable] TapForged fact);

    /// <summary>Who is on duty, over all processes, in the order in which they came. A stream with <see cref="FollowRequest.Staff"/> puts its member on duty.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task<OnDuty[]> OnDuty();

    /// <summary>Ends a member's duty at once: they signed out, or may act for this store no more. Streams of theirs that are still open count no more.</summary>
    [ResponseTimeout("00:00:02")]
    Task SignOut(string staff);
}
