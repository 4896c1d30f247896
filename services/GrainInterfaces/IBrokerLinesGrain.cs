namespace SmartStore.GrainInterfaces;

/// <summary>
/// Knows which silos of the cluster hear their broker. There is one, and in memory alone: each silo says every second how it is, so that a new activation knows all of them a second later. Key: 0.
/// </summary>
public interface IBrokerLinesGrain : IGrainWithIntegerKey
{
    /// <summary>Takes how the line of one silo is.</summary>
    /// <param name="isLost">It hears nothing.</param>
    /// <param name="since">For how long it has been so.</param>
    /// <returns>The silos whose line is lost while others hear: their stores go to these.</returns>
    [ResponseTimeout("00:00:02")]
    Task<SiloAddress[]> Say(SiloAddress silo, bool isLost, TimeSpan since);
}
