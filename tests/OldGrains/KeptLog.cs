using Microsoft.Extensions.Logging;

namespace SmartStore.Grains.Tests;

/// <summary>Keeps what the host logs above Debug, with the exceptions beside it.</summary>
internal sealed class KeptLog : ILogger<GrainHost>
{
    public List<string> Said { get; } = [];

    public bool IsEnabled(LogLevel logLevel) => logLevel > LogLevel.Debug;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) Said.Add($"{formatter(state, exception)} {exception}");
    }
}
