using Microsoft.Extensions.Logging;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client.Queue;

/// <summary>Sends what the offline queue holds, a few at a time, and takes it out when the server has answered for it.</summary>
internal sealed partial class OfflineQueueSender(MqttClient client, OfflineQueue queue, MqttClientOptions options) : IDisposable
{
    private static readonly TimeSpan s_retryFirst = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_retryMax = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _slots = new(options.OfflineInFlightMax);
    private int _postponed;

    /// <summary>Runs until cancelled. Throws nothing.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var sending = new HashSet<Task>();
        try
        {
            while (true)
            {
                await _slots.WaitAsync(stop);
                await client.ConnectAsync(stop);
                if (Volatile.Read(ref _postponed) is > 0 and var times) await Task.Delay(RetryAfter(times), options.Time, stop);
                var entry = await TakeAsync(stop);
                sending.RemoveWhere(task => task.IsCompleted);
                sending.Add(SendAsync(entry, stop));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or MqttConnectionException or ObjectDisposedException)
        {
            // The client ends; what is taken is put back by those who took it.
        }

        await Task.WhenAll(sending);
    }

    public void Dispose() => _slots.Dispose();

    private static TimeSpan RetryAfter(int times)
    {
        var delay = s_retryFirst * Math.Pow(2, Math.Min(times - 1, 10));
        return delay < s_retryMax ? delay : s_retryMax;
    }

    // Refusals that waiting may mend: the broker is busy, full, or says no more than no. What it does not offer may be offered by the one behind the next connection.
    private static bool MayMend(PublishResult result) => !result.ByServer
        ? result.Code is not ReasonCode.PacketTooLarge
        : result.Code is ReasonCode.UnspecifiedError or ReasonCode.ImplementationError or ReasonCode.PacketIdInUse or ReasonCode.QuotaExceeded;

    private async Task<QueuedEntry> TakeAsync(CancellationToken stop)
    {
        while (true)
        {
            if (queue.Take() is { } entry) return entry;
            await queue.ArrivedAsync().WaitAsync(stop);
        }
    }

    private async Task SendAsync(QueuedEntry entry, CancellationToken stop)
    {
        try
        {
            if (QueuedMessage.Read(entry.Message, options.Time.GetUtcNow()) is not { } message)
            {
                queue.Done(entry);
                return;
            }

            var result = await client.PublishAsync(message, stop);
            if (!result.IsSuccess && MayMend(result))
            {
                Interlocked.Increment(ref _postponed);
                queue.PutBack(entry);
                return;
            }

            Volatile.Write(ref _postponed, 0);
            if (!result.IsSuccess) LogRefused(options.Log, message.Topic, result.Code, result.Reason);
            queue.Done(entry);
        }
        catch (OperationCanceledException)
        {
            queue.PutBack(entry);
        }
        catch (Exception e) when (e is ArgumentException or EndOfStreamException)
        {
            // Sealed with the right checksum, and yet no message: it would be none the next time either.
            LogUnreadable(options.Log, entry.Sequence, e);
            queue.Done(entry);
        }
        catch (NotSupportedException e)
        {
            // It stays in the log, for the version that wrote it.
            LogUnreadable(options.Log, entry.Sequence, e);
        }
        finally
        {
            _slots.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The server refused a queued message to {Topic} for good ({Code}: {Reason}); it is dropped.")]
    private static partial void LogRefused(ILogger log, string topic, ReasonCode code, string? reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The queued message {Sequence} cannot be read.")]
    private static partial void LogUnreadable(ILogger log, ulong sequence, Exception e);
}
