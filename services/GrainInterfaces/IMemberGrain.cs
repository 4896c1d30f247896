using SmartStore.Core.Members;

namespace SmartStore.GrainInterfaces;

/// <summary>What is kept of a shopper beside the visit, and seldom asked for: the only writer of preferences, ledger of consents and accesses. Key: the shopper's id.</summary>
public interface IMemberGrain : IWakeableGrain, ICopyTarget
{
    /// <summary>Takes preferences, or that somebody looks. Completes when it is committed.</summary>
    [ResponseTimeout("00:00:02")]
    Task<MemberView> Apply([Immutable] MemberFact fact);

    /// <summary>Completes when the shopper has the copy of the preferences. After a second it completes without: the shopper gets it later.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task Copied();

    /// <summary>Deletes what is kept. Once more, it changes nothing.</summary>
    [ResponseTimeout("00:00:02")]
    Task Erase();

    /// <summary>How it stands. Empty where nothing was ever kept: whether there is such a shopper, their own grain says.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task<MemberView> View();
}

/// <summary>A member at a moment.</summary>
[GenerateSerializer, Immutable, Alias("MemberView")]
public sealed record MemberView([property: Id(0)] Member Member);
