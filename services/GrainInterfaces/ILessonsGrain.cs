using SmartStore.Core.Cases.Topics;

namespace SmartStore.GrainInterfaces;

/// <summary>What the settled cases of one store teach about topics. Key: the store's id.</summary>
public interface ILessonsGrain : IWakeableGrain, ICopyTarget
{
    /// <summary>All of them, oldest first.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:05")]
    Task<TopicLesson[]> All();
}
