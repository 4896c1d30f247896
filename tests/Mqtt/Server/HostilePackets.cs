using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Tests.Packets;

namespace SmartStore.Mqtt.Tests.Server;

/// <summary>Packets that no honest client sends, from a seed: the same seed gives the same packets.</summary>
internal sealed class HostilePackets(int seed)
{
    private static readonly byte[][] s_valid = [.. WireVector.ReadAll("valid.txt").Select(row => row.Data.Bytes)];

    private static readonly byte[] s_firstBytes = [0x10, 0x20, 0x30, 0x32, 0x34, 0x40, 0x50, 0x62, 0x70, 0x82, 0x90, 0xA2, 0xB0, 0xE0, 0xF0];

    private readonly Random _random = new(seed);

    /// <summary>Bytes without any sense, some behind a plausible first byte and length.</summary>
    public byte[] Random()
    {
        var bytes = new byte[_random.Next(1, 80)];
        _random.NextBytes(bytes);
        if (_random.Next(2) == 0) return bytes;
        bytes[0] = s_firstBytes[_random.Next(s_firstBytes.Length)];
        if (bytes.Length > 1) bytes[1] = (byte)(bytes.Length - 2);
        return bytes;
    }

    /// <summary>A valid packet of either version with one to eight bits turned.</summary>
    public byte[] BitFlipped()
    {
        var bytes = s_valid[_random.Next(s_valid.Length)].ToArray();
        for (var flips = _random.Next(1, 9); flips > 0; flips--) bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
        return bytes;
    }

    /// <summary>Any property in any packet: once, twice, cut short, with zeros, with the greatest length, unknown.</summary>
    public byte[] Property()
    {
        var id = _random.Next(PropertyRules.IdMax + 2);
        var value = new byte[_random.Next(0, 12)];
        if (_random.Next(3) > 0) _random.NextBytes(value);
        if (value.Length >= 2 && _random.Next(2) == 0) (value[0], value[1]) = (0xFF, 0xFF);
        byte[] property = [(byte)id, .. value];
        if (_random.Next(3) == 0) property = [.. property, .. property];
        var declared = _random.Next(4) == 0 ? _random.Next(128) : property.Length;
        byte[] properties = [(byte)declared, .. property];

        var first = s_firstBytes[_random.Next(s_firstBytes.Length)];
        byte[] body = (first >> 4) switch
        {
            1 => [0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, 2, 0, 10, .. properties, 0, 1, (byte)'x'],
            2 => [0, 0, .. properties],
            3 => [0, 1, (byte)'a', .. (first & 6) == 0 ? Array.Empty<byte>() : [0, 1], .. properties, (byte)'p'],
            4 or 5 or 6 or 7 => [0, 1, 0, .. properties],
            8 => [0, 1, .. properties, 0, 1, (byte)'a', 0],
            10 => [0, 1, .. properties, 0, 1, (byte)'a'],
            _ => [0, .. properties],
        };
        return [first, (byte)body.Length, .. body];
    }
}
