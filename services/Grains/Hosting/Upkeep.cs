using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SmartStore.Grains.Hosting;

/// <summary>One thing that has to be done again and again.</summary>
/// <param name="Name">What the log calls it.</param>
/// <param name="Every">How often; more than zero.</param>
/// <param name="Work">One period of it. It ends before the next begins; the token says that the process stops.</param>
public sealed record Chore(string Name, TimeSpan Every, Func<CancellationToken, Task> Work)
{
    /// <summary>A chore that is short and does not wait.</summary>
    public static Chore Of(string name, TimeSpan every, Action work) => new(name, every, _ =>
    {
        work();
        return Task.CompletedTask;
    });
}

/// <summary>
/// Does the chores of a process. A period that fails is logged, and the next one comes all the same: a chore that ended for good would leave a
/// store that looks well and in which nothing grows old. Out of memory ends it, and the process with it.
/// </summary>
public sealed partial class Upkeep(IEnumerable<Chore> chores, TimeProvider time, ILogger<Upkeep> log) : BackgroundService
{
    private readonly ConcurrentDictionary<Chore, bool> _putOff = new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Task> running = [.. chores.Select(chore => time.Every(chore.Every, () => Period(chore, stoppingToken), stoppingToken))];
        // A chore ends when the process stops, or because it ran out of memory: then the others are not waited for.
        if (running.Count > 0) await await Task.WhenAny(running);
        await Task.WhenAll(running);
    }

    private async Task Period(Chore chore, CancellationToken stopping)
    {
        try
        {
            await chore.Work(stopping);
            _putOff.TryRemove(chore, out _);
        }
        catch (TryAgainException error)
        {
            // Told once, until it works again: some come twice a second, and a store may be away for hours.
            if (_putOff.TryAdd(chore, true)) LogPutOff(chore.Name, error);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !(error is OperationCanceledException && stopping.IsCancellationRequested))
        {
            LogFailed(chore.Name, chore.Every, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upkeep of {Chore} is put off until the store answers.")]
    private partial void LogPutOff(string chore, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Upkeep of {Chore} failed; going on with its next period, in {Period}.")]
    private partial void LogFailed(string chore, TimeSpan period, Exception error);
}
