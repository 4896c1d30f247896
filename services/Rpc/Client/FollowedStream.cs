using Google.Protobuf;

namespace SmartStore.Rpc.Client;

/// <summary>A server stream that is called again after its last cursor whenever it breaks.</summary>
internal sealed class FollowedStream<TRequest, TResponse>(
    RpcClient client, string method, Func<string, TRequest> requestAfter, Func<TResponse, string> cursorOf, RpcFollowOptions options, TimeProvider time, CancellationToken cancellation)
    : IAsyncEnumerable<TResponse>
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>, new()
{
    private static readonly RpcStatus EndedByServer = new(StatusCode.Unavailable, "The server ended the stream.");

    public async IAsyncEnumerator<TResponse> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, cancellationToken);
        var cursor = options.AfterCursor;
        var failures = 0;
        while (true)
        {
            RpcException? broken = null;
            await using var responses = client.ServerStream<TRequest, TResponse>(method, requestAfter(cursor), options.Call, both.Token).GetAsyncEnumerator(CancellationToken.None);
            while (true)
            {
                try
                {
                    if (!await responses.MoveNextAsync()) break;
                }
                catch (RpcException e)
                {
                    broken = e;
                    break;
                }
                failures = 0;
                if (cursorOf(responses.Current) is { Length: > 0 } next) cursor = next;
                yield return responses.Current;
            }
            failures++;
            if (broken is { Code: StatusCode.OutOfRange } && cursor.Length > 0)
            {
                cursor = "";
                options.OnCursorLost?.Invoke();
                continue;
            }
            var pause = PauseAfter(broken, failures);
            options.OnBreak?.Invoke(broken?.Status ?? EndedByServer, pause);
            await Task.Delay(pause, time, both.Token);
        }
    }

    private TimeSpan PauseAfter(RpcException? broken, int failures)
    {
        if (broken is null) return options.Backoff.Pause(failures);
        if (!MayPass(broken.Code)) throw broken;
        return Retry.Pushback(broken, out var pause) ? pause ?? throw broken : options.Backoff.Pause(failures);
    }

    /// <summary>
    /// What another try may change. ABORTED may not: a newer stream of the same device has taken this one's place, and
    /// coming back would throw that one out.
    /// </summary>
    private static bool MayPass(StatusCode code) => code is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Unknown or StatusCode.DeadlineExceeded
        or StatusCode.ResourceExhausted or StatusCode.Cancelled;
}
