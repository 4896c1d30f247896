using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SmartStore.Grains.Hosting;

/// <summary>
/// Wakes grains in memory some seconds before a time that is far off; the last seconds they wait by a timer of their own. With a timer for each of a
/// hundred thousand visitors the runtime would look through all of them three times a second.
/// </summary>
internal sealed partial class Alarms(IGrainFactory grains, TimeProvider time, ILogger<Alarms> log)
{
    /// <summary>How often alarms are looked at.</summary>
    public static readonly TimeSpan RoundEvery = TimeSpan.FromSeconds(4);

    /// <summary>What is nearer than this is waited for by a timer.</summary>
    public static readonly TimeSpan Near = 2 * RoundEvery;

    /// <summary>Rounds to the farthest alarm: a little more than the time that a grain without calls stays in memory.</summary>
    private const int RoundsMax = 256;

    private const int SideBySideMax = 200;

    private readonly ConcurrentQueue<GrainId>[] _rounds = [.. Enumerable.Range(0, RoundsMax).Select(static _ => new ConcurrentQueue<GrainId>())];
    private int _round;
    private long _passedAt = time.GetTimestamp();

    /// <summary>The grain is woken one round or two before this time is over.</summary>
    /// <param name="inTime">At least <see cref="Near"/>; after the last round it is as if that was meant.</param>
    public void Set(GrainId grain, TimeSpan inTime)
    {
        var rounds = Math.Clamp((int)Math.Min(inTime / RoundEvery, RoundsMax) - 1, 1, RoundsMax - 1);
        _rounds[(Volatile.Read(ref _round) + rounds) % RoundsMax].Enqueue(grain);
    }

    /// <summary>Wakes those whose round has come.</summary>
    public async Task Look()
    {
        for (var passed = (int)Math.Min(time.GetElapsedTime(_passedAt) / RoundEvery, RoundsMax); passed > 0; passed--)
        {
            _passedAt += (long)(RoundEvery.TotalSeconds * time.TimestampFrequency);
            var due = _rounds[_round];
            Volatile.Write(ref _round, (_round + 1) % RoundsMax);
            while (!due.IsEmpty) await Task.WhenAll(Enumerable.Range(0, SideBySideMax).TakeWhile(_ => !due.IsEmpty).Select(_ => due.TryDequeue(out var grain) ? Wake(grain) : Task.CompletedTask));
        }
    }

    private async Task Wake(GrainId grain)
    {
        try
        {
            await grains.Grain<IWakeableGrain>(grain).Wake();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The wake time in the store has not passed yet: then the scanner wakes it.
            LogNotWoken(grain.Type, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A {GrainKind} grain could not be woken; it is woken again by its time in the store.")]
    private partial void LogNotWoken(GrainType grainKind, Exception error);
}
