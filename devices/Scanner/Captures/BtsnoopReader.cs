using System.Buffers.Binary;
using SmartStore.Core.Adverts;

namespace SmartStore.Scanner.Captures;

/// <summary>
/// Reads btsnoop files, as Android, BlueZ's <c>btmon</c> and sniffers write them: a head of 16 bytes, then records of 24 bytes and a packet
/// (fte.com "BTSnoop File Format"; link types 2001 of BlueZ <c>src/shared/btsnoop.h</c>). Only adverts are handed out. Not for two threads at once.
/// </summary>
public sealed class BtsnoopReader
{
    /// <summary>Largest packet of a record; HCI has none larger. A larger one means that the file is broken from there on.</summary>
    public const int PacketBytesMax = 64 * 1024;

    private const int HeadBytes = 16;
    private const int RecordHeadBytes = 24;

    private const uint HciUnwrapped = 1001; // packet without indicator; flags tell the kind
    private const uint HciUart = 1002;      // packet with indicator
    private const uint Monitor = 2001;      // packet without indicator; the low half of the flags is the kind
    private const uint MonitorEvent = 3;
    private const uint ReceivedEvent = 3;   // flags: received, and command or event

    // Times count microseconds since the year 0; this is 1970.
    private const long UnixEpochUs = 0x00DC_DDB3_0F2F_8000;

    private readonly Stream _file;
    private readonly uint _linkType;
    private readonly byte[] _recordHead = new byte[RecordHeadBytes];

    private BtsnoopReader(Stream file, uint linkType)
    {
        _file = file;
        _linkType = linkType;
    }

    /// <summary>Packets read, of every kind.</summary>
    public int Packets { get; private set; }

    /// <summary>Advertising events whose lengths did not fit.</summary>
    public int Malformed { get; private set; }

    /// <summary>True once the file ended inside a record, or a record was larger than any packet.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>Reads the head of a file.</summary>
    /// <param name="file">Stays the caller's.</param>
    /// <exception cref="InvalidDataException">It is not a btsnoop file of HCI packets; the message says what it is.</exception>
    public static BtsnoopReader Open(Stream file)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        if (file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) < HeadBytes || !head[..8].SequenceEqual("btsnoop\0"u8))
            throw new InvalidDataException("This is not a btsnoop file: it does not begin with \"btsnoop\".");
        var version = BinaryPrimitives.ReadUInt32BigEndian(head[8..]);
        if (version != 1) throw new InvalidDataException($"This btsnoop file has version {version}; only version 1 is known.");
        var linkType = BinaryPrimitives.ReadUInt32BigEndian(head[12..]);
        if (linkType is not (HciUnwrapped or HciUart or Monitor))
            throw new InvalidDataException($"This btsnoop file has link type {linkType}; 1001, 1002 and 2001 hold HCI packets.");
        return new BtsnoopReader(file, linkType);
    }

    /// <summary>The adverts from here to the end of the file, in its order. A broken end ends it: see <see cref="IsCutShort"/>.</summary>
    public IEnumerable<HeardAdvert> Adverts()
    {
        var heard = new List<HeardAdvert>();
        while (TryReadPacket(out var at, out var packet))
        {
            heard.Clear();
            Collect(packet, at, heard);
            foreach (var advert in heard) yield return advert;
        }
    }

    // Original length [4], included length [4], flags [4], drops [4], time [8], packet.
    private bool TryReadPacket(out DateTimeOffset at, out byte[] packet)
    {
        at = default;
        packet = [];
        while (true)
        {
            var read = _file.ReadAtLeast(_recordHead, RecordHeadBytes, throwOnEndOfStream: false);
            if (read == 0) return false;
            var length = BinaryPrimitives.ReadUInt32BigEndian(_recordHead.AsSpan(4));
            if (read < RecordHeadBytes || length > PacketBytesMax) return CutShort();
            packet = new byte[length];
            if (_file.ReadAtLeast(packet, packet.Length, throwOnEndOfStream: false) < packet.Length) return CutShort();
            Packets++;
            if (!MayBeEvent(BinaryPrimitives.ReadUInt32BigEndian(_recordHead.AsSpan(8)))) continue;
            at = Time(BinaryPrimitives.ReadInt64BigEndian(_recordHead.AsSpan(16)));
            return true;
        }
    }

    private bool MayBeEvent(uint flags) => _linkType switch
    {
        HciUnwrapped => (flags & 3) == ReceivedEvent,
        Monitor => (flags & 0xFFFF) == MonitorEvent,
        _ => true,
    };

    private void Collect(byte[] packet, DateTimeOffset at, List<HeardAdvert> heard)
    {
        var reports = new LeAdvertisingReports(packet);
        while (reports.MoveNext())
        {
            var report = reports.Current;
            heard.Add(new HeardAdvert(at, report.Address, report.IsRandom, report.RssiDbm, report.Payload.ToArray()));
        }
        if (reports.IsMalformed) Malformed++;
    }

    private static DateTimeOffset Time(long microsecondsSinceYear0)
    {
        var sinceEpoch = Math.Clamp(microsecondsSinceYear0 - UnixEpochUs, 0, (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        return DateTimeOffset.UnixEpoch.AddTicks(sinceEpoch * TimeSpan.TicksPerMicrosecond);
    }

    private bool CutShort()
    {
        IsCutShort = true;
        return false;
    }
}

/// <summary>One advert as a Bluetooth controller reported it.</summary>
/// <param name="At">When, by the clock of the machine that heard it.</param>
/// <param name="Mac">The advertiser's address, <see cref="Core.Sightings.Mac"/>.</param>
/// <param name="IsRandom">True when the address is random: it may change at any time.</param>
/// <param name="RssiDbm">Received power, dBm; 127 when the controller did not know.</param>
/// <param name="Payload">AD structures, not checked.</param>
public readonly record struct HeardAdvert(DateTimeOffset At, ulong Mac, bool IsRandom, sbyte RssiDbm, ReadOnlyMemory<byte> Payload);
