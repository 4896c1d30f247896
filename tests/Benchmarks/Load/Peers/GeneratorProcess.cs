namespace SmartStore.Benchmarks.Load.Peers;

/// <summary>The <c>generate</c> command as a process of its own, so that making load is not in the way of measuring it.</summary>
internal sealed class GeneratorProcess : IDisposable
{
    private readonly Process _process;

    private GeneratorProcess(Process process) => _process = process;

    public static GeneratorProcess Start(GeneratorOptions options)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        // Under "dotnet SmartStore.Benchmarks.dll" the process is dotnet and needs to be told which program it is.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(GeneratorProcess).Assembly.Location);
        foreach (var argument in options.ToArguments()) start.ArgumentList.Add(argument);
        return new GeneratorProcess(Process.Start(start)!);
    }

    /// <summary>Ends it, whether or not it is done.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
