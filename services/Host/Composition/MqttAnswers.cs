using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core.Pickup;
using SmartStore.Ingest.Upstream;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;
using SmartStore.Presence;

namespace SmartStore.Host.Composition;

/// <summary>Answers to terminals, over our own listener and, where there is one, over the shop's broker: a terminal listens on one of them.</summary>
internal sealed partial class MqttAnswers(MqttServer server, IServiceProvider services, ILogger<MqttAnswers> log) : ITerminalAnswers
{
    public void Send(TapOrigin origin, ReadOnlyMemory<byte> body)
    {
        var topic = origin.ResponseTopic.Length > 0 ? origin.ResponseTopic : Topics.Answers(origin.Store.Value, origin.Terminal);
        var properties = new PropertyBuffer();
        if (origin.Correlation.Length > 0) properties.Add(PropertyId.CorrelationData, origin.Correlation.Span);
        // Asked for late: the broker's client needs the intake, which needs the answers.
        services.GetService<UpstreamBroker>()?.Send(origin, body);
        _ = Published(server.Publish(Encoding.UTF8.GetBytes(topic), body.Span, Qos.AtLeastOnce, properties: properties.Set));
    }

    private async Task Published(ValueTask<ReasonCode> publishing)
    {
        try
        {
            await publishing;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The terminal taps again when it hears nothing, and gets the same answer.
            LogLost(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An answer to a terminal could not be published.")]
    private partial void LogLost(Exception e);
}
