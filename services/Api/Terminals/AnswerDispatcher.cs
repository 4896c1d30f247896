using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartStore.Grains;
using SmartStore.Presence;

namespace SmartStore.Api.Terminals;

/// <summary>
/// Publishes committed answers to the terminals that tapped, in order, and trims them from the outbox afterwards. After a crash it
/// starts with what was not trimmed: a terminal may get an answer twice, with the same bytes. An answer that cannot be read or published is
/// dropped: it would stop those behind it at every start.
/// </summary>
internal sealed partial class AnswerDispatcher(IPartitionStore store, ITerminalAnswers sender, TimeProvider time, ILogger<AnswerDispatcher> log) : BackgroundService
{
    private const int PageMax = 256;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private readonly Channel<bool> _arrived = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Answers were committed.</summary>
    public void Wake() => _arrived.Writer.TryWrite(true);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Dispatch(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left goes out after the next start.
        }
    }

    private async Task Dispatch(CancellationToken stoppingToken)
    {
        Wake();
        var last = 0L;
        while (await _arrived.Reader.WaitToReadAsync(stoppingToken))
        {
            _arrived.Reader.TryRead(out _);
            try
            {
                last = await SendAll(last, stoppingToken);
            }
            catch (StoreUnavailableException e)
            {
                LogWaiting(e);
                await Task.Delay(RetryAfter, time, stoppingToken);
                Wake();
            }
        }
    }

    private async Task<long> SendAll(long last, CancellationToken cancel)
    {
        while (true)
        {
            var page = await store.ReadOutbox(TapAnswers.Channel, last, PageMax, cancel);
            if (page.Entries.Count == 0) return last;
            foreach (var entry in page.Entries)
            {
                if (entry.Entry.ExpiresAt is not { } expires || expires > time.GetUtcNow()) Send(entry);
                last = entry.Sequence;
            }

            await store.TrimOutbox(TapAnswers.Channel, last, cancel);
        }
    }

    private void Send(StoredOutboxEntry stored)
    {
        try
        {
            var (origin, body) = TapAnswers.Read(stored.Entry);
            sender.Send(origin, body);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or StoreUnavailableException))
        {
            LogDropped(stored.Sequence, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Answers to terminals wait, because the store does not answer; trying again.")]
    private partial void LogWaiting(Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "Answer {Sequence} to a terminal cannot be read or published; dropped.")]
    private partial void LogDropped(long sequence, Exception e);
}
