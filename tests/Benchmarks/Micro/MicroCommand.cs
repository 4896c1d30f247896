using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;

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
