using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;
using SmartStore.Contracts.Mqtt;

namespace SmartStore.Terminal.Lockers;

/// <summary>
/// Publishes a locker's reports, QoS 1, in the order in which they came to be, again and again until each is answered. The queue of the terminal would not do: it is done with a message
/// once the broker has it, and a broker between the locker and the server has it long before the server does.
/// </summary>
/// <param name="topic">Where they are published.</param>
/// <param name="repeatAfter">How long an answer is waited for at first; the wait doubles up to ten times as long.</param>
internal sealed partial class HandoverSender(Locker locker, BrokerConnection connection, string topic, TimeSpan repeatAfter, BrokerOptions options)
{
    /// <summary>Sends until cancelled. Throws nothing.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            var pause = repeatAfter;
            while (true)
            {
                await connection.ConnectedAsync(stop);
                var reported = locker.Reported;
                var isQuiet = true;
                foreach (var report in locker.Reports)
                {
                    isQuiet = false;
                    if (!await Send(report, stop)) break;
                }

                if (isQuiet)
                {
                    await reported.WaitAsync(stop);
                    pause = repeatAfter;
                    continue;
                }

                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
                var isNew = await Task.WhenAny(reported, Task.Delay(pause, options.Time, waiting.Token)) == reported;
                await waiting.CancelAsync();
                stop.ThrowIfCancellationRequested();
                pause = isNew ? repeatAfter : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, repeatAfter.Ticks * 10));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The terminal stops. What is unanswered is on disk.
        }
    }

    // False: the connection is gone, or the broker takes no more now.
    private async Task<bool> Send(HandoverReport report, CancellationToken stop)
    {
        var outcome = await connection.PublishAsync(
            new MqttApplicationMessage { Topic = topic, PayloadSegment = report.ToPayload(options.Time.GetUtcNow()), QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }, stop);
        if (!outcome.IsTaken && !outcome.MayMend) LogRefused(options.Log, report.Id, outcome.Code, outcome.Reason);
        return outcome.IsTaken || !outcome.MayMend;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The broker refused the report {Id} ({Code}: {Reason}); it is kept, and sent again.")]
    private static partial void LogRefused(ILogger log, string id, MqttClientPublishReasonCode? code, string reason);
}
