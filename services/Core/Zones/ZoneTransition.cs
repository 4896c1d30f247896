namespace SmartStore.Core.Zones;

/// <summary>The shopper entered, left or changed zone. The only thing that noisy radio may become.</summary>
/// <param name="Zone">Index of the zone entered in <see cref="ZoneMap.Zones"/>; <see cref="ZoneMap.Unknown"/>: not known.</param>
/// <param name="Previous">Index of the zone left, or <see cref="ZoneMap.Unknown"/>.</param>
/// <param name="AtUnixMs">Event time at which the evidence sufficed, unix milliseconds.</param>
/// <param name="Confidence">Probability of the zone, 0..1; of unknown: 0.</param>
/// <param name="Cause">What made the tracker change its mind.</param>
public readonly record struct ZoneTransition(int Zone, int Previous, long AtUnixMs, float Confidence, TransitionCause Cause);

/// <summary>Why the answer changed.</summary>
public enum TransitionCause
{
    None = 0,
    /// <summary>The radio evidence moved the posterior.</summary>
    Evidence,
    /// <summary>A tap at a terminal: certain.</summary>
    Tap,
    /// <summary>Nothing was heard for too long.</summary>
    Silence,
    /// <summary>The likeliest zone has no receiver that works.</summary>
    Deaf,
}

/// <summary>Which end of the radio did the hearing.</summary>
public enum Sensing
{
    /// <summary>The shopper's phone heard the store's beacon.</summary>
    Phone = 0,
    /// <summary>A scanner of the store heard the shopper's tag or rotating id.</summary>
    Store = 1,
}

/// <summary>What became of one sighting.</summary>
public enum Uptake : byte
{
    /// <summary>It is nonsense, or too old to say anything.</summary>
    Ignored = 0,
    Counted,
    /// <summary>The same anchor said as much of that time already, or something newer.</summary>
    Stale,
}
