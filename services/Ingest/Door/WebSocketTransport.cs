using System.IO.Pipelines;
using System.Net.WebSockets;

namespace SmartStore.Ingest.Door;

/// <summary>A WebSocket as a pair of pipes (MQTT 5.0 §6): packets may lie across frames and share them; each buffer that is sent is one binary message.</summary>
internal sealed class WebSocketTransport(WebSocket socket) : IDuplexPipe
{
    private const int ReadBytes = 4096;
    private const int AheadBytes = 64 * 1024;

    // How long the peer may take to close its side: without it what was sent last might be lost.
    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(500);

    private static readonly PipeOptions s_options = new(pauseWriterThreshold: AheadBytes, resumeWriterThreshold: AheadBytes / 2, useSynchronizationContext: false);

    private readonly Pipe _in = new(s_options);
    private readonly Pipe _out = new(s_options);

    public PipeReader Input => _in.Reader;

    public PipeWriter Output => _out.Writer;

    /// <summary>Carries bytes both ways until the server has completed its ends or the socket is closed.</summary>
    public async Task Run(CancellationToken aborted)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var receiving = UntilItBreaks(Receive(stop.Token));
        await using (var messages = WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: false))
            await UntilItBreaks(_out.Reader.CopyToAsync(messages, aborted));
        // If the peer reads no more, the server's next flush tells it.
        await _out.Reader.CompleteAsync();
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await UntilItBreaks(socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, aborted));
        stop.CancelAfter(s_farewell);
        await receiving;
    }

    private async Task Receive(CancellationToken cancel)
    {
        try
        {
            // Text is not MQTT [MQTT-6.0.0-1]; a close ends the loop as well. When the server has completed its end, what still comes is dropped.
            while (await socket.ReceiveAsync(_in.Writer.GetMemory(ReadBytes), cancel) is { MessageType: WebSocketMessageType.Binary } received)
            {
                _in.Writer.Advance(received.Count);
                await _in.Writer.FlushAsync(cancel);
            }
        }
        finally
        {
            await _in.Writer.CompleteAsync();
        }
    }

    private static async Task UntilItBreaks(Task carrying)
    {
        try
        {
            await carrying;
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The line broke.
        }
    }
}
