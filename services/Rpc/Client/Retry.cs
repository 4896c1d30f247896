using System.Globalization;
using Google.Protobuf.Reflection;

namespace SmartStore.Rpc.Client;

/// <summary>Whether and when a failed call is sent again (gRFC A6: attempts, push-back).</summary>
internal static class Retry
{
    /// <summary>Where a server says how long to wait, in milliseconds; anything that is no such number: do not come back.</summary>
    public const string PushbackHeader = "grpc-retry-pushback-ms";

    /// <summary>The pause before the next attempt; null: there is none.</summary>
    public static TimeSpan? Pause(RpcException failure, int attempt, MethodDescriptor method, RpcCallOptions call, RpcChannelOptions channel)
    {
        var mayRepeat = call.Idempotent || method.GetOptions()?.IdempotencyLevel is MethodOptions.Types.IdempotencyLevel.Idempotent or MethodOptions.Types.IdempotencyLevel.NoSideEffects;
        if (!mayRepeat || attempt >= channel.AttemptsMax || failure.Code != StatusCode.Unavailable) return null;
        return Pushback(failure, out var pause) ? pause : channel.Retry.Pause(attempt);
    }

    /// <summary>Whether the server said when to come back; a null pause: not at all.</summary>
    public static bool Pushback(RpcException failure, out TimeSpan? pause)
    {
        pause = null;
        if (failure.Trailers.Find(PushbackHeader) is not { } text) return false;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)) pause = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }
}
