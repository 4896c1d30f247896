namespace SmartStore.Rpc.Testing.Bench;

/// <summary>Our server beside grpc-js's, one after the other under the same load; ratios count, times do not.</summary>
internal static class Benchmark
{
    private const double IdleStreamBytesMax = 20 * 1024;

    /// <summary>Prints one line for each figure. 0 when an idle stream stays within its budget.</summary>
    public static async Task<int> RunAsync(TimeSpan time)
    {
        var root = Root();
        var modules = Path.Combine(root, "tests", "Rpc", "Foreign", "node_modules");
        var ours = await MeasureAsync(() => ServerProcess.StartAsync(Environment.ProcessPath!, OwnArguments("--grpc-port", "0")), time);
        Print("ours", ours);
        if (Directory.Exists(Path.Combine(modules, "@grpc")))
        {
            var host = Path.Combine(root, "tests", "Rpc.Host");
            var theirs = await MeasureAsync(() => ServerProcess.StartAsync("node", Path.Combine(host, "Bench", "grpc-js-server.cjs"), modules, Path.Combine(host, "protos")), time);
            Print("grpc-js", theirs);
            Console.WriteLine(
                $"ratio     unary {ours.Unary.PerSecond / theirs.Unary.PerSecond:F2} x, for each CPU-s {ours.Unary.PerProcessorSecond / theirs.Unary.PerProcessorSecond:F2} x   "
                + $"streamed {ours.Streamed.PerSecond / theirs.Streamed.PerSecond:F2} x, for each CPU-s {ours.Streamed.PerProcessorSecond / theirs.Streamed.PerProcessorSecond:F2} x");
        }
        else
        {
            Console.WriteLine("grpc-js   skipped: run npm ci in tests/Rpc/Foreign first.");
        }
        return ours.IdleBytes <= IdleStreamBytesMax ? 0 : 1;
    }

    private static async Task<Figures> MeasureAsync(Func<Task<ServerProcess>> start, TimeSpan time)
    {
        using var server = await start();
        using var load = new Load(server);
        var idle = await load.BytesPerIdleStreamAsync();
        return new(await load.UnaryRateAsync(time), await load.StreamedRateAsync(200), idle);
    }

    private static void Print(string name, Figures figures) => Console.WriteLine(
        $"{name,-9} unary {figures.Unary.PerSecond,7:F0} /s, {figures.Unary.PerProcessorSecond,7:F0} /CPU-s   "
        + $"streamed on 1,000 streams {figures.Streamed.PerSecond,7:F0} /s, {figures.Streamed.PerProcessorSecond,7:F0} /CPU-s   idle stream {figures.IdleBytes / 1024,5:F1} KiB");

    /// <summary>Under `dotnet run` the process is the program itself; under `dotnet X.dll` it is dotnet and needs the name of the program.</summary>
    private static string[] OwnArguments(params string[] arguments) =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Benchmark).Assembly.Location, .. arguments] : arguments;

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SmartStore.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("The repository's root is not above the program.");
        return folder.FullName;
    }

    private readonly record struct Figures(Rate Unary, Rate Streamed, double IdleBytes);
}
