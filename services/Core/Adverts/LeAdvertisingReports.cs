using SmartStore.Core.Sightings;

namespace SmartStore.Core.Adverts;

/// <summary>One advert as a Bluetooth controller reports it.</summary>
public readonly ref struct LeAdvertisingReport(bool isRandom, ulong address, ReadOnlySpan<byte> payload, sbyte rssiDbm)
{
    /// <summary>True when the address is random: it may change at any time.</summary>
    public bool IsRandom { get; } = isRandom;

    /// <summary>The advertiser's address, <see cref="Mac"/>.</summary>
    public ulong Address { get; } = address;

    /// <summary>AD structures, not checked.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>Received power, dBm, -127..20; 127 when the controller does not know.</summary>
    public sbyte RssiDbm { get; } = rssiDbm;
}

/// <summary>
/// Walks the reports of an HCI event: LE Advertising Report (Core 5.4 Vol 4 Part E §7.7.65.2) and LE Extended Advertising Report (§7.7.65.13).
/// Other events have none. With several reports controllers write one whole report after the other, as Linux reads them.
/// </summary>
public ref struct LeAdvertisingReports
{
    private const byte EventPacket = 0x04;
    private const byte LeMeta = 0x3E;
    private const byte Legacy = 0x02;
    private const byte Extended = 0x0D;

    /// <summary>Event type [1], address type [1], address [6], length [1]; data and rssi [1] follow.</summary>
    private const int LegacyHeadBytes = 9;

    /// <summary>Event type [2], address type [1], address [6], PHYs [2], set [1], power [1], rssi [1], interval [2], direct address [7], length [1]; data follows.</summary>
    private const int ExtendedHeadBytes = 24;

    private ReadOnlySpan<byte> _rest;
    private int _left;
    private readonly bool _isExtended;

    /// <summary>Starts at an event.</summary>
    /// <param name="hciEvent">From the event code on, or from the packet indicator <c>04</c> before it. Any bytes.</param>
    public LeAdvertisingReports(ReadOnlySpan<byte> hciEvent)
    {
        if (hciEvent.Length >= 2 && hciEvent[0] == EventPacket && hciEvent[1] == LeMeta) hciEvent = hciEvent[1..];
        if (hciEvent.Length < 2 || hciEvent[0] != LeMeta) return;
        if (hciEvent[1] < 2 || hciEvent.Length < 2 + hciEvent[1])
        {
            IsMalformed = true;
            return;
        }
        var parameters = hciEvent.Slice(2, hciEvent[1]);
        if (parameters[0] is not (Legacy or Extended)) return;
        _isExtended = parameters[0] == Extended;
        _left = parameters[1];
        _rest = parameters[2..];
    }

    /// <summary>The report that the last <see cref="MoveNext"/> came to.</summary>
    public LeAdvertisingReport Current { get; private set; }

    /// <summary>True once a length did not fit; the reports before it still count.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Lets <c>foreach</c> walk the reports.</summary>
    public readonly LeAdvertisingReports GetEnumerator() => this;

    /// <summary>Goes to the next report; false when there is none.</summary>
    public bool MoveNext()
    {
        if (_left == 0) return false;
        _left--;
        if (_isExtended ? TryReadExtended() : TryReadLegacy()) return true;
        _left = 0;
        IsMalformed = true;
        return false;
    }

    private bool TryReadLegacy()
    {
        if (_rest.Length < LegacyHeadBytes + 1) return false;
        int length = _rest[8];
        if (_rest.Length < LegacyHeadBytes + length + 1) return false;
        Current = new LeAdvertisingReport((_rest[1] & 1) != 0, Mac.FromAir(_rest[2..]), _rest.Slice(LegacyHeadBytes, length), (sbyte)_rest[LegacyHeadBytes + length]);
        _rest = _rest[(LegacyHeadBytes + length + 1)..];
        return true;
    }

    private bool TryReadExtended()
    {
        if (_rest.Length < ExtendedHeadBytes) return false;
        int length = _rest[ExtendedHeadBytes - 1];
        if (_rest.Length < ExtendedHeadBytes + length) return false;
        Current = new LeAdvertisingReport((_rest[2] & 1) != 0, Mac.FromAir(_rest[3..]), _rest.Slice(ExtendedHeadBytes, length), (sbyte)_rest[13]);
        _rest = _rest[(ExtendedHeadBytes + length)..];
        return true;
    }
}
