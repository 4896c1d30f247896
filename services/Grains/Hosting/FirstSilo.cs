namespace SmartStore.Grains.Hosting;

/// <summary>Which silo of a cluster does what one of them has to do for all. While the membership changes two may think that they are it.</summary>
internal static class FirstSilo
{
    /// <summary>Whether this one is it. Null: there is no cluster.</summary>
    public static bool Is(IClusterMembershipService? membership, ILocalSiloDetails? self) =>
        membership is null || self is null || !membership.CurrentSnapshot.Members.Values.Any(member => member.Status == SiloStatus.Active && member.SiloAddress.CompareTo(self.SiloAddress) < 0);
}
