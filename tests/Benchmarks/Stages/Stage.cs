using SmartStore.Tests;

namespace SmartStore.Benchmarks.Stages;

/// <summary>One hot stage of the flow, without sockets: for BenchmarkDotNet and for the allocation budget alike.</summary>
/// <param name="name">As in <c>allocations.json</c>.</param>
/// <param name="run">Does <see cref="OperationsPerRun"/> operations.</param>
/// <param name="held">What to let go of in the end.</param>
/// <param name="rest">Does what <paramref name="run"/> put off; null: nothing is put off.</param>
internal sealed class Stage(string name, Action run, IDisposable? held = null, Action? rest = null) : IDisposable
{
    /// <summary>Operations of one <see cref="Run"/>.</summary>
    public const int OperationsPerRun = 1_000;

    private static readonly Dictionary<string, Func<string, Stage>> Makers = new(StringComparer.Ordinal)
    {
        ["sighting message read"] = SightingStages.Read,
        ["topic read"] = SightingStages.Topic,
        ["anchor found"] = SightingStages.Anchor,
        ["zone tracker, often heard"] = name => TrackerStages.Tracker(name, everyMs: 25),
        ["zone tracker, seldom heard"] = name => TrackerStages.Tracker(name, everyMs: 2_000),
        ["tracker table"] = TrackerStages.Table,
        ["tracker table, one row passed by a tick"] = TrackerStages.Tick,
        ["message to tracker"] = StageIntake.Make,
        ["mqtt message to nobody"] = MqttStage.ToNobody,
        ["mqtt message to tracker"] = MqttStage.ToTracker,
        ["update written"] = PushStages.Update,
        ["record written, 50 at once"] = StorageStages.Sqlite,
        ["record written with a journal row, 50 at once"] = StorageStages.SqliteWithJournal,
        [OnRedis] = StorageStages.Redis,
    };

    private const string OnRedis = "record written to Redis, 50 at once";

    /// <summary>All stages.</summary>
    public static IReadOnlyCollection<string> Names => Makers.Keys;

    /// <summary>Whether this machine has what a stage needs.</summary>
    public static bool CanRun(string name) => name != OnRedis || RedisProcess.IsInstalled;

    public string Name => name;

    /// <summary>Does its thousand operations.</summary>
    public void Run() => run();

    /// <summary>Does what was put off until there is time.</summary>
    public void Rest() => rest?.Invoke();

    /// <summary>Sets a stage up.</summary>
    public static Stage Make(string name) => Makers[name](name);

    public void Dispose() => held?.Dispose();
}
