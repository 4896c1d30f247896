using System.Runtime.CompilerServices;
using Grpc.Core;

namespace SmartStore.Link;

/// <summary>
/// A server stream that outlives its connections: whenever it breaks it is called again, after a pause, with the cursor of the last update that
/// had one. It ends by cancellation, or with the <see cref="RpcException"/> of a refusal that another try would not change.
/// </summary>
/// <typeparam name="T">The update.</typeparam>
/// <param name="open">Calls the stream; gets the cursor to go on after, empty: from the start.</param>
/// <param name="cursorOf">The cursor of an update; empty: it has none.</param>
public sealed class FollowedStream<T>(Func<string, CancellationToken, AsyncServerStreamingCall<T>> open, Func<T, string> cursorOf)
{
    private static readonly TimeSpan FirstPauseMax = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    /// <summary>Where to go on; empty: from the start.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>Told of each break: why, and the pause before the next try. What it throws ends the stream.</summary>
    public Action<Status, TimeSpan>? OnBreak { get; init; }

    /// <summary>A line on which nothing came for so long is taken for a break, though nobody closed it; a server's heartbeats keep it. Null: silence is no break.</summary>
    public TimeSpan? SilentAfter { get; init; }

    /// <summary>Told when the server no longer knows the cursor (OUT_OF_RANGE): what was shown may be out of date, and the stream starts afresh.</summary>
    public Action? OnCursorLost { get; init; }

    /// <summary>Pauses run on this clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A number in [0, 1) for each pause: many clients must not come back at once.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>The updates, over all connections.</summary>
    public async IAsyncEnumerable<T> Read([EnumeratorCancellation] CancellationToken cancel = default)
    {
        var (cursor, failures) = (Cursor, 0);
        while (true)
        {
            Status ended;
            using var silent = new CancellationTokenSource(Timeout.InfiniteTimeSpan, Time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, silent.Token);
            using (var call = open(cursor, stop.Token))
            {
                while (true)
                {
                    try
                    {
                        if (SilentAfter is { } patience) silent.CancelAfter(patience);
                        if (!await call.ResponseStream.MoveNext(stop.Token))
                        {
                            ended = new Status(StatusCode.Unavailable, "The server ended the stream.");
                            break;
                        }
                        // What the reader does with an update is no silence of the server.
                        silent.CancelAfter(Timeout.InfiniteTimeSpan);
                    }
                    catch (Exception e) when (silent.IsCancellationRequested && !cancel.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
                    {
                        ended = new Status(StatusCode.Unavailable, $"Nothing came from the server for {SilentAfter?.TotalSeconds:0.#} s.");
                        break;
                    }
                    catch (RpcException e) when (MayPass(e.StatusCode) || (e.StatusCode == StatusCode.OutOfRange && cursor.Length > 0))
                    {
                        ended = e.Status;
                        break;
                    }

                    failures = 0;
                    if (cursorOf(call.ResponseStream.Current) is { Length: > 0 } next) cursor = next;
                    yield return call.ResponseStream.Current;
                }
            }

            cancel.ThrowIfCancellationRequested();
            if (ended.StatusCode == StatusCode.OutOfRange)
            {
                cursor = "";
                OnCursorLost?.Invoke();
                continue;
            }

            // Doubled with each failure, and a random part of that.
            var pause = Jitter() * Math.Min(PauseMax.TotalSeconds, FirstPauseMax.TotalSeconds * Math.Pow(2, Math.Min(failures++, 30)));
            OnBreak?.Invoke(ended, TimeSpan.FromSeconds(pause));
            await Task.Delay(TimeSpan.FromSeconds(pause), Time, cancel);
        }
    }

    // What another try may change. ABORTED may not: a newer stream of the same device has taken the place, and coming back would throw that one out.
    private static bool MayPass(StatusCode code) => code is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Unknown or StatusCode.DeadlineExceeded
        or StatusCode.ResourceExhausted or StatusCode.Cancelled;
}
