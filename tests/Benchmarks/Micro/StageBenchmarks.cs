using BenchmarkDotNet.Attributes;
using SmartStore.Benchmarks.Stages;

namespace SmartStore.Benchmarks.Micro;

/// <summary>Time and allocation of one operation of each hot stage.</summary>
[MemoryDiagnoser]
public class StageBenchmarks
{
    private Stage? _stage;

    /// <summary>Which stage.</summary>
    [ParamsSource(nameof(Stages))]
    public string Stage { get; set; } = "";

    /// <summary>All of them.</summary>
    public static IEnumerable<string> Stages => Benchmarks.Stages.Stage.Names;

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
