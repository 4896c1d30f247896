using System.Buffers.Binary;
using System.Numerics;

namespace SmartStore.Core.Sightings;

/// <summary>What a <see cref="BeaconKey"/> names a transmitter by.</summary>
public enum BeaconKind : byte
{
    /// <summary>No key: the default value.</summary>
    None = 0,
    /// <summary>UUID, major, minor.</summary>
    IBeacon = 1,
    /// <summary>Eddystone-UID: namespace (10 bytes) and instance (6 bytes).</summary>
    Eddystone = 2,
    /// <summary>Identifier of 16 bytes and two of 2 bytes.</summary>
    AltBeacon = 3,
    /// <summary>The device address alone.</summary>
    Mac = 4,
    /// <summary>An ephemeral id of 8 bytes. It says nothing by itself: a resolver turns it into a tag. Never in a layout.</summary>
    Eid = 5,
}

/// <summary>
/// The name of a transmitter: an id from its advert, its address, or both. 32 bytes, compared and hashed without allocation.
/// Spelled as in the contract: <c>ibeacon:UUID:MAJOR:MINOR</c>, <c>eddystone:NAMESPACE:INSTANCE</c>, <c>altbeacon:ID1:ID2:ID3</c>
/// (each may end in <c>@MAC</c>), <c>mac:MAC</c>; lower case.
/// </summary>
/// <remarks>
/// The hash has no secret: a map filled with keys from outside needs a limit of its own.
/// </remarks>
public readonly partial struct BeaconKey : IEquatable<BeaconKey>
{
    private const ulong MacMask = 0xFFFF_FFFF_FFFF;

    private readonly ulong _idHigh;
    private readonly ulong _idLow;
    private readonly ulong _kindAndMac; // kind in the top byte, address in the low 48 bits
    private readonly uint _numbers;     // major and minor, or id2 and id3

    private BeaconKey(BeaconKind kind, ulong idHigh, ulong idLow, uint numbers, ulong mac)
    {
        _idHigh = idHigh;
        _idLow = idLow;
        _numbers = numbers;
        _kindAndMac = ((ulong)kind << 56) | (mac & MacMask);
    }

    /// <summary>What the transmitter is named by.</summary>
    public BeaconKind Kind => (BeaconKind)(_kindAndMac >> 56);

    /// <summary>The address that must match too, or that is the key; <see cref="Sightings.Mac.None"/> when the id stands alone.</summary>
    public ulong Mac => _kindAndMac & MacMask;

    /// <summary>True when an address is part of the key.</summary>
    public bool HasMac => Mac != Sightings.Mac.None;

    /// <summary>iBeacon major, or AltBeacon's second id; else 0.</summary>
    public ushort Major => (ushort)(_numbers >> 16);

    /// <summary>iBeacon minor, or AltBeacon's third id; else 0.</summary>
    public ushort Minor => (ushort)_numbers;

    /// <summary>The ephemeral id of an <see cref="BeaconKind.Eid"/> key, first byte highest; else 0.</summary>
    public ulong Eid => Kind == BeaconKind.Eid ? _idLow : 0;

    /// <summary>The same id without the address. A <c>mac:</c> key stays as it is.</summary>
    public BeaconKey WithoutMac => Kind == BeaconKind.Mac ? this : new(Kind, _idHigh, _idLow, _numbers, 0);

    /// <summary>The same id with the address required. A <c>mac:</c> key stays as it is; <see cref="Sightings.Mac.None"/> removes the address.</summary>
    public BeaconKey WithMac(ulong mac) => Kind == BeaconKind.Mac ? this : new(Kind, _idHigh, _idLow, _numbers, mac);

    /// <summary>An iBeacon's key.</summary>
    /// <param name="uuid">Sixteen bytes in the order they are printed.</param>
    public static BeaconKey IBeacon(ReadOnlySpan<byte> uuid, ushort major, ushort minor) => Ids(BeaconKind.IBeacon, uuid, major, minor);

    /// <summary>An AltBeacon's key.</summary>
    /// <param name="id1">Sixteen bytes in the order they are printed.</param>
    public static BeaconKey AltBeacon(ReadOnlySpan<byte> id1, ushort id2, ushort id3) => Ids(BeaconKind.AltBeacon, id1, id2, id3);

    /// <summary>An Eddystone-UID's key.</summary>
    /// <param name="namespaceAndInstance">Ten bytes of namespace and six of instance.</param>
    public static BeaconKey Eddystone(ReadOnlySpan<byte> namespaceAndInstance) => Ids(BeaconKind.Eddystone, namespaceAndInstance, 0, 0);

    /// <summary>A key that is an address alone.</summary>
    /// <param name="mac">Not <see cref="Sightings.Mac.None"/>: that gives the empty key.</param>
    public static BeaconKey OfMac(ulong mac) => mac == Sightings.Mac.None ? default : new(BeaconKind.Mac, 0, 0, 0, mac);

    /// <summary>An ephemeral id, first byte highest.</summary>
    public static BeaconKey OfEid(ulong eid) => new(BeaconKind.Eid, 0, eid, 0, 0);

    public bool Equals(BeaconKey other) =>
        _idLow == other._idLow && _idHigh == other._idHigh && _numbers == other._numbers && _kindAndMac == other._kindAndMac;

    public override bool Equals(object? obj) => obj is BeaconKey other && Equals(other);

    public override int GetHashCode()
    {
        var h = (_idHigh ^ 0x9E37_79B9_7F4A_7C15) * 0xBF58_476D_1CE4_E5B9;
        h = (BitOperations.RotateLeft(h, 29) ^ _idLow) * 0x94D0_49BB_1331_11EB;
        h = (BitOperations.RotateLeft(h, 29) ^ _kindAndMac) * 0xBF58_476D_1CE4_E5B9;
        h = (BitOperations.RotateLeft(h, 29) ^ _numbers) * 0x94D0_49BB_1331_11EB;
        return (int)(h >> 32) ^ (int)h;
    }

    /// <summary>Same id and same address rule.</summary>
    public static bool operator ==(BeaconKey left, BeaconKey right) => left.Equals(right);

    /// <summary>Another id or another address rule.</summary>
    public static bool operator !=(BeaconKey left, BeaconKey right) => !left.Equals(right);

    private static BeaconKey Ids(BeaconKind kind, ReadOnlySpan<byte> id, ushort second, ushort third) =>
        new(kind, BinaryPrimitives.ReadUInt64BigEndian(id), BinaryPrimitives.ReadUInt64BigEndian(id[8..]), ((uint)second << 16) | third, 0);
}
