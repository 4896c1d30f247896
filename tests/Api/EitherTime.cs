namespace SmartStore.Api.Tests;

/// <summary>Time that passes on the test's clock and on the real one: what is repeated until it works is repeated without the test, too, and a test need not wait.</summary>
/// <param name="test">The clock that the test moves on.</param>
internal sealed class EitherTime(TimeProvider test) : TimeProvider
{
    private readonly long _began = System.GetTimestamp();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (test.GetUtcNow() - DateTimeOffset.UnixEpoch + System.GetElapsedTime(_began)).Ticks;

    /// <remarks>It fires on both clocks: for delays, of which the first end counts.</remarks>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Both(test.CreateTimer(callback, state, dueTime, period), System.CreateTimer(callback, state, dueTime, period));

    private sealed class Both(ITimer one, ITimer other) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => one.Change(dueTime, period) & other.Change(dueTime, period);

        public void Dispose()
        {
            one.Dispose();
            other.Dispose();
        }

        public async ValueTask DisposeAsync()
        {
            await one.DisposeAsync();
            await other.DisposeAsync();
        }
    }
}
