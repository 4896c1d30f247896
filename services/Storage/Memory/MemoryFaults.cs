namespace SmartStore.Storage.Memory;

/// <summary>What goes wrong with calls of a <see cref="FaultyMemoryStore"/>, each with a probability of 0..1 per call. The same seed, the same calls: the same faults.</summary>
/// <param name="random">Decides; used under the store's lock.</param>
public sealed class MemoryFaults(Random random)
{
    /// <summary>The call is refused and nothing is done.</summary>
    public double Refused { get; set; }

    /// <summary>The call is done, but its reply is lost.</summary>
    public double LostReply { get; set; }

    /// <summary>The call arrives twice, the copy up to <see cref="CopyDelayMax"/> later; the reply is that of the first.</summary>
    public double Twice { get; set; }

    /// <summary>Somebody else takes the lease just before a commit arrives.</summary>
    public double Stolen { get; set; }

    /// <summary>Longest way to the store, and back.</summary>
    public TimeSpan DelayMax { get; set; }

    /// <summary>How much later a copy may arrive.</summary>
    public TimeSpan CopyDelayMax { get; set; }

    /// <summary>Ends all faults and delays.</summary>
    public void Stop()
    {
        Refused = LostReply = Twice = Stolen = 0;
        DelayMax = CopyDelayMax = TimeSpan.Zero;
    }

    internal bool Happens(double probability) => probability > 0 && random.NextDouble() < probability;

    internal TimeSpan Delay(TimeSpan max) => max > TimeSpan.Zero ? max * random.NextDouble() : TimeSpan.Zero;

    internal string Nonce() => random.NextInt64().ToString("x16") + random.NextInt64().ToString("x16");
}
