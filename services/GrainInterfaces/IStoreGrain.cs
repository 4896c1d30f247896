namespace SmartStore.GrainInterfaces;

/// <summary>The staff board of one store, made of copies from shoppers and orders. Key: the store's id.</summary>
public interface IStoreGrain : IFollowedGrain, IWakeableGrain, ICopyTarget
{
    /// <summary>Answers a tap with a code that this server did not issue. The same tap gets the same answer.</summary>
    [ResponseTimeout("00:00:02")]
    Task<TapReply> Tap([Immutable] TapForged fact);
}
