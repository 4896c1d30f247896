using SmartStore.Core.Members;

namespace SmartStore.GrainInterfaces;

/// <summary>What is kept of a shopper beside the visit, and seldom asked for: the ledger of consents. Key: the shopper's id.</summary>
public interface IMemberGrain : IWakeableGrain, ICopyTarget
{
    /// <summary>How it stands. Empty where nothing was ever kept: whether there is such a shopper, their own grain says.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task<MemberView> View();
}

/// <summary>A member at a moment.</summary>
[GenerateSerializer, Immutable, Alias("MemberView")]
public sealed record MemberView([property: Id(0)] Member Member);
