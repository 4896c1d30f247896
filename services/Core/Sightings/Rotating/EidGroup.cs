using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SmartStore.Core.Sightings.Rotating;

/// <summary>
/// Tags that rotate equally often, and the ids they may send now. Our time is cut into slots of 2^K seconds. A tag's clock is out of step with
/// ours by whole slots and a rest, so within our slot <c>s</c> it goes through two of its periods; with one more on either side that makes four,
/// and the tables of slots <c>s-1</c> to <c>s+2</c> hold them. A rotation fills one table and forgets one.
/// </summary>
internal sealed class EidGroup
{
    private const int TablesKept = 4;

    private readonly int _exponent;
    private readonly Known[] _tags;
    private readonly int[] _order; // position in the resolver's list
    private EidTable[] _tables = [];
    private uint _firstSlot;

    public EidGroup(int exponent, ReadOnlySpan<EidTag> tags, ReadOnlySpan<int> order)
    {
        _exponent = exponent;
        _order = order.ToArray();
        _tags = new Known[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            var tag = tags[order[i]];
            _tags[i] = new Known { Key = Vector128.Create(tag.IdentityKey.Span), Clock = new TagClock(tag) };
        }
    }

    /// <summary>Fills the tables that the time needs. One writer at a time; look-ups go on meanwhile.</summary>
    public void Rotate(uint nowUnixS)
    {
        var wanted = unchecked((nowUnixS >> _exponent) - 1);
        var distance = unchecked((int)(wanted - _firstSlot));
        if (_tables.Length > 0 && distance == 0) return;
        var keep = _tables.Length > 0 && distance is > 0 and < TablesKept ? TablesKept - distance : 0;
        for (var slot = unchecked(wanted + (uint)keep); slot != unchecked(wanted + TablesKept); slot++)
        {
            var table = Fill(slot, isFirst: keep == 0 && slot == wanted);
            Volatile.Write(ref _tables, _tables.Length < TablesKept ? [.. _tables, table] : [.. _tables[1..], table]);
        }
        _firstSlot = wanted;
    }

    /// <summary>Finds the tag of this group that sends the id now, or did a period ago, or will in a period.</summary>
    public bool TryResolve(ulong eid, uint atUnixS, out EidMatch match, out int member)
    {
        foreach (var table in Volatile.Read(ref _tables))
        {
            var cursor = -1;
            while ((member = table.Next(eid, ref cursor)) >= 0)
            {
                if (!IsSent(eid, _tags[member], atUnixS, out var period, out var ahead)) continue;
                if (_tags[member].Newest.IsOver(period << _exponent, atUnixS)) continue;
                match = new EidMatch(_order[member], period << _exponent, ahead);
                return true;
            }
        }
        match = default;
        member = -1;
        return false;
    }

    /// <summary>Takes in that a tag was heard sending the id of a period.</summary>
    public void Learn(int member, in EidMatch match, uint atUnixS)
    {
        _tags[member].Clock.Learn(match.ClockS, 1u << _exponent, atUnixS);
        _tags[member].Newest.Learn(match.ClockS, atUnixS);
    }

    private bool IsSent(ulong eid, in Known tag, uint atUnixS, out uint period, out int ahead)
    {
        var now = tag.Clock.At(atUnixS) >> _exponent;
        for (ahead = -1; ahead <= 1; ahead++)
        {
            period = unchecked(now + (uint)ahead) & (uint.MaxValue >> _exponent);
            if (EddystoneEid.Compute(tag.Key, _exponent, period << _exponent) == eid) return true;
        }
        period = 0;
        return false;
    }

    // Each tag's period that begins with the slot, and those since its last table when its clock was set forward meanwhile.
    private EidTable Fill(uint slot, bool isFirst)
    {
        if (isFirst) Volatile.Write(ref _tables, []);
        var entries = 0L;
        foreach (ref readonly var tag in _tags.AsSpan()) entries += PeriodsToAdd(tag, slot, isFirst);
        var table = new EidTable(checked((int)entries));
        var mask = uint.MaxValue >> _exponent;
        for (var member = 0; member < _tags.Length; member++)
        {
            ref var tag = ref _tags[member];
            var last = PeriodOf(tag, slot);
            for (var back = PeriodsToAdd(tag, slot, isFirst) - 1; back >= 0; back--)
                table.Add(EddystoneEid.Compute(tag.Key, _exponent, (unchecked(last - (uint)back) & mask) << _exponent), member);
            tag.LastPeriod = last;
        }
        return table;
    }

    private int PeriodsToAdd(in Known tag, uint slot, bool isFirst)
    {
        if (isFirst) return 1;
        var skipped = unchecked((int)(PeriodOf(tag, slot) - tag.LastPeriod));
        return Math.Clamp(skipped, 1, TablesKept);
    }

    private uint PeriodOf(in Known tag, uint slot) => tag.Clock.At(slot << _exponent) >> _exponent;

    [StructLayout(LayoutKind.Auto)]
    private struct Known
    {
        public Vector128<byte> Key;
        public TagClock Clock;
        public NewestId Newest;
        public uint LastPeriod;
    }
}

/// <summary>
/// From ephemeral ids to tags, for one period of a group of tags. Open addressing; an entry holds the tag and the lower half of the id (8 bytes),
/// so a match is wrong with a probability of 2^-32, and is checked by computing the id. Filled once, then only read.
/// </summary>
/// <param name="entries">How many will be added.</param>
internal sealed class EidTable(int entries)
{
    private readonly ulong[] _slots = new ulong[entries + (entries / 3) + 8];

    /// <summary>Adds an id. Not more than were announced.</summary>
    public void Add(ulong eid, int tag)
    {
        var at = SlotOf(eid);
        while (_slots[at] != 0)
            if (++at == _slots.Length)
                at = 0;
        _slots[at] = (eid << 32) | (uint)(tag + 1);
    }

    /// <summary>The next tag that may have sent the id; -1 when there is none.</summary>
    /// <param name="cursor">-1 at first, then as the last call left it.</param>
    public int Next(ulong eid, ref int cursor)
    {
        var at = cursor < 0 ? SlotOf(eid) : cursor;
        while (_slots[at] is var slot && slot != 0)
        {
            if (++at == _slots.Length) at = 0;
            if (slot >> 32 != (uint)eid) continue;
            cursor = at;
            return (int)(uint)slot - 1;
        }
        return -1;
    }

    private int SlotOf(ulong eid) => (int)((eid >> 32) * (ulong)_slots.Length >> 32);
}
