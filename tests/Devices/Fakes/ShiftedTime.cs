namespace SmartStore.Devices.Tests.Fakes;

/// <summary>A clock that is wrong, on timers that are right.</summary>
internal sealed class ShiftedTime(TimeSpan ahead) : TimeProvider
{
    /// <summary>How far it is ahead; set it to let time pass.</summary>
    public TimeSpan Ahead { get; set; } = ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
