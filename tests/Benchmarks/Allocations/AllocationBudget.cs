using System.Runtime;
using System.Text.Json;
using SmartStore.Benchmarks.Stages;

namespace SmartStore.Benchmarks.Allocations;

/// <summary>What each stage may allocate, bytes per operation: a committed file, and what is measured beside it.</summary>
internal static class AllocationBudget
{
    /// <summary>What threads and the runtime do beside a stage that is not alone on its thread: a growth by less is none.</summary>
    private const double Slack = 1.15;

    /// <summary>Measuring does not add up to a byte in a thousand operations.</summary>
    private const double LeastBytes = 0.5;

    private const int Runs = 20;

    /// <summary>More would not help code that is compiled anew with every run.</summary>
    private const int WarmUpsMax = 20;

    /// <summary>Long enough for the code to be compiled for good, which takes calls and some hundred milliseconds between them.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The committed budgets, which lie beside the program.</summary>
    public static IReadOnlyDictionary<string, double> Read() =>
        JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "allocations.json"))) ?? [];

    /// <summary>Bytes (the least of some runs, for the rest of the process allocates, too) and CPU time per operation of a stage, on all threads.</summary>
    /// <param name="warmUp">How long it runs before, as often as something is compiled meanwhile, and while time is taken: allocations settle sooner than times.</param>
    public static Cost Measure(string name, TimeSpan warmUp)
    {
        using var stage = Stage.Make(name);
        var (clock, compiled) = (new Stopwatch(), -1L);
        // On a busy machine the compiler is late: while it compiles, the code is not yet what it will be.
        for (var rounds = 0; rounds < WarmUpsMax && JitInfo.GetCompiledMethodCount() != compiled; rounds++)
        {
            compiled = JitInfo.GetCompiledMethodCount();
            clock.Restart();
            do stage.Run();
            while (clock.Elapsed < warmUp);
        }

        var bytes = double.MaxValue;
        for (var i = 0; i < Runs; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            stage.Run();
            bytes = Math.Min(bytes, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        var runs = 0;
        var cpu = Environment.CpuUsage.TotalTime;
        for (clock.Restart(); clock.Elapsed < warmUp; runs++) stage.Run();
        return new Cost(bytes / Stage.OperationsPerRun, (Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / runs / Stage.OperationsPerRun);
    }

    /// <summary>Has a stage kept to its budget?</summary>
    public static bool IsKept(double measured, double budget) => measured <= (budget * Slack) + LeastBytes;

    /// <summary>Measures all, prints them, and with <paramref name="file"/> writes them as the budgets.</summary>
    /// <returns>1 when one has grown.</returns>
    public static int Run(string? file)
    {
        var (budgets, measured) = (Read(), new Dictionary<string, double>(StringComparer.Ordinal));
        foreach (var name in Stage.Names.Where(Stage.CanRun))
        {
            var cost = Measure(name, WarmUp);
            measured[name] = Math.Round(cost.Bytes, 1);
            Console.WriteLine($"{name,-42} {cost.Bytes,8:0.0} B/op   budget {(budgets.TryGetValue(name, out var budget) ? $"{budget:0.0}" : "none"),5}   {cost.Nanoseconds,8:0} ns CPU/op");
        }

        if (file is not null) File.WriteAllText(file, JsonSerializer.Serialize(measured, Indented) + "\n");
        return file is not null || measured.All(pair => budgets.TryGetValue(pair.Key, out var budget) && IsKept(pair.Value, budget)) ? 0 : 1;
    }

    /// <summary>What one operation of a stage costs.</summary>
    internal readonly record struct Cost(double Bytes, double Nanoseconds);
}
