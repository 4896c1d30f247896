using StackExchange.Redis;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>What the client's errors mean to a caller of the store, and to an operator who starts a server.</summary>
internal static class RedisErrors
{
    private static readonly string[] Refusals = ["OOM", "NOREPLICAS", "MISCONF", "BUSY", "NOSCRIPT"];

    /// <summary>Errors of Redis, its client and the connection; everything else is a mistake of ours.</summary>
    public static bool IsRedis(Exception error) => error is RedisException or TimeoutException or ObjectDisposedException or IOException;

    /// <summary>A read or write that Redis did not take, or did not answer.</summary>
    public static StoreUnavailableException Unavailable(RedisAddress address, Exception error) => new($"Redis at {address} does not answer at the moment: {FirstLine(error)}.");

    /// <summary>The script is not in Redis' memory any more; it did not run.</summary>
    public static bool IsNoScript(Exception? error) => error is RedisServerException && error.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal);

    /// <summary>Redis refused to run the script, but serves: its memory is full, its disk fails, or too few replicas follow. A new connection changes nothing.</summary>
    public static bool IsRefusal(Exception? error) =>
        error is RedisServerException && Refusals.Any(word => error.Message.StartsWith(word, StringComparison.Ordinal));

    /// <summary>Redis refused to run the script, because too few replicas follow it.</summary>
    public static bool IsNoReplicas(Exception? error) => error is RedisServerException && error.Message.StartsWith("NOREPLICAS", StringComparison.Ordinal);

    /// <summary>Why a connection cannot be made, for an operator.</summary>
    public static StorageException CannotConnect(RedisAddress address, Exception error)
    {
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } || inner.Message.Contains("NOAUTH", StringComparison.Ordinal) || inner.Message.Contains("WRONGPASS", StringComparison.Ordinal))
                return RedisCheck.Unsafe($"Redis at {address} does not take {(address.Password is null ? "calls without a password: give user and password as redis://user:password@host in --store" : "the user and password of --store: correct them")}.");
        }

        return new StorageException($"Redis at {address} cannot be reached ({FirstLine(error)}): start it, or correct --store.", error);
    }

    // What the client adds about itself helps nobody here.
    public static string FirstLine(Exception error)
    {
        var text = error.Message.ReplaceLineEndings("\n").Split('\n')[0];
        var more = text.IndexOf(", command=", StringComparison.Ordinal);
        return (more > 0 ? text[..more] : text).TrimEnd('.', ' ');
    }
}
