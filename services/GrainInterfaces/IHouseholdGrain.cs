using SmartStore.Core.Households;

namespace SmartStore.GrainInterfaces;

/// <summary>One household: the only writer of its members and of their list. Key: the household's id.</summary>
public interface IHouseholdGrain : IWakeableGrain, ICopyTarget
{
    /// <summary>Takes a fact. Completes when it is committed.</summary>
    [ResponseTimeout("00:00:02")]
    Task<HouseholdReply> Apply([Immutable] HouseholdFact fact);

    /// <summary>Completes when the shoppers' grains have their copies. After a second it completes without: they get them later.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task Copied();

    /// <summary>The household; without members: there is none.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task<Household> View();
}

/// <summary>The answer to a fact.</summary>
/// <param name="Household">As it is now.</param>
[GenerateSerializer, Immutable, Alias("HouseholdReply")]
public sealed record HouseholdReply([property: Id(0)] HouseholdOutcome Outcome, [property: Id(1)] Household Household);
