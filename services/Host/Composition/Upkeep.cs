using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartStore.Grains;

namespace SmartStore.Host.Composition;

/// <summary>One thing that has to be done again and again while the store runs.</summary>
/// <param name="Name">What the log calls it.</param>
/// <param name="Every">How often; more than zero.</param>
/// <param name="Work">One period of it. Ends before the next begins; the token says that the process stops.</param>
internal sealed record Chore(string Name, TimeSpan Every, Func<CancellationToken, Task> Work)
{
    /// <param name="name">What the log calls it.</param>
    /// <param name="every">How often; more than zero.</param>
    /// <param name="work">One period of it, which is short.</param>
    public Chore(string name, TimeSpan every, Action work)
        : this(name, every, _ =>
        {
            work();
            return Task.CompletedTask;
        })
    {
    }
}

/// <summary>
/// Lets time pass while the store runs. A period that fails is told in the log and the next one comes all the same, because a chore that ended
/// for good would leave a store that looks well and where nothing grows old. Without memory it ends, and the process with it.
/// </summary>
internal sealed partial class Upkeep(IReadOnlyList<Chore> chores, TimeProvider time, ILogger<Upkeep> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Task> running = [.. chores.Select(chore => Run(chore, stoppingToken))];
        // A chore ends when all are told to stop, or because it has failed: then nobody may wait for the others.
        await await Task.WhenAny(running);
        await Task.WhenAll(running);
    }

    private async Task Run(Chore chore, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(chore.Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping)) await Period(chore, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task Period(Chore chore, CancellationToken stopping)
    {
        try
        {
            await chore.Work(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopping.
        }
        catch (StoreUnavailableException e)
        {
            LogPutOff(chore.Name, e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogFailed(chore.Name, chore.Every, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upkeep of {Chore} was put off, because the store does not answer.")]
    private partial void LogPutOff(string chore, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "Upkeep of {Chore} failed; going on with its next period, in {Period}.")]
    private partial void LogFailed(string chore, TimeSpan period, Exception e);
}
