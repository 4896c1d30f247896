namespace SmartStore.Floor;

/// <summary>Lets a floor live in step with a clock, for devices on real sockets. The floor itself knows no clock.</summary>
/// <param name="floor">Touched only from <see cref="RunAsync"/> while that runs: send walkers in from <see cref="EachStep"/>.</param>
public sealed class FloorRun(ShopFloor floor, TimeProvider time)
{
    /// <summary>How often the floor moves on.</summary>
    public static readonly TimeSpan Step = ShopFloor.Tick;

    /// <summary>A process that stood still for longer than this leaves the time out: a minute of sightings at once serves no test.</summary>
    public static readonly TimeSpan CatchUpMax = TimeSpan.FromSeconds(5);

    private DateTimeOffset _start = time.GetUtcNow() - floor.Elapsed;

    /// <summary>Called for each sighting, with the time of day it was heard at; never in the future.</summary>
    public required Action<FloorSighting, DateTimeOffset> Heard { get; init; }

    /// <summary>Called when a walker crosses into another zone, with the time of day: the truth to measure by.</summary>
    public Action<ZoneCrossing, DateTimeOffset>? Crossed { get; init; }

    /// <summary>Called before each step, to send walkers in.</summary>
    public Action<ShopFloor>? EachStep { get; init; }

    /// <summary>Time left out because the process stood still.</summary>
    public TimeSpan LeftOut { get; private set; }

    /// <summary>Runs until cancelled; then it returns. An exception of a callback comes out here.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var turn = new PeriodicTimer(Step, time);
        try
        {
            while (await turn.WaitForNextTickAsync(cancellation)) CatchUp();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private void CatchUp()
    {
        EachStep?.Invoke(floor);
        var behind = time.GetUtcNow() - _start - floor.Elapsed;
        if (behind > CatchUpMax)
        {
            LeftOut += behind - CatchUpMax;
            _start += behind - CatchUpMax;
            behind = CatchUpMax;
        }
        var ticks = Math.Max(0, behind.Ticks / ShopFloor.Tick.Ticks);
        floor.Advance(ShopFloor.Tick * ticks, s => Heard(s, _start + s.At), c => Crossed?.Invoke(c, _start + c.At));
    }
}
