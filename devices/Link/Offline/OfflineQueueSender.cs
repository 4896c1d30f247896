namespace SmartStore.Link.Offline;

/// <summary>Publishes what an offline queue holds, a few at a time, and takes a message out of it when the broker has answered for it.</summary>
/// <param name="queue">The queue.</param>
/// <param name="connection">Over which it is sent.</param>
/// <param name="options">Clock and log.</param>
/// <param name="stamp">Called with each message whenever it is about to be published: what depends on that moment is written then, and not kept. Null: nothing does.</param>
public sealed partial class OfflineQueueSender(OfflineQueue queue, BrokerConnection connection, BrokerOptions options, Action<MqttApplicationMessage>? stamp = null) : IDisposable
{
    /// <summary>Messages on their way at once: few, so that what was kept does not crowd out what happens now.</summary>
    public const int InFlightMax = 16;

    private static readonly TimeSpan s_retryFirst = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_retryMax = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _slots = new(InFlightMax);
    private int _postponed;

    /// <summary>Stores a message and returns; it is sent as soon as there is a connection, kept ones first. Its QoS should be 1.</summary>
    /// <returns>Stored: in the <see cref="QueueLane.Kept"/> lane that is a promise. Otherwise nothing was stored.</returns>
    public ValueTask<QueueOutcome> EnqueueAsync(MqttApplicationMessage message, QueueLane lane) =>
        queue.AppendAsync(lane, QueuedMessage.Write(message, options.Time.GetUtcNow()));

    /// <summary>Sends until cancelled. Throws nothing.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var sending = new HashSet<Task>();
        try
        {
            while (true)
            {
                await _slots.WaitAsync(stop);
                await connection.ConnectedAsync(stop);
                if (Volatile.Read(ref _postponed) is > 0 and var times) await Task.Delay(RetryAfter(times), options.Time, stop);
                var entry = await TakeAsync(stop);
                sending.RemoveWhere(task => task.IsCompleted);
                sending.Add(SendAsync(entry, stop));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The device stops; what is on its way is put back below.
        }

        await Task.WhenAll(sending);
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private static TimeSpan RetryAfter(int times)
    {
        var delay = s_retryFirst * Math.Pow(2, Math.Min(times - 1, 10));
        return delay < s_retryMax ? delay : s_retryMax;
    }

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

            stamp?.Invoke(message);
            var outcome = await connection.PublishAsync(message, stop);
            if (outcome.MayMend)
            {
                // Without an answer the next connection is waited for; a busy broker is left alone for longer each time.
                if (outcome.Code is not null) Interlocked.Increment(ref _postponed);
                queue.PutBack(entry);
                return;
            }

            Volatile.Write(ref _postponed, 0);
            if (!outcome.IsTaken) LogRefused(options.Log, message.Topic, outcome.Code, outcome.Reason);
            queue.Done(entry);
        }
        catch (OperationCanceledException)
        {
            queue.PutBack(entry);
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException)
        {
            // The bytes are no message, and will be none the next time either.
            LogUnreadable(options.Log, entry.Id, e);
            queue.Done(entry);
        }
        catch (NotSupportedException e)
        {
            // It stays in the queue, for the version that wrote it.
            LogUnreadable(options.Log, entry.Id, e);
        }
        finally
        {
            _slots.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The broker refused a queued message to {Topic} for good ({Code}: {Reason}); it is dropped.")]
    private static partial void LogRefused(ILogger log, string topic, MqttClientPublishReasonCode? code, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The queued message {Id} cannot be read.")]
    private static partial void LogUnreadable(ILogger log, long id, Exception e);
}
