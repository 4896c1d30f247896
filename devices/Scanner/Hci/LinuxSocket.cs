using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SmartStore.Scanner.Hci;

/// <summary>The system calls of a raw HCI socket (Linux <c>socket(2)</c>, <c>poll(2)</c>; constants from <c>errno.h</c> and BlueZ <c>lib/hci.h</c>).</summary>
internal static class LinuxSocket
{
    public const int EPERM = 1;
    public const int EINTR = 4;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int ENODEV = 19;
    public const int EPROTONOSUPPORT = 93;
    public const int EAFNOSUPPORT = 97;
    public const int ENETDOWN = 100;

    private const int AfBluetooth = 31;
    private const int SockRaw = 3;
    private const int SockCloexec = 0x80000;
    private const int BtProtoHci = 1;
    private const int SolHci = 0;
    private const int HciFilter = 2;
    private const short PollIn = 1;

    /// <summary>Opens a socket that hears the events of one adapter.</summary>
    /// <exception cref="HciException">There is no Bluetooth, no adapter of that number, or no permission.</exception>
    public static SafeFileHandle Open(int adapter)
    {
        var socket = new SafeFileHandle(OpenSocket(AfBluetooth, SockRaw | SockCloexec, BtProtoHci), ownsHandle: true);
        if (socket.IsInvalid) throw HciException.Of(Marshal.GetLastPInvokeError(), adapter);
        // type mask (events), event mask of 64 bits (0x0E command complete, 0x3E LE meta), opcode: all
        byte[] filter = [1 << 4, 0, 0, 0, 0, 1 << 6, 0, 0, 0, 0, 0, 1 << 6, 0, 0, 0, 0];
        // family, adapter, raw channel
        byte[] address = [AfBluetooth, 0, (byte)adapter, (byte)(adapter >> 8), 0, 0];
        if (SetSocketOption(socket, SolHci, HciFilter, filter, filter.Length) >= 0 && Bind(socket, address, address.Length) >= 0) return socket;
        var errno = Marshal.GetLastPInvokeError();
        socket.Dispose();
        throw HciException.Of(errno, adapter);
    }

    /// <summary>Sends a packet; 0, or the error number.</summary>
    public static int Send(SafeFileHandle socket, byte[] packet) => Write(socket, packet, packet.Length) == packet.Length ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Waits for a packet and reads it; 0 bytes when none came in time or a signal came first.</summary>
    /// <returns>Bytes read, or minus the error number.</returns>
    public static int Receive(SafeFileHandle socket, byte[] buffer, TimeSpan patience)
    {
        var added = false;
        try
        {
            socket.DangerousAddRef(ref added);
            var poll = new PollFd { Descriptor = (int)socket.DangerousGetHandle(), Events = PollIn };
            if (Poll(ref poll, 1, (int)patience.TotalMilliseconds) is var ready && ready <= 0) return ready == 0 ? 0 : Failed();
            var read = (int)Read(socket, buffer, buffer.Length);
            return read >= 0 ? read : Failed();
        }
        finally
        {
            if (added) socket.DangerousRelease();
        }
    }

    private static int Failed() => Marshal.GetLastPInvokeError() is var errno && errno == EINTR ? 0 : -errno;

    [DllImport("libc", EntryPoint = "socket", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenSocket(int family, int type, int protocol);

    [DllImport("libc", EntryPoint = "bind", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Bind(SafeFileHandle socket, byte[] address, int length);

    [DllImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetSocketOption(SafeFileHandle socket, int level, int name, byte[] value, int length);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollFd descriptors, nuint count, int timeoutMs);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Read(SafeFileHandle socket, byte[] buffer, nint length);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(SafeFileHandle socket, byte[] buffer, nint length);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
