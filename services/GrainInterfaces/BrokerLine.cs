namespace SmartStore.GrainInterfaces;

/// <summary>
/// Whether this process hears its broker. A line counts as lost, and as there again, once it has been so for a while: stores go to other processes for it and come back, and each move
/// costs their trackers what they heard last. Safe for use by several threads.
/// </summary>
/// <param name="steadyAfter">How long the line has to be as it is before that counts; not given: <see cref="SteadyAfter"/>.</param>
public sealed class BrokerLine(TimeProvider time, TimeSpan? steadyAfter = null)
{
    /// <summary>How long a line has to be lost, or there, before that counts. Longer than connecting anew takes.</summary>
    public static readonly TimeSpan SteadyAfter = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _steadyAfter = steadyAfter ?? SteadyAfter;
    private readonly Lock _gate = new();
    private bool _isUp;
    private bool _isLost;
    private long _changedAt = time.GetTimestamp();
    private long _steadyAt = time.GetTimestamp();

    /// <summary>The connection stands, or does no more.</summary>
    public void Tell(bool isUp)
    {
        lock (_gate)
        {
            Settle();
            if (_isUp == isUp) return;
            (_isUp, _changedAt) = (isUp, time.GetTimestamp());
        }
    }

    /// <summary>Whether the line is lost, and for how long that, or that it is not, has counted.</summary>
    public (bool IsLost, TimeSpan For) Look()
    {
        lock (_gate)
        {
            Settle();
            return (_isLost, time.GetElapsedTime(_steadyAt));
        }
    }

    private void Settle()
    {
        if (_isUp != _isLost || time.GetElapsedTime(_changedAt) < _steadyAfter) return;
        (_isLost, _steadyAt) = (!_isUp, time.GetTimestamp());
    }
}
