namespace SmartStore.Rpc.Client;

/// <summary>How a stream is kept up.</summary>
public sealed record RpcFollowOptions
{
    /// <summary>The pauses between two tries; they start over with each message that arrives.</summary>
    public RpcBackoff Backoff { get; init; } = new();

    /// <summary>The cursor to start after; empty: from the start.</summary>
    public string AfterCursor { get; init; } = "";

    /// <summary>What each call wants beside its message.</summary>
    public RpcCallOptions Call { get; init; } = RpcCallOptions.Default;

    /// <summary>Told of each break: its status, and the pause before the next try.</summary>
    public Action<RpcStatus, TimeSpan>? OnBreak { get; init; }

    /// <summary>Told when the server no longer knows the cursor (OUT_OF_RANGE): what was shown may be out of date, and the stream starts afresh.</summary>
    public Action? OnCursorLost { get; init; }
}
