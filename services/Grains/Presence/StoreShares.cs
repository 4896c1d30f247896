using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SmartStore.Grains.Presence;

/// <summary>
/// Shares the stores out among the processes of a cluster, so that each of them subscribes to a part of what a broker carries: each store belongs to the process
/// that comes first for it in an order that all compute alike, and that hardly changes when one comes or goes. A store that nobody tracks is taken at once; one that
/// is tracked elsewhere moves once the membership has stood still for a while, because a restart would move it twice. Processes that hear a broker come before those
/// that do not: those that have none, and those whose connection is lost.
/// </summary>
internal sealed partial class StoreShares(
    IStoreCatalog catalog, OwnedStores owned, IGrainFactory grains, IClusterMembershipService membership, ILocalSiloDetails self, BrokerLine line, TimeProvider time, ILogger<StoreShares> log) : BackgroundService
{
    /// <summary>The name of a silo that has a broker to hear begins so.</summary>
    public const string HearingName = "hears-";

    /// <summary>Stores that are asked for side by side.</summary>
    private const int AtOnceMax = 64;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SettledAfter = TimeSpan.FromSeconds(10);

    private (MembershipVersion Version, DateTimeOffset Since) _members;
    private IReadOnlyList<SiloAddress> _deaf = [];
    private bool _isDeaf;

    /// <summary>The process to which a store belongs. Of one that leaves, only its own stores go to others.</summary>
    /// <param name="processes">At least one.</param>
    public static string OwnerOf(string store, IEnumerable<string> processes) =>
        processes.MaxBy(process => (Fingerprint.Of($"{process} {store}"), process))!;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => time.Every(LookEvery, Look, stoppingToken);

    private async Task Look()
    {
        var now = membership.CurrentSnapshot;
        if (_members.Version != now.Version) _members = (now.Version, time.GetUtcNow());
        var members = now.Members.Values.Where(member => member.Status == SiloStatus.Active).ToList();
        if (members.Exists(HasBroker)) members.RemoveAll(member => !HasBroker(member));
        if (members.Exists(member => HasBroker(member) && member.SiloAddress.Equals(self.SiloAddress))) await AskWhoHears();
        if (members.Exists(member => !_deaf.Contains(member.SiloAddress))) members.RemoveAll(member => _deaf.Contains(member.SiloAddress));
        var active = members.ConvertAll(member => member.SiloAddress.ToParsableString());
        var me = self.SiloAddress.ToParsableString();
        if (!active.Contains(me, StringComparer.Ordinal)) return;
        var isSettled = time.GetUtcNow() - _members.Since >= SettledAfter;
        foreach (var some in catalog.Stores.Where(store => !owned.Has(store) && OwnerOf(store, active) == me).Chunk(AtOnceMax))
            await Task.WhenAll(some.Select(store => Take(store, isSettled)));
    }

    private static bool HasBroker(ClusterMember member) => member.Name.StartsWith(HearingName, StringComparison.Ordinal);

    private async Task AskWhoHears()
    {
        try
        {
            var (isLost, since) = line.Look();
            _deaf = await grains.GetGrain<IBrokerLinesGrain>(0).Say(self.SiloAddress, isLost, since);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The next look asks again; until then what was said last holds.
            LogNotAsked(error);
            return;
        }

        var isDeaf = _deaf.Contains(self.SiloAddress);
        if (isDeaf == _isDeaf) return;
        _isDeaf = isDeaf;
        if (isDeaf) LogDeaf();
        else LogHears();
    }

    // Asked for, a store that nobody has comes here by itself.
    private async Task Take(string store, bool isSettled)
    {
        try
        {
            var grain = grains.GetGrain<IPresenceGrain>(store);
            await (isSettled ? grain.MoveTo(self.SiloAddress) : grain.Find());
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The next look asks again.
            LogNotTaken(store, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "This process does not hear its broker, and others do: its stores go to them until it hears it again.")]
    private partial void LogDeaf();

    [LoggerMessage(Level = LogLevel.Warning, Message = "This process hears its broker again, or no other does: it takes its share of the stores.")]
    private partial void LogHears();

    [LoggerMessage(Level = LogLevel.Debug, Message = "Which processes hear their broker could not be asked; it is asked again.")]
    private partial void LogNotAsked(Exception error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Store {Store} could not be taken over; it is asked for again.")]
    private partial void LogNotTaken(string store, Exception error);
}
