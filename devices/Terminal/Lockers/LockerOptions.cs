using SmartStore.Core.Lockers;

namespace SmartStore.Terminal.Lockers;

/// <summary>What makes a terminal a locker: doors, and the keys it believes.</summary>
public sealed record LockerOptions
{
    /// <summary>Names of its doors, 1 to <see cref="Core.Lockers.Slots.Max"/>, no two alike; each as <see cref="Core.Lockers.Slots.IsValid"/> says.</summary>
    public required IReadOnlyList<string> Slots { get; init; }

    /// <summary>Opens a door.</summary>
    public required DoorOpener Door { get; init; }

    /// <summary>The server's keys from when the device was registered. Default none: then no manifest is believed, and nothing is released without the server.</summary>
    public VerifyingKeys Keys { get; init; } = VerifyingKeys.None;

    /// <summary>How long after a door opened the order counts as taken: there is no sensor that could tell. Default 5 s; nothing is allowed; less than a minute, for the server waits 90 s.</summary>
    public TimeSpan ClosedAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>False: nobody set the clock since the machine started. Default: what the system says (<see cref="SystemClock"/>).</summary>
    public Func<bool> IsClockSet { get; init; } = SystemClock.IsSet;

    /// <summary>Opens what is on disk, in the terminal's folder.</summary>
    internal Func<string, ILockerStore> OpenStore { get; init; } = static folder => new LockerFile(folder);

    internal void Validate()
    {
        if (Slots.Count is 0 or > Core.Lockers.Slots.Max) throw new ArgumentException($"A locker has 1 to {Core.Lockers.Slots.Max} slots, not {Slots.Count}.");
        if (Slots.FirstOrDefault(slot => !Core.Lockers.Slots.IsValid(slot)) is { } wrong) throw new ArgumentException($"'{wrong}' is no slot: it has to be {Core.Lockers.Slots.Form}.");
        if (Slots.Distinct(StringComparer.Ordinal).Count() != Slots.Count) throw new ArgumentException("Two slots have one name.");
        ArgumentOutOfRangeException.ThrowIfLessThan(ClosedAfter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ClosedAfter, TimeSpan.FromMinutes(1));
    }
}

/// <summary>Unlocks one door and says what came of it. It never throws, and ends within seconds.</summary>
/// <param name="slot">The door.</param>
/// <param name="stop">Cancelled when the terminal ends; a door that is being opened is waited for all the same.</param>
public delegate Task<DoorOutcome> DoorOpener(string slot, CancellationToken stop);

/// <summary>What came of unlocking a door.</summary>
public enum DoorOutcome
{
    /// <summary>It opened.</summary>
    Opened,

    /// <summary>It stayed shut.</summary>
    NotOpened,

    /// <summary>Nobody knows: the terminal was being stopped. Staff look.</summary>
    Unknown,
}

/// <summary>What became of a door: for the screen of the terminal.</summary>
/// <param name="Slot">The door.</param>
/// <param name="Word"><c>opened</c>, <c>closed</c>, <c>not_opened</c>; <c>unknown</c> when nobody knows.</param>
public sealed record DoorMoved(string Slot, string Word);
