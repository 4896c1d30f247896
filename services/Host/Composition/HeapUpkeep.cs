using Microsoft.Extensions.Logging;

namespace SmartStore.Host.Composition;

/// <summary>
/// Gives memory back that a rush left behind. Visits that come in by the thousand grow old in memory before they are on disk, and leave holes that
/// the collector fills again but does not return; other programs run on a store PC too.
/// </summary>
internal sealed partial class HeapUpkeep(TimeProvider time, ILogger<HeapUpkeep> log)
{
    /// <summary>How often to call <see cref="Look"/>.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>Fewer bytes are not worth that everybody waits: 64 MiB. A shop with some thousand visitors never gets there.</summary>
    public const long HolesAtLeast = 64L << 20;

    private const int QuietLooks = 2;
    private static readonly TimeSpan NotAgainFor = TimeSpan.FromMinutes(5);

    private long _gaveBackAt;
    private int _collections;
    private int _quietLooks;

    /// <summary>True when the holes are worth a pause of some tenths of a second, in which nothing is lost.</summary>
    /// <param name="holes">Bytes between what lives.</param>
    /// <param name="heap">Bytes of the heap, holes and all.</param>
    public static bool AreWorthAPause(long holes, long heap) => holes >= HolesAtLeast && holes >= (heap - holes) / 2;

    /// <summary>Looks at the heap, and packs it when the rush is over.</summary>
    public void Look()
    {
        var collections = GC.CollectionCount(GC.MaxGeneration);
        _quietLooks = collections == _collections ? _quietLooks + 1 : 0;
        _collections = collections;
        if (_quietLooks < QuietLooks) return;
        var heap = GC.GetGCMemoryInfo(GCKind.Any);
        if (!AreWorthAPause(heap.FragmentedBytes, heap.HeapSizeBytes)) return;
        if (_gaveBackAt != 0 && time.GetElapsedTime(_gaveBackAt) < NotAgainFor) return;
        _gaveBackAt = time.GetTimestamp();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _collections = GC.CollectionCount(GC.MaxGeneration);
        var took = time.GetElapsedTime(_gaveBackAt);
        LogGaveBack(heap.FragmentedBytes >> 20, took);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Gave back about {Megabytes} MiB that a rush had left in memory, within {Took}.")]
    private partial void LogGaveBack(long megabytes, TimeSpan took);
}
