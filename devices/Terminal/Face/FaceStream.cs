using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using SmartStore.Contracts;
using SmartStore.Terminal.Screens;

namespace SmartStore.Terminal.Face;

/// <summary>
/// The updates of <c>Terminals.Watch</c> as server-sent events. Three more stand beside the contract's, for this page alone: <c>{"at","line":{"isUp"}}</c>, first of all and at each change;
/// <c>{"at","tap":TapAnswer}</c> for a code that a reader of the terminal read; and <c>{"at","blank":{}}</c>, after which a session may be shown again: the terminal knows which have ended.
/// </summary>
internal sealed class FaceStream(FaceNews news, FaceOptions options, CancellationToken stop)
{
    /// <summary>Streams at once: a page that was opened anew may still hold the one before.</summary>
    public const int StreamsMax = 8;

    private int _streams;

    /// <summary>Runs until the page leaves or the face ends.</summary>
    /// <exception cref="RpcException">It was refused before its first byte.</exception>
    public async Task Run(HttpContext http)
    {
        var every = Every(http.Request.Query["heartbeat_s"].ToString());
        try
        {
            if (Interlocked.Increment(ref _streams) > StreamsMax) throw FaceGuard.Refusal(StatusCode.ResourceExhausted, $"This page is open {StreamsMax} times already.");
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stop);
            http.Response.ContentType = "text/event-stream";
            await Write(http, every, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The page left, or the terminal ends.
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    private async Task Write(HttpContext http, TimeSpan every, CancellationToken cancel)
    {
        var now = news.Now;
        // A code that was read before the page was open is not told: its owner may have left.
        var told = now with { IsUp = !now.IsUp, Frame = null };
        while (true)
        {
            var said = new StringBuilder();
            if (now.IsUp != told.IsUp) Add(said, $$$"""{"at":"{{{At}}}","line":{"isUp":{{{(now.IsUp ? "true" : "false")}}}}}""");
            if (now.Frame is null && told.Frame is not null) Add(said, $$$"""{"at":"{{{At}}}","blank":{}}""");
            if (now.Frame is { } frame && !ReferenceEquals(frame, told.Frame)) Add(said, JsonFormatter.Default.Format(new Proto.TerminalUpdate { At = Timestamp.FromDateTimeOffset(options.Time.GetUtcNow()), Screen = FrameOf(frame, now.FrameSince) }));
            if (!ReferenceEquals(now.Answer, told.Answer)) Add(said, $$$"""{"at":"{{{At}}}","tap":{{{JsonFormatter.Default.Format(FaceCalls.Of(now.Answer!, "", options.Time.GetUtcNow()))}}}}""");
            if (said.Length == 0) Add(said, $$$"""{"at":"{{{At}}}","heartbeat":{}}""");
            await http.Response.WriteAsync(said.ToString(), cancel);
            await http.Response.Body.FlushAsync(cancel);
            told = now;
            await now.Next.Task.WaitAsync(every, options.Time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
            now = news.Now;
        }
    }

    private string At => options.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Add(StringBuilder said, string update) => said.Append("data: ").Append(update).Append("\n\n");

    // For as long as it still lives; nothing blanks it.
    private Proto.TerminalScreen FrameOf(ScreenFrame frame, long since)
    {
        var screen = frame.Whole.Clone();
        screen.ForS = (int)Math.Ceiling(Math.Max(0, (frame.Lives - options.Time.GetElapsedTime(since)).TotalSeconds));
        return screen;
    }

    private static TimeSpan Every(string seconds)
    {
        var asked = 0;
        return seconds.Length == 0 || (int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out asked) && HeartbeatSeconds.IsAllowed(asked))
            ? HeartbeatSeconds.Every(asked)
            : throw FaceGuard.Refusal(StatusCode.InvalidArgument, $"heartbeat_s: {HeartbeatSeconds.Rule}");
    }
}
