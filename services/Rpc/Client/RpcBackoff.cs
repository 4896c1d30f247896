namespace SmartStore.Rpc.Client;

/// <summary>Pauses that double, with full jitter: each is a random part of its bound, so that many clients do not come back at once.</summary>
public sealed record RpcBackoff
{
    /// <summary>The bound of the first pause; 0.5 s.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The bound that is never passed; 30 s.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A number in [0, 1) for each pause.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>The pause after this many failures in a row, 1 or more.</summary>
    public TimeSpan Pause(int failures)
    {
        var bound = Math.Min(Max.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 30)));
        return TimeSpan.FromSeconds(bound * Jitter());
    }
}
