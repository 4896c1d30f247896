namespace SmartStore.Rpc.Client;

/// <summary>What one call wants beside its message.</summary>
public sealed record RpcCallOptions
{
    internal static RpcCallOptions Default { get; } = new();

    /// <summary>How long the caller waits, all attempts together; null: for ever. The server is told.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Metadata for the server.</summary>
    public RpcMetadata? Headers { get; init; }

    /// <summary>Send the request compressed; no.</summary>
    public bool Compress { get; init; }

    /// <summary>Doing it twice is the same as once, so that it may be sent again when the server was unavailable. True as well when the proto says so.</summary>
    public bool Idempotent { get; init; }
}
