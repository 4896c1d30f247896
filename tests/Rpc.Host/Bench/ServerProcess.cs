using System.Diagnostics;
using System.Globalization;

namespace SmartStore.Rpc.Testing.Bench;

/// <summary>A server in a process of its own, so that its memory and the generator's are not mixed up.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Resident bytes now (/proc/PID/status).</summary>
    public long ResidentBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.AsSpan("VmRSS:".Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Processor time it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits for its line "ready grpc=URL".</summary>
    public static async Task<ServerProcess> StartAsync(string file, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var line = await process.StandardOutput.ReadLineAsync() ?? "";
        if (!line.StartsWith("ready grpc=", StringComparison.Ordinal)) throw new InvalidOperationException($"{file} did not start: {line}");
        return new(process, new Uri(line["ready grpc=".Length..].Split(' ')[0]));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
