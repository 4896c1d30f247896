using Microsoft.Extensions.Logging;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Exceptions;

namespace SmartStore.Ingest.Door;

/// <summary>What MQTTnet logs, in our log: its defects as errors, and what clients do wrong only for those who look for it, because the door tells it itself.</summary>
internal sealed partial class MqttNetLog(ILogger log) : IMqttNetLogger
{
    /// <inheritdoc/>
    public bool IsEnabled => true;

    /// <inheritdoc/>
    public void Publish(MqttNetLogLevel logLevel, string source, string message, object[]? parameters, Exception? exception)
    {
        var isOfAClient = exception is null or MqttProtocolViolationException or MqttCommunicationException or IOException or OperationCanceledException or ObjectDisposedException;
        var isDefect = logLevel == MqttNetLogLevel.Error && !isOfAClient;
        if (logLevel < MqttNetLogLevel.Warning || !log.IsEnabled(isDefect ? LogLevel.Error : LogLevel.Debug)) return;
        var text = parameters is { Length: > 0 } ? string.Format(null, message, parameters) : message;
        if (isDefect) LogError(log, source, text, exception);
        else LogDebug(log, source, text, exception);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Source}: {Text}")]
    private static partial void LogError(ILogger logger, string source, string text, Exception? exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Source}: {Text}")]
    private static partial void LogDebug(ILogger logger, string source, string text, Exception? exception);
}
