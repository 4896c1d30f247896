using System.Globalization;

namespace SmartStore.Benchmarks.Load.Peers;

/// <summary>What Linux says of a process (proc(5)).</summary>
internal static class ProcStat
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every architecture we run on

    /// <summary>CPU time used so far, user and system.</summary>
    public static TimeSpan Cpu(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        // The name in brackets may hold spaces: fields are counted behind it; utime and stime are the 14th and 15th.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
    }

    /// <summary>Resident memory, bytes.</summary>
    public static long ResidentBytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return (long)Number(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    /// <summary>
    /// How much of this machine's CPU time its host has given to other guests, and how much there was in all. A virtual machine's figures are
    /// worth as little as it was given.
    /// </summary>
    public static (double Stolen, double All) Machine()
    {
        // cpu user nice system idle iowait irq softirq steal; guest time is part of user time.
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(Number).ToArray();
        return (fields[7], fields.Sum());
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
