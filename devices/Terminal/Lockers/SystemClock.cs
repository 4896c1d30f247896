using System.Runtime.InteropServices;

namespace SmartStore.Terminal.Lockers;

/// <summary>Whether the clock of this machine was set since it started.</summary>
public static class SystemClock
{
    private const string HardwareClocks = "/sys/class/rtc";

    // Where systems without a hardware clock keep the time over a restart: it stood still meanwhile.
    private static readonly string[] s_savedTimes = ["/etc/fake-hwclock.data", "/var/lib/systemd/timesync/clock"];

    // struct timex of Linux has 208 bytes; modes is its first field, and 0 only reads.
    private const int TimexBytes = 256;
    private const int StatusOffset = 40;
    private const int Unsynchronised = 0x40;

    /// <summary>
    /// False when the machine has no clock that runs while it is off, goes by the time it saved before, and nobody has told it the time since. A time that cannot be is found by the
    /// rules of the locker, on every machine.
    /// </summary>
    public static bool IsSet() => !OperatingSystem.IsLinux() || HasHardwareClock() || !s_savedTimes.Any(File.Exists) || IsSynchronised();

    private static bool HasHardwareClock() => Directory.Exists(HardwareClocks) && Directory.EnumerateFileSystemEntries(HardwareClocks).Any();

    private static bool IsSynchronised()
    {
        var timex = new byte[TimexBytes];
        return Adjtimex(timex) >= 0 && (BitConverter.ToInt32(timex, IntPtr.Size == 8 ? StatusOffset : StatusOffset / 2) & Unsynchronised) == 0;
    }

    [DllImport("libc", EntryPoint = "adjtimex", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Adjtimex(byte[] timex);
}
