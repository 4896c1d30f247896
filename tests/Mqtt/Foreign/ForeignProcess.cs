using System.Diagnostics;
using System.Text;

namespace SmartStore.Mqtt.Tests.Foreign;

/// <summary>A program of other people, its output collected, ended with the test.</summary>
internal sealed class ForeignProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    public ForeignProcess(Action<string>? onLine, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8, WorkingDirectory = Folder };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null) onLine?.Invoke(line.Data);
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.AppendLine(line.Data);
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where the clients' scripts are: this folder of the sources.</summary>
    public static string Folder { get; } = FindFolder();

    /// <summary>Python of the system: another one does not see Debian's modules.</summary>
    public static string Python => "/usr/bin/python3";

    /// <summary>Skips the test, with a sentence, unless all of these programs are there.</summary>
    public static void Require(params string[] programs)
    {
        var missing = programs.Where(program => !IsThere(program)).ToArray();
        Assert.SkipWhen(missing.Length > 0, $"Not installed: {string.Join(", ", missing)}. ./test.sh says how.");
    }

    /// <summary>Skips the test unless <c>npm ci</c> has run here.</summary>
    public static void RequireNodeModules() =>
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules", "mqtt")), $"The npm package mqtt is not installed: run 'npm ci --ignore-scripts' in {Path.GetRelativePath(Environment.CurrentDirectory, Folder)}.");

    public async Task ExpectSuccessAsync(TimeSpan within)
    {
        await _process.WaitForExitAsync().WaitAsync(within);
        lock (_errors) Assert.True(_process.ExitCode == 0, $"{_process.StartInfo.FileName} ended with {_process.ExitCode}: {_errors}");
    }

    /// <summary>Asks it to end (SIGTERM) and waits.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("/bin/kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        // Bounded: without a bound this also waits for whoever may have inherited its output.
        _process.WaitForExit(TimeSpan.FromSeconds(5));
        _process.Dispose();
    }

    private static bool IsThere(string program) =>
        Path.IsPathRooted(program) ? File.Exists(program) : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "Mqtt", "Foreign");
            if (File.Exists(Path.Combine(candidate, "package.json"))) return candidate;
        }

        throw new DirectoryNotFoundException("The folder tests/Mqtt/Foreign is not above the test's binaries.");
    }
}
