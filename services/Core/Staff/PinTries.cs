namespace SmartStore.Core.Staff;

/// <summary>How often a wrong PIN was tried in a row, at one board or for one member. Beyond <see cref="InARow"/> nobody is asked for <see cref="ClosedFor"/>.</summary>
/// <param name="Wrong">0..<see cref="InARow"/> - 1.</param>
/// <param name="ClosedUntil">When the next one is looked at.</param>
public readonly record struct PinTries(int Wrong, DateTimeOffset ClosedUntil)
{
    /// <summary>Wrong tries in a row after which it is closed.</summary>
    public const int InARow = 5;

    /// <summary>How long it is closed then.</summary>
    public static readonly TimeSpan ClosedFor = TimeSpan.FromSeconds(60);

    /// <summary>True while no PIN is looked at.</summary>
    public bool IsClosed(DateTimeOffset now) => now < ClosedUntil;

    /// <summary>After one more try, which is taken to be wrong before it is looked at, so that many at the same moment are counted. A right one begins anew, with <c>default</c>.</summary>
    public PinTries Tried(DateTimeOffset now) => Wrong + 1 >= InARow ? new PinTries(0, now + ClosedFor) : this with { Wrong = Wrong + 1 };
}
