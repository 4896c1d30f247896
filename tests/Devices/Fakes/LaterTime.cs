namespace SmartStore.Devices.Tests.Fakes;

/// <summary>A clock that says another millisecond whenever it is asked, on timers that are right.</summary>
internal sealed class LaterTime : TimeProvider
{
    private long _asked;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromMilliseconds(Interlocked.Increment(ref _asked));
}
