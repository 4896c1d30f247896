namespace SmartStore.Core.Staff;

/// <summary>
/// Who is on duty in a store: everybody who has its board open under their id, and for <see cref="StoreRules.DutyOutlivesScreen"/> after the last of their screens
/// has closed, so that a reload, a break in the line or a locked board ends nobody's duty. Signing out ends it at once.
/// </summary>
/// <param name="All">In the order in which they came.</param>
public sealed record Duty(IReadOnlyList<OnDuty> All)
{
    /// <summary>People on duty in one store: more than a store has screens. Who comes when it is full is not counted until there is room.</summary>
    public const int PeopleMax = 256;

    /// <summary>Nobody is on duty.</summary>
    public static Duty None { get; } = new([]);

    /// <summary>When somebody's duty ends by time; null: nobody's does.</summary>
    public DateTimeOffset? EndsAt(StoreRules rules) => All.Min(on => on.ScreenClosedAt) is { } closed ? closed + rules.DutyOutlivesScreen : null;

    /// <summary>The duty after a look at the screens of all processes. The same look twice changes nothing.</summary>
    /// <param name="watching">Who has a screen open.</param>
    /// <param name="at">When it was looked.</param>
    public Duty Seen(IReadOnlyCollection<StaffId> watching, DateTimeOffset at, StoreRules rules)
    {
        var stay = new List<OnDuty>(All.Count + watching.Count);
        foreach (var on in All)
        {
            DateTimeOffset? closedAt = watching.Contains(on.Staff) ? null : on.ScreenClosedAt ?? at;
            if (closedAt is null || at - closedAt < rules.DutyOutlivesScreen) stay.Add(on with { ScreenClosedAt = closedAt });
        }
        foreach (var staff in watching.Distinct())
            if (stay.Count < PeopleMax && stay.TrueForAll(on => on.Staff != staff))
                stay.Add(new OnDuty(staff, at, ScreenClosedAt: null));
        return stay.SequenceEqual(All) ? this : new Duty(stay);
    }

    /// <summary>The duty after somebody signed out.</summary>
    public Duty Without(StaffId staff) => All.Any(on => on.Staff == staff) ? new Duty([.. All.Where(on => on.Staff != staff)]) : this;
}

/// <summary>A member of the staff on duty.</summary>
/// <param name="Since">When their first screen was opened.</param>
/// <param name="ScreenClosedAt">When their last screen closed; null: one is open.</param>
public sealed record OnDuty(StaffId Staff, DateTimeOffset Since, DateTimeOffset? ScreenClosedAt);
