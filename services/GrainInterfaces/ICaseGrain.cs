using SmartStore.Core.Cases;

namespace SmartStore.GrainInterfaces;

/// <summary>One case of the service desk: the only writer of its state. Key: the case's id.</summary>
public interface ICaseGrain : IWakeableGrain, ICopyTarget
{
    /// <summary>Opens the case. Opened again it stays as it is. Completes when it is committed.</summary>
    [ResponseTimeout("00:00:02")]
    Task<CaseReply> Open([Immutable] CaseOpened fact);

    /// <summary>Its shopper says something, answers, rates or takes it back. The same fact counts once.</summary>
    [ResponseTimeout("00:00:02")]
    Task<CaseReply> Add([Immutable] CaseAdded fact);

    /// <summary>A member of the staff does something with it. The same fact counts once.</summary>
    [ResponseTimeout("00:00:02")]
    Task<CaseReply> Act([Immutable] CaseActed fact);

    /// <summary>Its shopper is erased: nothing of them stays, and of the case only what is owed. Again it changes nothing.</summary>
    [ResponseTimeout("00:00:02")]
    Task<CaseReply> Erase([Immutable] CaseShopperErased fact);

    /// <summary>The case as it is.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task<CaseReply> View();

    /// <summary>Completes when shopper and store have the copies of what was done. After a second it completes without: they get them later.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task Copied();
}

/// <summary>The answer of a case, whole: who asked may not see all of it (<see cref="CaseViews"/>).</summary>
/// <param name="Case">As it is now; null: there is none.</param>
[GenerateSerializer, Immutable, Alias("CaseReply")]
public sealed record CaseReply([property: Id(0)] CaseReplyOutcome Outcome, [property: Id(1)] ServiceCase? Case);
