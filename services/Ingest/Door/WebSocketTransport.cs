using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;

namespace SmartStore.Ingest.Door;

/// <summary>
/// A WebSocket as a pair of pipes (MQTT 5.0 §6): packets may lie across frames and share them; every flush is one binary message.
/// </summary>
/// <param name="socket">Accepted, subprotocol mqtt.</param>
internal sealed class WebSocketTransport(WebSocket socket) : IDuplexPipe
{
    private const int ReadBytes = 4096;
    private const int AheadBytes = 64 * 1024;

    // How long the peer may take to close its side: without it what was sent last might be lost.
    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(500);

    private static readonly PipeOptions s_options = new(pauseWriterThreshold: AheadBytes, resumeWriterThreshold: AheadBytes / 2, useSynchronizationContext: false);

    private readonly Pipe _in = new(s_options);
    private readonly Pipe _out = new(s_options);

    /// <inheritdoc/>
    public PipeReader Input => _in.Reader;

    /// <inheritdoc/>
    public PipeWriter Output => _out.Writer;

    /// <summary>Carries bytes both ways until the server has completed its ends or the socket is closed.</summary>
    public async Task Run(CancellationToken aborted)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var receiving = Receive(stop.Token);
        await Send(aborted).ConfigureAwait(false);
        await Close(aborted).ConfigureAwait(false);
        stop.CancelAfter(s_farewell);
        await receiving.ConfigureAwait(false);
    }

    private async Task Receive(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var result = await socket.ReceiveAsync(_in.Writer.GetMemory(ReadBytes), cancel).ConfigureAwait(false);
                // Text is not MQTT [MQTT-6.0.0-1]; a close ends it as well.
                if (result.MessageType != WebSocketMessageType.Binary) break;
                _in.Writer.Advance(result.Count);
                // When the server is done with its end, what still comes is dropped until the peer closes, too.
                await _in.Writer.FlushAsync(cancel).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The line broke: the server sees the end of its input.
        }

        await _in.Writer.CompleteAsync().ConfigureAwait(false);
    }

    private async Task Send(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var result = await _out.Reader.ReadAsync(cancel).ConfigureAwait(false);
                if (!result.Buffer.IsEmpty) await SendMessage(result.Buffer, cancel).ConfigureAwait(false);
                _out.Reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted) break;
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The peer reads no more: the server's next flush tells it.
        }

        await _out.Reader.CompleteAsync().ConfigureAwait(false);
    }

    private async ValueTask SendMessage(ReadOnlySequence<byte> bytes, CancellationToken cancel)
    {
        var left = bytes.Length;
        foreach (var memory in bytes)
        {
            left -= memory.Length;
            await socket.SendAsync(memory, WebSocketMessageType.Binary, endOfMessage: left == 0, cancel).ConfigureAwait(false);
        }
    }

    private async Task Close(CancellationToken cancel)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // It is closed either way.
        }
    }
}
