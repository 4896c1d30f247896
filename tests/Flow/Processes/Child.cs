using System.Diagnostics;

namespace SmartStore.Flow.Tests.Processes;

/// <summary>A process of ours, with everything it said; killed with the test if it still runs.</summary>
internal sealed class Child : IAsyncDisposable
{
    /// <summary>How long a port may be taken by a client that looks for its server.</summary>
    public static readonly TimeSpan PortIsFreeWithin = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly StringBuilder _err = new();
    private readonly List<string> _out = [];

    private Child(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(() => { if (line.Data is { } text) _out.Add(text); });
        _process.ErrorDataReceived += (_, line) => Keep(() => { if (line.Data is { } text) _err.Append(text).Append('\n'); });
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>
    /// It ended because a port that it was given was taken. A client that asks again and again for a port on which nobody listens is given that very port at times, and is connected
    /// with itself until it notices: start it again, for <see cref="PortIsFreeWithin"/>.
    /// </summary>
    public bool LacksPort => HasExited && Err.Contains(" is in use", StringComparison.Ordinal);

    /// <summary>All of stderr so far.</summary>
    public string Err
    {
        get { lock (_gate) return _err.ToString(); }
    }

    /// <summary>The lines of stdout so far.</summary>
    public IReadOnlyList<string> Out
    {
        get { lock (_gate) return [.. _out]; }
    }

    /// <summary>Starts a program.</summary>
    public static Child Start(string file, IEnumerable<string> arguments, string? folder = null, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new Child(start);
    }

    /// <summary>Starts <c>smartstore</c> as it was built.</summary>
    public static Child SmartStore(params IEnumerable<string> arguments) =>
        Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "smartstore.dll"), .. arguments]);

    /// <summary>Runs <c>smartstore</c> to its end.</summary>
    public static async Task<Finished> Run(params IEnumerable<string> arguments)
    {
        await using var child = SmartStore(arguments);
        return await child.End();
    }

    /// <summary>Waits for the end, and for the last of what it said.</summary>
    public async Task<Finished> End()
    {
        try
        {
            await _process.WaitForExitAsync(Eventually.Soon);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} did not end. It said:\n{string.Join('\n', Out)}\n{Err}", e);
        }

        return new Finished(_process.ExitCode, string.Join('\n', Out), Err);
    }

    /// <summary>SIGKILL: no chance to write anything.</summary>
    public async Task Kill()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>A signal by name: TERM, INT.</summary>
    public async Task Signal(string name)
    {
        await using var kill = Start("kill", [$"-{name}", _process.Id.ToString()]);
        Assert.Equal(0, (await kill.End()).Code);
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        _process.Dispose();
    }

    private void Keep(Action line)
    {
        lock (_gate) line();
    }
}

/// <summary>A process that ended.</summary>
internal sealed record Finished(int Code, string Out, string Err)
{
    /// <summary>What it said on stderr, line by line.</summary>
    public string[] Complaints => Err.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>What it said of a name on stdout, as <c>name=value</c>.</summary>
    public string Value(string name) => Assert.Single(Out.Split('\n'), line => line.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..];

    /// <summary>No exception's innards may reach an operator.</summary>
    public void ShowsNoStackTrace()
    {
        Assert.DoesNotContain("   at ", Err);
        Assert.DoesNotContain("Unhandled exception", Err);
    }
}
