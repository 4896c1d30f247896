using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SmartStore.Terminal.Readers;

/// <summary>Keyboards and serial lines of Linux as streams (<c>ioctl(2)</c>, <c>termios(3)</c>; constants from input.h and termbits.h).</summary>
internal static class LinuxDevice
{
    /// <summary>Speed of a serial line that names none, baud.</summary>
    public const int BaudDefault = 9600;

    // EVIOCGRAB: nobody else gets the keys, or a shopper's pass would be typed into whatever has the console.
    private const uint Grab = 0x40044590;
    private const int Now = 0;
    private const int Einval = 22;
    private const int Enotty = 25;

    // No termios is longer, on any machine.
    private const int TermiosBytes = 256;

    private static readonly Dictionary<int, uint> s_speeds = new()
    {
        [1200] = 0x9, [2400] = 0xB, [4800] = 0xC, [9600] = 0xD, [19200] = 0xE, [38400] = 0xF, [57600] = 0x1001, [115200] = 0x1002, [230400] = 0x1003,
    };

    /// <summary>True when a serial line can have this speed.</summary>
    public static bool KnowsBaud(int baud) => s_speeds.ContainsKey(baud);

    /// <summary>Opens a keyboard, such as /dev/input/event3, for us alone.</summary>
    /// <exception cref="IOException">It is not there, is a plain file, or another program has it.</exception>
    /// <exception cref="UnauthorizedAccessException">We may not read it.</exception>
    public static Stream OpenKeyboard(string device)
    {
        var stream = Open(device);
        // A pipe of recorded keys has nobody to be kept from.
        if (Ioctl(stream.SafeFileHandle, Grab, 1) == 0 || Marshal.GetLastPInvokeError() is Enotty or Einval) return stream;
        var why = Marshal.GetLastPInvokeErrorMessage();
        stream.Dispose();
        throw new IOException($"another program has it: {why}");
    }

    /// <summary>Opens a serial line, such as /dev/ttyUSB0: 8 bits, no parity, 1 stop bit, nothing interpreted.</summary>
    /// <exception cref="IOException">It is not there, is a plain file, or cannot be set.</exception>
    /// <exception cref="UnauthorizedAccessException">We may not read it.</exception>
    public static Stream OpenSerial(string device, int baud)
    {
        var stream = Open(device);
        var settings = new byte[TermiosBytes];
        // A pipe has no speed.
        if (Tcgetattr(stream.SafeFileHandle, settings) != 0) return stream;
        Cfmakeraw(settings);
        if (Cfsetspeed(settings, s_speeds[baud]) == 0 && Tcsetattr(stream.SafeFileHandle, Now, settings) == 0) return stream;
        var why = Marshal.GetLastPInvokeErrorMessage();
        stream.Dispose();
        throw new IOException($"its speed cannot be set: {why}");
    }

    private static FileStream Open(string device)
    {
        if (!OperatingSystem.IsLinux()) throw new IOException("readers other than stdin work on Linux only");
        var stream = new FileStream(device, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite, BufferSize = 0 });
        if (!stream.CanSeek) return stream;
        stream.Dispose();
        // It would be read again and again from its start.
        throw new IOException("it is a file and no device");
    }

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Ioctl(SafeFileHandle file, nuint request, nint value);

    [DllImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Tcgetattr(SafeFileHandle file, byte[] settings);

    [DllImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Tcsetattr(SafeFileHandle file, int when, byte[] settings);

    [DllImport("libc", EntryPoint = "cfmakeraw")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Cfmakeraw(byte[] settings);

    [DllImport("libc", EntryPoint = "cfsetspeed", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Cfsetspeed(byte[] settings, uint speed);
}
