using Microsoft.Extensions.Logging;

namespace SmartStore.Grains.Records;

/// <summary>Facts on which the rules of a grain failed once, in this process. Safe for concurrent use.</summary>
/// <param name="counts">Counts those that are put aside; null: nobody does.</param>
internal sealed partial class FactSuspects(ILogger<FactSuspects> log, RecordCounts? counts = null)
{
    /// <summary>Facts remembered; the oldest make room.</summary>
    public const int FactsMax = 1_024;

    private readonly Lock _gate = new();
    private readonly Queue<(string Grain, string Fact)> _order = new();
    private readonly HashSet<(string Grain, string Fact)> _failed = [];

    /// <summary>Remembers a failure and logs it. True: the rules failed on this fact before, and it is put aside.</summary>
    /// <param name="fact">Id; null: the fact has none, and each failure is its first.</param>
    public bool IsSecond(string grain, string? fact, Exception error)
    {
        var isSecond = false;
        if (fact is not null) lock (_gate)
        {
            isSecond = _failed.Remove((grain, fact));
            if (!isSecond)
            {
                _failed.Add((grain, fact));
                _order.Enqueue((grain, fact));
                while (_order.Count > FactsMax) _failed.Remove(_order.Dequeue());
            }
        }
        // The key of a grain names a shopper: only its kind is logged.
        var kind = grain[..grain.IndexOf('/', StringComparison.Ordinal)];
        if (isSecond) counts?.Quarantine(kind);
        LogFailed(kind, isSecond ? "second" : "first", error);
        return isSecond;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The rules of a {GrainKind} grain failed on a fact for the {Time} time.")]
    private partial void LogFailed(string grainKind, string time, Exception error);
}
