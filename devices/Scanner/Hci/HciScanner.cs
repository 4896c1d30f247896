using Microsoft.Win32.SafeHandles;
using SmartStore.Core.Adverts;
using SmartStore.Scanner.Captures;

namespace SmartStore.Scanner.Hci;

/// <summary>
/// Hears adverts with a real adapter on Linux, through a raw HCI socket: passive scanning, nothing is sent into the air. Needs root or
/// CAP_NET_RAW and CAP_NET_ADMIN. Not for two threads at once.
/// </summary>
public sealed class HciScanner : IDisposable
{
    /// <summary>How long the adapter may take to answer a command.</summary>
    public static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(2);

    /// <summary>How long a wait for adverts lasts before the caller's wish to stop is looked at.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>Indicator, event, length and its 255 bytes.</summary>
    private const int EventBytesMax = 258;

    private const byte CommandDisallowed = 0x0C;

    private readonly SafeFileHandle _socket;
    private readonly TimeProvider _time;
    private readonly int _adapter;
    private readonly byte[] _buffer = new byte[EventBytesMax];

    private HciScanner(SafeFileHandle socket, int adapter, TimeProvider time)
    {
        _socket = socket;
        _adapter = adapter;
        _time = time;
    }

    /// <summary>Opens an adapter and starts scanning.</summary>
    /// <param name="adapter">Its number: 0 is <c>hci0</c>.</param>
    /// <param name="time">Gives the time of what is heard.</param>
    /// <exception cref="HciException">Not Linux, no Bluetooth, no adapter, no permission, switched off, or refused; the message says which.</exception>
    public static HciScanner Open(int adapter, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(adapter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(adapter, ushort.MaxValue - 1);
        if (!OperatingSystem.IsLinux()) throw new HciException("Listening with an adapter works on Linux only; use a capture file here.");
        var scanner = new HciScanner(LinuxSocket.Open(adapter), adapter, time);
        try
        {
            scanner.Start();
            return scanner;
        }
        catch
        {
            scanner._socket.Dispose();
            throw;
        }
    }

    /// <summary>What is heard, until cancelled. Blocks the thread while the air is silent.</summary>
    /// <exception cref="HciException">The adapter went away.</exception>
    public IEnumerable<HeardAdvert> Adverts(CancellationToken cancellation)
    {
        var heard = new List<HeardAdvert>();
        while (!cancellation.IsCancellationRequested)
        {
            var length = Receive(Patience);
            heard.Clear();
            foreach (var report in new LeAdvertisingReports(_buffer.AsSpan(0, length)))
                heard.Add(new HeardAdvert(_time.GetUtcNow(), report.Address, report.IsRandom, report.RssiDbm, report.Payload.ToArray()));
            foreach (var advert in heard) yield return advert;
        }
    }

    /// <summary>Stops scanning and lets the adapter go.</summary>
    public void Dispose()
    {
        if (!_socket.IsClosed) LinuxSocket.Send(_socket, HciCommand.ScanEnable(on: false));
        _socket.Dispose();
    }

    // Parameters cannot be set while another scan runs, so that is stopped first; there may be none to stop.
    private void Start()
    {
        Ask(HciCommand.ScanEnable(on: false), HciCommand.SetScanEnable, CommandDisallowed);
        Ask(HciCommand.ScanParameters(), HciCommand.SetScanParameters);
        Ask(HciCommand.ScanEnable(on: true), HciCommand.SetScanEnable);
    }

    private void Ask(byte[] command, ushort opcode, byte alsoFine = 0)
    {
        if (LinuxSocket.Send(_socket, command) is var errno && errno != 0) throw HciException.Of(errno, _adapter);
        var start = _time.GetTimestamp();
        while (_time.GetElapsedTime(start) < AnswerMax)
        {
            var length = Receive(Patience);
            if (!HciCommand.TryReadAnswer(_buffer.AsSpan(0, length), opcode, out var status)) continue;
            if (status == 0 || status == alsoFine) return;
            throw new HciException($"The Bluetooth adapter hci{_adapter} refused to scan (status 0x{status:x2}); another program may be using it.");
        }
        throw new HciException($"The Bluetooth adapter hci{_adapter} did not answer within {AnswerMax.TotalSeconds:0} s.");
    }

    private int Receive(TimeSpan patience)
    {
        var length = LinuxSocket.Receive(_socket, _buffer, patience);
        return length >= 0 ? length : throw HciException.Of(-length, _adapter);
    }
}

/// <summary>The commands a scanner needs (Core 5.4 Vol 4 Part E §7.8.10, §7.8.11): indicator <c>01</c>, opcode [2] low first, length [1], parameters.</summary>
internal static class HciCommand
{
    public const ushort SetScanParameters = 0x200B;
    public const ushort SetScanEnable = 0x200C;

    /// <summary>Passive scanning without a break: interval and window 10 ms, in units of 0.625 ms.</summary>
    public static byte[] ScanParameters() => [0x01, 0x0B, 0x20, 7, 0x00, 0x10, 0x00, 0x10, 0x00, 0x00, 0x00];

    /// <summary>Starts or stops; every advert is reported, repeated ones too.</summary>
    public static byte[] ScanEnable(bool on) => [0x01, 0x0C, 0x20, 2, (byte)(on ? 1 : 0), 0x00];

    /// <summary>The answer in a Command Complete event (§7.7.14): indicator <c>04</c>, <c>0E</c>, length, credits, opcode [2], status.</summary>
    /// <returns>False when the packet is no answer to the command.</returns>
    public static bool TryReadAnswer(ReadOnlySpan<byte> packet, ushort opcode, out byte status)
    {
        status = 0;
        if (packet.Length < 7 || packet[0] != 0x04 || packet[1] != 0x0E || packet[4] != (byte)opcode || packet[5] != opcode >> 8) return false;
        status = packet[6];
        return true;
    }
}

/// <summary>The Bluetooth adapter cannot be used; the message is one sentence that says why and what to do.</summary>
/// <param name="message">The sentence.</param>
public sealed class HciException(string message) : IOException(message)
{
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
        });
}
