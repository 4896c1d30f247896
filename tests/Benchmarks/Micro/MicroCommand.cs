using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using SmartStore.Benchmarks.Stages;

namespace SmartStore.Benchmarks.Micro;

/// <summary>BenchmarkDotNet over the stages.</summary>
internal static class MicroCommand
{
    /// <param name="args">BenchmarkDotNet's own; none: all stages, short job.</param>
    public static int Run(string[] args)
    {
        var config = DefaultConfig.Instance.AddJob(Job.ShortRun);
        var summaries = BenchmarkSwitcher.FromTypes([typeof(StageBenchmarks)]).Run(args.Length > 0 ? args : ["--filter", "*"], config);
        return summaries.Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0;
    }
}

/// <summary>Time and allocation of one operation of each hot stage.</summary>
[MemoryDiagnoser]
public class StageBenchmarks
{
    private Stage? _stage;

    /// <summary>Which stage.</summary>
    [ParamsSource(nameof(Stages))]
    public string Stage { get; set; } = "";

    /// <summary>All of them.</summary>
    public static IEnumerable<string> Stages => Benchmarks.Stages.Stage.Names.Where(Benchmarks.Stages.Stage.CanRun);

    /// <summary>Sets the stage up.</summary>
    [GlobalSetup]
    public void SetUp() => _stage = Benchmarks.Stages.Stage.Make(Stage);

    /// <summary>A thousand operations, reported as one.</summary>
    [Benchmark(OperationsPerInvoke = Benchmarks.Stages.Stage.OperationsPerRun)]
    public void Operation() => _stage!.Run();

    /// <summary>Lets go of it.</summary>
    [GlobalCleanup]
    public void CleanUp() => _stage!.Dispose();
}
