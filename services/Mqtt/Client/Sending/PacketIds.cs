namespace SmartStore.Mqtt.Client.Sending;

/// <summary>Packet identifiers 1–65,535 (MQTT 5.0 §2.2.1), given out in turn so that one just freed is not reused at once.</summary>
internal sealed class PacketIds
{
    private readonly ulong[] _used = new ulong[65_536 / 64];
    private ushort _last;

    /// <summary>Identifiers in use.</summary>
    public int Count { get; private set; }

    /// <summary>The next free identifier; 0 when all are in use.</summary>
    public ushort Take()
    {
        if (Count == ushort.MaxValue) return 0;
        do
        {
            _last = _last == ushort.MaxValue ? (ushort)1 : (ushort)(_last + 1);
        }
        while (IsUsed(_last));

        _used[_last / 64] |= 1UL << (_last % 64);
        Count++;
        return _last;
    }

    /// <summary>Gives an identifier back; one that is not in use is ignored.</summary>
    public void Free(ushort id)
    {
        if (id == 0 || !IsUsed(id)) return;
        _used[id / 64] &= ~(1UL << (id % 64));
        Count--;
    }

    private bool IsUsed(ushort id) => (_used[id / 64] & (1UL << (id % 64))) != 0;
}
