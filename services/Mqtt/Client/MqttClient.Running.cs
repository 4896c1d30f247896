using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using SmartStore.Mqtt.Client.Connection;
using SmartStore.Mqtt.Client.Queue;
using SmartStore.Mqtt.Client.Transport;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client;

/// <content>Connecting, and connecting again.</content>
public sealed partial class MqttClient
{
    private static PublishResult Closed => new(ReasonCode.UnspecifiedError, "The client was closed before the server had answered.", ByServer: false);

    private async Task RunAsync()
    {
        var failures = 0;
        while (true)
        {
            var began = _options.Time.GetTimestamp();
            var ended = await ConnectOnceAsync();
            Report(ended);
            if (_stop.IsCancellationRequested || !_options.Reconnect)
            {
                Finish(ended);
                return;
            }

            var wasStable = ended.WasConnected && _options.Time.GetElapsedTime(began) >= _options.Backoff.StableAfter;
            failures = wasStable ? 1 : failures + 1;
            await WaitAsync(NextDelay(failures, ended.IsRefusedForGood));
            if (!_stop.IsCancellationRequested) continue;
            Finish(ended);
            return;
        }
    }

    private async Task<ConnectionEnded> ConnectOnceAsync()
    {
        ClientConnection connection;
        try
        {
            using var late = new CancellationTokenSource(_options.ConnectTimeout, _options.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stop.Token);
            var stream = await Dialer.DialAsync(_options.Broker, _options.Tls, either.Token);
            connection = new ClientConnection(this, _session, stream);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return new ConnectionEnded(EndedBy.Us, ReasonCode.Success, "Stopped while connecting.", WasConnected: false);
        }
        catch (OperationCanceledException)
        {
            return new ConnectionEnded(EndedBy.Network, ReasonCode.UnspecifiedError, $"No connection within {_options.ConnectTimeout}.", WasConnected: false);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or WebSocketException or HttpRequestException)
        {
            return new ConnectionEnded(EndedBy.Network, ReasonCode.UnspecifiedError, "No connection: " + e.Message, WasConnected: false);
        }
        catch (Exception e)
        {
            // A defect of ours or of the platform: say so and go on trying.
            return new ConnectionEnded(EndedBy.Network, ReasonCode.ImplementationError, "The client failed while connecting: " + e, WasConnected: false);
        }

        lock (_session.Gate)
        {
            _connection = connection;
            if (_stop.IsCancellationRequested) connection.Leave();
        }

        using (connection)
        {
            var ended = await connection.RunAsync();
            lock (_session.Gate)
            {
                _connection = null;
                if (_connected.Task.IsCompleted) _connected = NewSignal<ClientConnected>();
            }

            return ended;
        }
    }

    private async Task SendQueueAsync()
    {
        using var sender = new OfflineQueueSender(this, _queue!, _options);
        await sender.RunAsync(_stop.Token);
    }

    private TimeSpan NextDelay(int failures, bool refusedForGood)
    {
        lock (_session.Gate) return _options.Backoff.After(failures, refusedForGood, _options.Random.NextDouble());
    }

    private async Task WaitAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, _options.Time, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Disposed: the loop looks at the token.
        }
    }

    private void Report(ConnectionEnded ended)
    {
        _session.Counters.CountEnded(ended);
        if (ended.IsClean) LogLeft(_options.Log, _session.ClientId, _options.Broker, ended.Text);
        else LogEnded(_options.Log, _session.ClientId, _options.Broker, ended.By, ended.Code, ended.Text);
        _options.Ended?.Invoke(ended);
    }

    private void Finish(ConnectionEnded ended)
    {
        lock (_session.Gate)
        {
            _finished.TrySetResult(ended);
            _session.Outbound.CompleteAll(Closed);
            _session.Subscriptions.CompleteAll(ReasonCode.UnspecifiedError);
            _session.Replies.CancelAll();
            _session.Deliveries.Close();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Client {ClientId} connected to {Broker}; session kept: {SessionPresent}.")]
    private static partial void LogConnected(ILogger log, string clientId, BrokerAddress broker, bool sessionPresent);

    [LoggerMessage(Level = LogLevel.Information, Message = "Client {ClientId} left {Broker}: {Text}")]
    private static partial void LogLeft(ILogger log, string clientId, BrokerAddress broker, string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Client {ClientId} lost {Broker}, ended by {By} with {Code}: {Text}")]
    private static partial void LogEnded(ILogger log, string clientId, BrokerAddress broker, EndedBy by, ReasonCode code, string text);
}
