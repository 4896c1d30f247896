using Microsoft.Extensions.Logging;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Server;

/// <summary>Asks again and again whether those who are connected still may be: a device that was removed is gone within one interval.</summary>
internal sealed partial class IdentityWatch(Broker broker) : IDisposable
{
    private ITimer? _timer;
    private bool _isBlind;

    public void Start()
    {
        var interval = broker.Options.IdentityInterval;
        if (interval > TimeSpan.Zero) _timer = broker.Time.CreateTimer(_ => Look(), null, interval, interval);
    }

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        try
        {
            foreach (var (connection, _) in broker.Connections)
            {
                if (connection.Client is not { Identity: { IsAnonymous: false } identity } client || broker.Authenticator.IsKnown(identity)) continue;
                LogExpelled(broker.Logger, client.ClientId, identity.Name);
                connection.Close(ReasonCode.AdministrativeAction);
            }

            _isBlind = false;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A registry that cannot be read removes nobody. Said once, until it can be read again.
            if (!_isBlind) LogBlind(broker.Logger, exception);
            _isBlind = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Client {ClientId} is being disconnected: its identity {Identity} was removed.")]
    private static partial void LogExpelled(ILogger logger, string clientId, string identity);

    [LoggerMessage(Level = LogLevel.Error, Message = "The registry of identities cannot be read; nobody is disconnected until it can.")]
    private static partial void LogBlind(ILogger logger, Exception exception);
}
