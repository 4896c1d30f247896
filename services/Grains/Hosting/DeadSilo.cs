using Microsoft.Extensions.Logging;

namespace SmartStore.Grains.Hosting;

/// <summary>
/// Ends the process of a silo that the others have declared dead, or that cannot go on: at once, because others own its grains by now. Whoever looks
/// after processes starts it again. Orleans' own way is a crash with the stacks of all threads.
/// </summary>
internal sealed partial class DeadSilo(ILogger<DeadSilo> log) : IFatalErrorHandler
{
    private int _ending;

    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => exception is not ThreadAbortException;

    /// <inheritdoc/>
    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        if (Interlocked.Exchange(ref _ending, 1) != 0) return;
        LogEnding(exception is null ? "the other silos have declared this one dead, because it did not answer them" : exception.Message);
        Console.Error.WriteLine("The server ends: it is no member of its cluster any more. Start it again.");
        // No exit handlers: they would wait for grains.
        System.Diagnostics.Process.GetCurrentProcess().Kill();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The silo cannot go on: {Why}. Its process ends now.")]
    private partial void LogEnding(string why);
}
