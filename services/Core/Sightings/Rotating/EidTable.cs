namespace SmartStore.Core.Sightings.Rotating;

/// <summary>
/// From ephemeral ids to tags, for one period of a group of tags. Open addressing; an entry holds the tag and the lower half of the id (8 bytes),
/// so a find is a likelihood of 2^-32 short of certain and is checked by computing the id. Filled once, then only read.
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
