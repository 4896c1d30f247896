using System.Globalization;

namespace SmartStore.Benchmarks.Load.Peers;

/// <summary>This program once more, with another command: it says a line when asked with a line, and ends with its input.</summary>
internal sealed class SelfProcess : IDisposable
{
    private readonly Process _process;

    private SelfProcess(Process process) => _process = process;

    /// <summary>CPU time used so far.</summary>
    public TimeSpan Cpu => ProcStat.Cpu(_process.Id);

    /// <summary>Starts it.</summary>
    public static SelfProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        // Under "dotnet SmartStore.Benchmarks.dll" the process is dotnet and needs to be told which program it is.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(SelfProcess).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return new SelfProcess(Process.Start(start)!);
    }

    /// <summary>The next number it says.</summary>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public async Task<long> Hear() => long.Parse(
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A process of the measurement ended early."),
        CultureInfo.InvariantCulture);

    /// <summary>Asks for a number.</summary>
    public async Task<long> Ask()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        return await Hear();
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

    /// <summary>In the other process: says a number for every line that comes, until none comes any more.</summary>
    public static async Task Answer(Func<long> number)
    {
        while (await Console.In.ReadLineAsync() is not null) Say(number());
    }

    /// <summary>In the other process: says a number.</summary>
    public static void Say(long number)
    {
        Console.Out.WriteLine(number.ToString(CultureInfo.InvariantCulture));
        Console.Out.Flush();
    }
}
