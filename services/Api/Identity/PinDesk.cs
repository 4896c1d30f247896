using SmartStore.Core.Devices;
using SmartStore.Core.Staff;

namespace SmartStore.Api.Identity;

/// <summary>
/// Looks at PINs. Wrong ones are counted by board and by member, in this process: with several processes a board may try as often as there are of them.
/// An entry is there only for a board that is registered or a member that is known, and goes with a right PIN.
/// </summary>
internal sealed class PinDesk(IStaffMembers members, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PinTries> _tries = new(StringComparer.Ordinal);

    /// <summary>Whether this is the PIN of a member who works in the store of the board. Takes some tens of milliseconds.</summary>
    /// <param name="again">When the next one is looked at; null: this one was.</param>
    public bool IsRight(DeviceName board, string staff, string pin, out DateTimeOffset? again)
    {
        var isKnown = members.Find(staff) is { } member && member.WorksIn(new StoreId(board.Store));
        string[] counted = isKnown ? [$"board {board}", $"member {staff}"] : [$"board {board}"];
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var closed = counted.Select(name => _tries.GetValueOrDefault(name)).Where(tries => tries.IsClosed(now)).Select(tries => tries.ClosedUntil).ToList();
            again = closed.Count > 0 ? closed.Max() : null;
            if (again is not null) return false;
            foreach (var name in counted) _tries[name] = _tries.GetValueOrDefault(name).Tried(now);
        }

        if (!isKnown || !StaffPin.IsValid(pin) || !members.IsPin(staff, pin)) return false;
        lock (_gate)
            foreach (var name in counted)
                _tries.Remove(name);
        return true;
    }
}
