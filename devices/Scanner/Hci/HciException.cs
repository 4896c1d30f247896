namespace SmartStore.Scanner.Hci;

/// <summary>The Bluetooth adapter cannot be used; the message is one sentence that says why and what to do.</summary>
/// <param name="message">The sentence.</param>
/// <param name="errno">The system's error number; 0 when the adapter itself refused.</param>
public sealed class HciException(string message, int errno = 0) : IOException(message)
{
    /// <summary>The system's error number; 0 when the adapter itself refused.</summary>
    public int Errno { get; } = errno;

    /// <summary>Puts a failed call into words.</summary>
    /// <param name="adapter">Number of the adapter: 0 is <c>hci0</c>.</param>
    internal static HciException Of(int errno, int adapter) => new(
        errno switch
        {
            LinuxSocket.EPERM or LinuxSocket.EACCES => "Listening to Bluetooth needs permission: run as root, or give the program CAP_NET_RAW and CAP_NET_ADMIN.",
            LinuxSocket.EAFNOSUPPORT or LinuxSocket.EPROTONOSUPPORT => "This system has no Bluetooth: the kernel knows no such sockets.",
            LinuxSocket.ENODEV => $"There is no Bluetooth adapter hci{adapter}: plug one in, or choose another number.",
            LinuxSocket.ENETDOWN => $"The Bluetooth adapter hci{adapter} is switched off: switch it on with `bluetoothctl power on`.",
            LinuxSocket.EBUSY => $"The Bluetooth adapter hci{adapter} is in use by another program.",
            _ => $"The Bluetooth adapter hci{adapter} answered with system error {errno}.",
        },
        errno);
}
