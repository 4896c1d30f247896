namespace SmartStore.Rpc.Client;

/// <summary>How a client calls one server.</summary>
public sealed record RpcChannelOptions
{
    /// <summary>Bytes of one response message, before and after inflating; 4 MiB.</summary>
    public int ResponseBytesMax { get; init; } = 4 * 1024 * 1024;

    /// <summary>How many times its compressed size a response may inflate to; 100. Null: only the size counts.</summary>
    public int? InflateRatioMax { get; init; } = 100;

    /// <summary>Bytes of one request message; 32 MiB. The server's limit is what counts in the end.</summary>
    public int RequestBytesMax { get; init; } = 32 * 1024 * 1024;

    /// <summary>How failed calls that may be repeated are repeated.</summary>
    public RpcBackoff Retry { get; init; } = new() { First = TimeSpan.FromMilliseconds(100), Max = TimeSpan.FromSeconds(2) };

    /// <summary>How many times a call that may be repeated is sent in all; 4.</summary>
    public int AttemptsMax { get; init; } = 4;

    /// <summary>The bearer token of the next call; null: none. Asked once for every attempt.</summary>
    public Func<CancellationToken, ValueTask<string?>>? Token { get; init; }

    /// <summary>A ping after this much silence; 30 s.</summary>
    public TimeSpan KeepAlivePingDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A server that does not answer a ping in this time is gone; 20 s.</summary>
    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a connection may take; 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Deadlines and pauses run on this clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What carries the calls; null: sockets. The channel does not dispose it.</summary>
    public HttpMessageHandler? Handler { get; init; }
}
